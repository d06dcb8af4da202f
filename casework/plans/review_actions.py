"""Reviews: what was reached of each goal, and when to look at the plan again."""

from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.signals import ReviewPlanned
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid
from casework.core.signals import tell
from casework.plans.actions import NOT_SAVED, check_review_day, tidy, touch
from casework.plans.codes import Attainment, PlanState
from casework.plans.goal_actions import worked_with
from casework.plans.models import Goal, Plan, Review
from casework.plans.schemas import Finding, NewReview
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST


async def add_review(gate: Gate, plan_id: UUID, version: int, new: NewReview) -> Review:
    """Record a review of the agreed plan: its goals stand where it found them, and the next review is planned.

    Raises NotFound, Denied, Stale, Conflict, Invalid.
    """
    plan = await gate.get(Plan, plan_id, "update", version=version)
    if plan.state != PlanState.AGREED:
        raise Conflict("Only the agreed version is reviewed.")
    if not (plan.agreed_on or new.held_on) <= new.held_on <= today():
        message = msgid("Choose a day between the agreement and today.")
        raise Invalid(NOT_SAVED, {"held_on": [(message, {})]})
    check_review_day(new.next_review_on)
    review = await gate.add(
        Review(
            case_id=plan.case_id,
            plan_id=plan.id,
            held_on=new.held_on,
            summary=tidy(new.summary),
            findings=await _apply(gate, plan, new),
            next_review_on=new.next_review_on,
            recorded_by=gate.actor.member_id,
            recorded_at=now(),
        ),
        within=plan,
    )
    plan.next_review_on = new.next_review_on
    for draft in await gate.all(Plan, "update", Plan.case_id == plan.case_id, Plan.state == PlanState.DRAFT):
        draft.next_review_on = new.next_review_on
        touch(draft)
    touch(plan)
    await gate.flush()
    await tell(ReviewPlanned(plan.case_id, new.next_review_on, new.held_on), gate)
    return review


async def _apply(gate: Gate, plan: Plan, new: NewReview) -> list[dict[str, Any]]:
    """Let the goals stand where the review found them, here and in a draft, and give what it found."""
    known = await worked_with(gate, Goal, plan.case_id)
    goals = {goal.id: goal for goal in known if goal.plan_id == plan.id}
    if not {finding.goal_id for finding in new.findings} <= goals.keys():
        raise Invalid(NOT_SAVED, {"findings": [(CHOOSE_FROM_LIST, {})]})
    found = []
    for finding in new.findings:
        origin_id = goals[finding.goal_id].origin_id
        for goal in known:
            if goal.origin_id == origin_id:
                _stand(goal, finding, new)
        words = tidy(finding.words)
        found.append({"origin_id": str(origin_id), "attainment": finding.attainment.value, "words": words})
    return found


def _stand(goal: Goal, finding: Finding, new: NewReview) -> None:
    if goal.attainment != finding.attainment:
        goal.attainment = finding.attainment
        goal.attained_on = None if finding.attainment is Attainment.OPEN else new.held_on
