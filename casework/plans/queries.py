"""Named reads of support plans."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Select, Text, Uuid, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.running import Running
from casework.cases.sections import Counted
from casework.core.model import ORG, TenantModel
from casework.plans.codes import MeasureState, PlanState
from casework.plans.models import Goal, Measure, Plan, PlanSignature, Review
from casework.plans.views import GoalView, MeasureView, PlanRow, PlanView, ReviewView, SignatureView
from casework.web.i18n import msgid, translator

PAGE = 50


class _Parts(PlanRow):
    """A version and its parts as JSON."""

    goals: str
    measures: str
    reviews: str
    signatures: str


def _listed(kind: Any, view: type[msgspec.Struct], order: Any) -> ColumnElement[Any]:  # noqa: ANN401  # Of any kind.
    names = [name for name in view.__struct_fields__ if name != "measures"]
    entry = func.json_build_object(*[part for name in names for part in (name, getattr(kind, name))])
    # Sent as text, because msgspec reads it faster than the driver's own JSON.
    listed = func.coalesce(cast(func.json_agg(aggregate_order_by(entry, order, kind.id)), Text), "[]")
    return select(listed).where(kind.org_id == Plan.org_id, kind.plan_id == Plan.id).scalar_subquery()


_COLUMNS = [getattr(Plan, name) for name in PlanRow.__struct_fields__]


def _whole() -> Select[Any]:
    return select(
        *_COLUMNS,
        _listed(Goal, GoalView, Goal.position).label("goals"),
        _listed(Measure, MeasureView, Measure.position).label("measures"),
        _listed(Review, ReviewView, Review.held_on.desc()).label("reviews"),
        _listed(PlanSignature, SignatureView, PlanSignature.recorded_at).label("signatures"),
    ).where(Plan.org_id == ORG, Plan.id == bindparam("id", type_=Uuid()))


PLAN = Read(Plan, "read", _Parts, _whole())
VERSIONS = Read(
    Plan,
    "list",
    PlanRow,
    select(*_COLUMNS)
    .where(Plan.org_id == ORG, Plan.case_id == bindparam("case_id", type_=Uuid()))
    .order_by(Plan.number.desc())
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer())),
)


class PlanHistory(PlanRow):
    """A version with its reviews as JSON."""

    reviews: str


HISTORY = Read(
    Plan,
    "list",
    PlanHistory,
    select(*_COLUMNS, _listed(Review, ReviewView, Review.held_on.desc()).label("reviews"))
    .where(Plan.org_id == ORG, Plan.case_id == bindparam("case_id", type_=Uuid()), Plan.agreed_on.is_not(None))
    .order_by(Plan.number.desc())
    .limit(PAGE),
)
# Steps of the agreed version that are still to be done, as the tab of a case counts them.
_AGREED = select(Plan.id).where(Plan.org_id == Measure.org_id, Plan.state == literal(PlanState.AGREED.value, Text()))
OPEN_STEPS = Counted(
    Measure, (Measure.state == literal(MeasureState.OPEN.value, Text())) & Measure.plan_id.in_(_AGREED)
)


async def history(gate: Gate, case_id: UUID) -> list[tuple[PlanRow, list[ReviewView]]]:
    """Give the versions that were agreed, the latest first, each with its reviews; recorded as one list."""
    rows = await gate.select(HISTORY, case_id=case_id)
    names = PlanRow.__struct_fields__
    return [(PlanRow(*(getattr(row, name) for name in names)), _REVIEWS.decode(row.reviews)) for row in rows]


async def running(gate: Gate, case_id: UUID, language: str) -> list[Running]:
    """Give the steps of the agreed version that are still to be done, for whoever takes the case over."""
    if not gate.may(Plan, "list", within="assigned"):
        return []
    agreed, words = await in_force(gate, case_id), translator(language)
    steps = [step for goal in (agreed.goals if agreed else ()) for step in goal.measures if step.is_open]
    kind, path = words.gettext(msgid("Step of the plan")), f"/cases/{case_id}/plan"
    return [
        Running(kind, step.what, step.who or words.gettext(step.responsible.label), step.due_on, path) for step in steps
    ]


async def versions(gate: Gate, case_id: UUID, *, limit: int = PAGE, offset: int = 0) -> list[PlanRow]:
    """Give the versions of the plan of a case, the latest first."""
    rows = await gate.select(VERSIONS, case_id=case_id, limit=limit, offset=offset)
    for row in rows:
        row.state = PlanState(row.state)
    return rows


async def plan(gate: Gate, plan_id: UUID) -> PlanView:
    """Give a version with all its goals, measures, reviews and signatures; raises NotFound or Denied."""
    row = await gate.one(PLAN, plan_id)
    parts = msgspec.structs.asdict(row)
    measures = _MEASURES.decode(parts.pop("measures"))
    goals = [
        with_measures(goal, [one for one in measures if one.goal_id == goal.id])
        for goal in _GOALS.decode(parts["goals"])
    ]
    parts |= {"goals": goals, "reviews": _REVIEWS.decode(parts["reviews"])}
    parts |= {"signatures": _SIGNATURES.decode(parts["signatures"]), "state": PlanState(parts["state"])}
    return PlanView(**parts)


async def in_force(gate: Gate, case_id: UUID) -> PlanView | None:
    """Give the version that was agreed last, whose goals a referral may name; None if nothing is agreed."""
    found = next((row for row in await versions(gate, case_id) if row.is_in_force), None)
    return await plan(gate, found.id) if found else None


def with_measures(goal: GoalView, measures: list[MeasureView]) -> GoalView:
    """Give a goal with its measures."""
    return msgspec.structs.replace(goal, measures=measures)


def view_of(kind: type[msgspec.Struct], record: TenantModel) -> Any:  # noqa: ANN401  # It is one of the views above.
    """Give a record that was just written as it goes out."""
    known = {name: getattr(record, name) for name in kind.__struct_fields__ if name != "measures"}
    return msgspec.convert(known, kind, strict=False)


_GOALS = msgspec.json.Decoder(list[GoalView])
_MEASURES = msgspec.json.Decoder(list[MeasureView])
_REVIEWS = msgspec.json.Decoder(list[ReviewView])
_SIGNATURES = msgspec.json.Decoder(list[SignatureView])
