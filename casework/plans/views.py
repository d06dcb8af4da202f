"""Support plans as they go out: a version with everything in it, and the versions of a case in short."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from casework.plans.codes import Attainment, LifeDomain, MeasureState, PlanState, Responsible, SignatureForm


class MeasureView(msgspec.Struct, frozen=True, kw_only=True):
    """A measure."""

    id: UUID
    goal_id: UUID
    plan_id: UUID
    origin_id: UUID
    position: int
    what: str
    responsible: Responsible
    who: str | None
    due_on: date | None
    state: MeasureState
    state_on: date | None
    version: int

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be done."""
        return self.state is MeasureState.OPEN


class GoalView(msgspec.Struct, frozen=True, kw_only=True):
    """A goal with its measures in their order."""

    id: UUID
    plan_id: UUID
    origin_id: UUID
    position: int
    domain: LifeDomain
    client_id: UUID | None
    words: str
    in_german: str | None
    success: str | None
    target_on: date | None
    attainment: Attainment
    attained_on: date | None
    version: int
    measures: list[MeasureView] = []


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """What a review found about one goal; `origin_id` is that goal in every version."""

    origin_id: UUID
    attainment: Attainment
    words: str | None = None


class EarlierReview(msgspec.Struct, frozen=True, kw_only=True):
    """What a review said until it was corrected."""

    held_on: date
    summary: str | None
    findings: list[FindingView]
    next_review_on: date | None
    recorded_by: UUID
    recorded_at: datetime
    replaced_at: datetime


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """A review of the plan."""

    id: UUID
    plan_id: UUID
    held_on: date
    summary: str | None
    findings: list[FindingView]
    next_review_on: date | None
    recorded_by: UUID
    recorded_at: datetime
    version: int
    earlier: list[EarlierReview] = []


class SignatureView(msgspec.Struct, frozen=True, kw_only=True):
    """That one person agreed; a drawing is the data of an SVG path within 600 by 200."""

    id: UUID
    plan_id: UUID
    client_id: UUID
    form: SignatureForm
    signed_on: date
    place: str | None
    name: str
    drawing: str | None
    language: str | None
    interpreter: str | None
    recorded_by: UUID
    recorded_at: datetime
    version: int


class PlanRow(msgspec.Struct):
    """A version of a plan in short."""

    id: UUID
    case_id: UUID
    number: int
    state: PlanState
    situation: str | None
    next_review_on: date | None
    started_by: UUID
    started_at: datetime
    touched_at: datetime
    agreed_on: date | None
    version: int

    @property
    def is_draft(self) -> bool:
        """Tell whether it can be written in."""
        return self.state is PlanState.DRAFT

    @property
    def is_in_force(self) -> bool:
        """Tell whether it is the one that was agreed last."""
        return self.state is PlanState.AGREED


class PlanView(PlanRow):
    """A version of a plan with its goals, reviews and signatures."""

    goals: list[GoalView]
    reviews: list[ReviewView]
    signatures: list[SignatureView]

    def goal(self, origin_id: UUID) -> GoalView | None:
        """Give a goal by what it is in every version."""
        return next((goal for goal in self.goals if goal.origin_id == origin_id), None)

    def signature_of(self, client_id: UUID) -> SignatureView | None:
        """Give how a person agreed, None if they have not."""
        return next((one for one in self.signatures if one.client_id == client_id), None)

    @property
    def by_domain(self) -> list[tuple[LifeDomain, list[GoalView]]]:
        """Give the goals by the part of life they are about, in the order of the list."""
        found = [(domain, [goal for goal in self.goals if goal.domain is domain]) for domain in LifeDomain]
        return [(domain, goals) for domain, goals in found if goals]

    @property
    def open_measures(self) -> int:
        """Give how many measures are still to be done."""
        return sum(measure.is_open for goal in self.goals for measure in goal.measures)
