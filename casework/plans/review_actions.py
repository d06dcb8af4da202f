"""Reviews: what was reached of each goal, and when to look at the plan again."""

from collections.abc import Mapping
from datetime import date
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
    _check_day(plan, new)
    check_review_day(new.next_review_on)
    review = await gate.add(
        Review(
            case_id=plan.case_id,
            plan_id=plan.id,
            held_on=new.held_on,
            summary=tidy(new.summary),
            findings=await _apply(gate, plan, new),
            earlier=[],
            next_review_on=new.next_review_on,
            recorded_by=gate.actor.member_id,
            recorded_at=now(),
        ),
        within=plan,
    )
    await _plan_next(gate, plan, new, new.held_on)
    return review


async def correct_review(gate: Gate, review_id: UUID, version: int, new: NewReview) -> Review:
    """Correct a review and keep what it said before; raises NotFound, Denied, Stale, Conflict, Invalid.

    Goals and the next review follow only where it is the latest review of the version that is in force.
    """
    review = await gate.get(Review, review_id, "update", version=version)
    plan = await gate.get(Plan, review.plan_id, "update")
    _check_day(plan, new)
    others = await gate.all(Review, "list", Review.plan_id == plan.id)
    latest = plan.state == PlanState.AGREED and max(others, key=lambda one: (one.held_on, one.recorded_at)) is review
    if new.next_review_on != review.next_review_on:
        check_review_day(new.next_review_on)
    before = {
        "held_on": review.held_on.isoformat(),
        "summary": review.summary,
        "findings": review.findings,
        "next_review_on": review.next_review_on.isoformat() if review.next_review_on else None,
        "recorded_by": str(review.recorded_by),
        "recorded_at": review.recorded_at.isoformat(),
        "replaced_at": now().isoformat(),
    }
    if latest:
        findings = await _apply(gate, plan, new, instead_of=review.held_on)
    else:
        findings = _found({goal.id: goal for goal in await gate.all(Goal, "list", Goal.plan_id == plan.id)}, new)
    review.earlier = [*review.earlier, before]
    review.held_on, review.summary, review.findings = new.held_on, tidy(new.summary), findings
    review.next_review_on = new.next_review_on
    review.recorded_by, review.recorded_at = gate.actor.member_id, now()
    if latest:
        # The talk was held before; only the day of the next one may have been wrong.
        await _plan_next(gate, plan, new, None)
    await gate.flush()
    return review


def _check_day(plan: Plan, new: NewReview) -> None:
    if not (plan.agreed_on or new.held_on) <= new.held_on <= today():
        message = msgid("Choose a day between the agreement and today.")
        raise Invalid(NOT_SAVED, {"held_on": [(message, {})]})


async def _plan_next(gate: Gate, plan: Plan, new: NewReview, held_on: date | None) -> None:
    """Let the version in force and a draft know when the plan is looked at again."""
    plan.next_review_on = new.next_review_on
    for draft in await gate.all(Plan, "update", Plan.case_id == plan.case_id, Plan.state == PlanState.DRAFT):
        draft.next_review_on = new.next_review_on
        touch(draft)
    touch(plan)
    await gate.flush()
    await tell(ReviewPlanned(plan.case_id, new.next_review_on, held_on), gate)


async def _apply(gate: Gate, plan: Plan, new: NewReview, instead_of: date | None = None) -> list[dict[str, Any]]:
    """Let the goals stand where the review found them, here and in a draft, and give what it found.

    `instead_of` is the day of the review that is corrected: what was reached then was reached on the new day.
    """
    known = await worked_with(gate, Goal, plan.case_id)
    goals = {goal.id: goal for goal in known if goal.plan_id == plan.id}
    found = _found(goals, new)
    for finding in new.findings:
        for goal in known:
            if goal.origin_id == goals[finding.goal_id].origin_id:
                _stand(goal, finding, new, instead_of)
    return found


def _found(goals: Mapping[UUID, Goal], new: NewReview) -> list[dict[str, Any]]:
    """Give what a review found as it is kept; raises Invalid for a goal of another version."""
    if not {finding.goal_id for finding in new.findings} <= goals.keys():
        raise Invalid(NOT_SAVED, {"findings": [(CHOOSE_FROM_LIST, {})]})
    return [
        {
            "origin_id": str(goals[finding.goal_id].origin_id),
            "attainment": finding.attainment.value,
            "words": tidy(finding.words),
        }
        for finding in new.findings
    ]


def _stand(goal: Goal, finding: Finding, new: NewReview, instead_of: date | None) -> None:
    moved = instead_of is not None and goal.attained_on == instead_of
    if goal.attainment != finding.attainment or moved:
        goal.attainment = finding.attainment
        goal.attained_on = None if finding.attainment is Attainment.OPEN else new.held_on
