"""Starting a version of a plan, changing what stands above its goals, and discarding a draft."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.models import Case
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id
from casework.plans.codes import Attainment, MeasureState, PlanState
from casework.plans.models import Goal, Measure, Plan, PlanSignature
from casework.plans.schemas import PlanDetails
from casework.web.i18n import msgid

BETWEEN_REVIEWS = timedelta(weeks=13)
_LATEST_REVIEW = timedelta(days=3 * 366)
_OF_GOAL = ("domain", "client_id", "words", "in_german", "success", "target_on", "attainment", "attained_on")
_OF_MEASURE = ("what", "responsible", "who", "due_on", "state", "state_on")
NOT_SAVED = msgid("Some fields need to be corrected.")


def proposed_review(held_on: date) -> date:
    """Give the day to look at a plan again: a quarter of a year later, on the same day of the week."""
    return held_on + BETWEEN_REVIEWS


async def start(gate: Gate, case_id: UUID) -> Plan:
    """Start the first version of a plan, or the next one with everything that is still open in the one before.

    Raises NotFound, Denied, or Conflict where the case is closed or somebody is writing a version already.
    """
    case = await gate.get(Case, case_id, "read")
    gate.require(Plan, "create", within=case)
    if case.closed_on is not None:
        raise Conflict("This case is closed. Open it again first.")
    known = await gate.all(Plan, "list", Plan.case_id == case_id, order_by=Plan.number)
    if any(plan.state in {PlanState.DRAFT, PlanState.SIGNING} for plan in known):
        raise Conflict("There is a draft already. Go on with it, or discard it first.")
    before = known[-1] if known else None
    moment = now()
    plan = await gate.add(
        Plan(
            case_id=case.id,
            number=(before.number if before else 0) + 1,
            state=PlanState.DRAFT,
            situation=before.situation if before else None,
            next_review_on=_next_review(before),
            started_by=gate.actor.member_id,
            started_at=moment,
            touched_at=moment,
            agreed_on=None,
        ),
        within=case,
    )
    if before is not None:
        await _carry_over(gate, before, plan)
    return plan


def _next_review(before: Plan | None) -> date:
    if before is not None and before.next_review_on is not None and before.next_review_on > today():
        return before.next_review_on
    return proposed_review(today())


async def _carry_over(gate: Gate, before: Plan, plan: Plan) -> None:
    """Copy the goals that go on, each with its measures but the dropped ones; what is over stays in the old version."""
    goals = await gate.all(Goal, "list", Goal.plan_id == before.id, order_by=Goal.position)
    measures = await gate.all(Measure, "list", Measure.plan_id == before.id, order_by=Measure.position)
    copies = {
        goal.id: Goal(id=new_id(), **_copied(goal, plan, _OF_GOAL))
        for goal in goals
        if not Attainment(goal.attainment).is_over
    }
    await gate.add_all(list(copies.values()), within=plan)
    steps = [
        Measure(goal_id=copies[one.goal_id].id, **_copied(one, plan, _OF_MEASURE))
        for one in measures
        if one.goal_id in copies and one.state != MeasureState.DROPPED
    ]
    await gate.add_all(steps, within=plan)


def _copied(record: Goal | Measure, plan: Plan, names: tuple[str, ...]) -> dict[str, Any]:
    known = {name: getattr(record, name) for name in names}
    same = {"origin_id": record.origin_id, "position": record.position}
    return {**known, **same, "case_id": plan.case_id, "plan_id": plan.id}


async def change_details(gate: Gate, plan_id: UUID, version: int, details: PlanDetails) -> Plan:
    """Change what stands above the goals of a draft; raises NotFound, Denied, Stale, Conflict, Invalid."""
    plan = await gate.get(Plan, plan_id, "update", version=version)
    plan.check_writable()
    check_review_day(details.next_review_on)
    plan.situation, plan.next_review_on = tidy(details.situation), details.next_review_on
    touch(plan)
    return plan


async def discard(gate: Gate, plan_id: UUID, version: int) -> UUID:
    """Throw a draft away with everything in it and give its case; raises Conflict for anything but a draft."""
    plan = await gate.get(Plan, plan_id, "delete", version=version)
    if plan.state not in {PlanState.DRAFT, PlanState.SIGNING}:
        plan.check_writable()
    # Its parts go first: the database keeps what belongs to a version that nobody is writing any more.
    await take_signatures_back(gate, plan)
    for kind in (Measure, Goal):
        for part in await gate.all(kind, "delete", kind.plan_id == plan.id):
            await gate.remove(part)
        await gate.flush()
    await gate.remove(plan)
    return plan.case_id


async def take_signatures_back(gate: Gate, plan: Plan) -> None:
    """Remove the signatures under a version that not everybody has signed, so that it is a draft again."""
    for signature in await gate.all(PlanSignature, "delete", PlanSignature.plan_id == plan.id):
        await gate.remove(signature)
    await gate.flush()
    plan.state = PlanState.DRAFT
    touch(plan)
    await gate.flush()


def touch(plan: Plan) -> None:
    """Note that something in a version changed, so that whoever looks at an older state of it is told."""
    plan.touched_at = now()


def tidy(text: str | None) -> str | None:
    """Give a text without blanks around it, None where nothing is left."""
    return (text or "").strip() or None


def check_review_day(day: date | None) -> None:
    """Refuse a day of review that lies in the past or years away; raises Invalid."""
    if day is not None and not today() <= day <= today() + _LATEST_REVIEW:
        message = msgid("Choose a day within the next three years.")
        raise Invalid(NOT_SAVED, {"next_review_on": [(message, {})]})
