"""What comes in about support plans; the same structs serve forms and JSON."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.plans.codes import Attainment, LifeDomain, MeasureState, Responsible, SignatureForm

Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=2_000)]
LanguageCode = Annotated[str, Meta(max_length=3)]
# A drawing is checked number by number beside its length; see `drawing`.
Drawing = Annotated[str, Meta(max_length=30_000)]
MOST = 200


class PlanDetails(Struct, forbid_unknown_fields=True, kw_only=True):
    """What stands above the goals: where the client is now, and when to look at the plan again."""

    situation: Words | None = None
    next_review_on: date | None = None


class NewMeasure(Struct, forbid_unknown_fields=True, kw_only=True):
    """A step: what, who does it (by name where it is a partner), by when."""

    what: Annotated[str, Meta(max_length=500)]
    responsible: Responsible = Responsible.CLIENT
    who: Line | None = None
    due_on: date | None = None


class GoalFields(Struct, forbid_unknown_fields=True, kw_only=True):
    """A goal in the client's own words; `client_id` says whose it is, and everybody's it is without."""

    words: Words
    domain: LifeDomain
    client_id: UUID | None = None
    in_german: Words | None = None
    success: Words | None = None
    target_on: date | None = None


class NewGoal(GoalFields, forbid_unknown_fields=True, kw_only=True):
    """A goal with the first step towards it, so that nobody leaves with a wish alone."""

    first_step: Annotated[str, Meta(max_length=500)] | None = None
    responsible: Responsible = Responsible.CLIENT
    who: Line | None = None
    due_on: date | None = None

    def measure(self) -> NewMeasure | None:
        """Give the first step, None where none was named."""
        if not (self.first_step or "").strip():
            return None
        return NewMeasure(what=self.first_step or "", responsible=self.responsible, who=self.who, due_on=self.due_on)


class MeasureProgress(Struct, forbid_unknown_fields=True, kw_only=True):
    """What became of a measure, and when; without a day it is today."""

    state: MeasureState
    on: date | None = None


class Finding(Struct, forbid_unknown_fields=True, kw_only=True):
    """What a review found about one goal."""

    goal_id: UUID
    attainment: Attainment
    words: Words | None = None


class NewReview(Struct, forbid_unknown_fields=True, kw_only=True):
    """A review of the plan: when, what was reached of which goal, and when to look again."""

    held_on: date
    summary: Words | None = None
    findings: Annotated[list[Finding], Meta(max_length=MOST)] = []
    next_review_on: date | None = None


class ReviewForm(Struct, kw_only=True):
    """The head of a review as its page sends it; what was found stands in two more fields for each goal."""

    held_on: date
    summary: Words | None = None
    next_review_on: date | None = None


class NewSignature(Struct, forbid_unknown_fields=True, kw_only=True):
    """That one person agrees to the plan.

    On paper: the day and the place that stand there. On the screen: a drawing, or the name as the person typed it
    together with the confirmation.
    """

    client_id: UUID
    form: SignatureForm
    signed_on: date | None = None
    place: Line | None = None
    name: Line | None = None
    confirmed: bool = False
    drawing: Drawing | None = None
    language: LanguageCode | None = None
    interpreter: Line | None = None
