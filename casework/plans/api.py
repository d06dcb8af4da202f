"""Support plans as JSON: versions, goals, measures, reviews and signatures."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from casework.access.gate import Gate
from casework.cases import note_queries
from casework.cases.note_queries import standing
from casework.cases.note_schemas import DraftFields, DraftView
from casework.core.errors import NotFound
from casework.plans import actions, goal_actions, queries, review_actions, signature_actions
from casework.plans.differences import Difference, differences
from casework.plans.models import Goal, Measure, PlanSignature, Review
from casework.plans.queries import view_of
from casework.plans.schemas import (
    GoalFields,
    MeasureProgress,
    NewGoal,
    NewMeasure,
    NewReview,
    NewSignature,
    PlanDetails,
)
from casework.plans.views import GoalView, MeasureView, PlanRow, PlanView, ReviewView, SignatureView
from casework.web.answers import Answer, tagged

Limit = Annotated[int, Meta(ge=1, le=200)]
Offset = Annotated[int, Meta(ge=0, le=100_000)]


@get("/api/cases/{case_id:uuid}/plans")
async def list_plans(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], limit: FromQuery[Limit] = 50, offset: FromQuery[Offset] = 0
) -> list[PlanRow]:
    """Give the versions of the plan of a case, the latest first."""
    await standing(gate, case_id)
    return await queries.versions(gate, case_id, limit=limit, offset=offset)


@post("/api/cases/{case_id:uuid}/plans")
async def start_plan(gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Answer[PlanView]:
    """Start the first version of a plan, or the next one with everything that is still open."""
    plan = await actions.start(gate, case_id)
    return await _plan(gate, plan.id, 201)


@get("/api/plans/{plan_id:uuid}")
async def read_plan(gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Answer[PlanView]:
    """Give a version with its goals, measures, reviews and signatures."""
    return await _plan(gate, plan_id)


@put("/api/plans/{plan_id:uuid}")
async def change_plan(
    gate: NamedDependency[Gate], plan_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[PlanDetails]
) -> Answer[PlanView]:
    """Change what stands above the goals of a draft."""
    await actions.change_details(gate, plan_id, version, data)
    await gate.flush()
    return await _plan(gate, plan_id)


@delete("/api/plans/{plan_id:uuid}")
async def discard_plan(gate: NamedDependency[Gate], plan_id: FromPath[UUID], version: NamedDependency[int]) -> None:
    """Discard a draft; an agreed version stays."""
    await actions.discard(gate, plan_id, version)


@get("/api/plans/{plan_id:uuid}/differences")
async def compare_plans(
    gate: NamedDependency[Gate], plan_id: FromPath[UUID], earlier: FromQuery[UUID]
) -> list[Difference]:
    """Give what differs from an earlier version of the same plan to this one."""
    after, before = await queries.plan(gate, plan_id), await queries.plan(gate, earlier)
    if before.case_id != after.case_id:
        raise NotFound
    return differences(before, after)


@post("/api/plans/{plan_id:uuid}/goals")
async def add_goal(gate: NamedDependency[Gate], plan_id: FromPath[UUID], data: JSONBody[NewGoal]) -> Answer[GoalView]:
    """Put a goal into a draft, with its first step if one is named."""
    goal = await goal_actions.add_goal(gate, plan_id, data)
    return _goal(goal, await gate.all(Measure, "list", Measure.goal_id == goal.id), 201)


@get("/api/plan-goals/{goal_id:uuid}")
async def read_goal(gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Answer[GoalView]:
    """Give a goal with its measures."""
    goal = await gate.get(Goal, goal_id, "read")
    return _goal(goal, await gate.all(Measure, "list", Measure.goal_id == goal.id, order_by=Measure.position))


@put("/api/plan-goals/{goal_id:uuid}")
async def change_goal(
    gate: NamedDependency[Gate], goal_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[GoalFields]
) -> Answer[GoalView]:
    """Change a goal of a draft."""
    goal = await goal_actions.change_goal(gate, goal_id, version, data)
    return _goal(goal, await gate.all(Measure, "list", Measure.goal_id == goal.id, order_by=Measure.position))


@put(["/drafts/plan-goal-edit/{goal_id:uuid}", "/api/drafts/plan-goal-edit/{goal_id:uuid}"])
async def keep_goal_edit(
    gate: NamedDependency[Gate], goal_id: FromPath[UUID], data: JSONBody[DraftFields]
) -> DraftView:
    """Keep what is being changed in a goal; only its writer sees it."""
    return note_queries.view_of(await goal_actions.keep_edit(gate, goal_id, data))


@put(["/drafts/plan-step/{goal_id:uuid}", "/api/drafts/plan-step/{goal_id:uuid}"])
async def keep_step(gate: NamedDependency[Gate], goal_id: FromPath[UUID], data: JSONBody[DraftFields]) -> DraftView:
    """Keep what is being written about a new step of a goal; only its writer sees it."""
    return note_queries.view_of(await goal_actions.keep_step(gate, goal_id, data))


@put(["/drafts/plan-step-edit/{measure_id:uuid}", "/api/drafts/plan-step-edit/{measure_id:uuid}"])
async def keep_step_edit(
    gate: NamedDependency[Gate], measure_id: FromPath[UUID], data: JSONBody[DraftFields]
) -> DraftView:
    """Keep what is being changed in a step; only its writer sees it."""
    return note_queries.view_of(await goal_actions.keep_step_edit(gate, measure_id, data))


@delete("/api/plan-goals/{goal_id:uuid}")
async def remove_goal(gate: NamedDependency[Gate], goal_id: FromPath[UUID], version: NamedDependency[int]) -> None:
    """Take a goal and its measures out of a draft."""
    await goal_actions.remove_goal(gate, goal_id, version)


@post("/api/plan-goals/{goal_id:uuid}/measures")
async def add_measure(
    gate: NamedDependency[Gate], goal_id: FromPath[UUID], data: JSONBody[NewMeasure]
) -> Answer[MeasureView]:
    """Put a measure under a goal of a draft."""
    return _measure(await goal_actions.add_measure(gate, goal_id, data), 201)


@get("/api/plan-measures/{measure_id:uuid}")
async def read_measure(gate: NamedDependency[Gate], measure_id: FromPath[UUID]) -> Answer[MeasureView]:
    """Give a measure."""
    return _measure(await gate.get(Measure, measure_id, "read"))


@put("/api/plan-measures/{measure_id:uuid}")
async def change_measure(
    gate: NamedDependency[Gate], measure_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[NewMeasure]
) -> Answer[MeasureView]:
    """Change a measure of a draft."""
    return _measure(await goal_actions.change_measure(gate, measure_id, version, data))


@delete("/api/plan-measures/{measure_id:uuid}")
async def remove_measure(
    gate: NamedDependency[Gate], measure_id: FromPath[UUID], version: NamedDependency[int]
) -> None:
    """Take a measure out of a draft."""
    await goal_actions.remove_measure(gate, measure_id, version)


@put("/api/plan-measures/{measure_id:uuid}/progress")
async def note_progress(
    gate: NamedDependency[Gate],
    measure_id: FromPath[UUID],
    version: NamedDependency[int],
    data: JSONBody[MeasureProgress],
) -> Answer[MeasureView]:
    """Note what became of a measure: to do, done, or dropped, and when."""
    return _measure(await goal_actions.note_progress(gate, measure_id, version, data))


@get("/api/plans/{plan_id:uuid}/reviews")
async def list_reviews(gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> list[ReviewView]:
    """Give the reviews of a version, the latest first; a version has few."""
    return (await queries.plan(gate, plan_id)).reviews


@post("/api/plans/{plan_id:uuid}/reviews")
async def add_review(
    gate: NamedDependency[Gate], plan_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[NewReview]
) -> Answer[ReviewView]:
    """Record a review of the agreed version and plan the next one."""
    review = await review_actions.add_review(gate, plan_id, version, data)
    return tagged(view_of(ReviewView, review), review.version, 201)


@get("/api/plan-reviews/{review_id:uuid}")
async def read_review(gate: NamedDependency[Gate], review_id: FromPath[UUID]) -> Answer[ReviewView]:
    """Give a review."""
    review = await gate.get(Review, review_id, "read")
    return tagged(view_of(ReviewView, review), review.version)


@put("/api/plan-reviews/{review_id:uuid}")
async def correct_review(
    gate: NamedDependency[Gate], review_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[NewReview]
) -> Answer[ReviewView]:
    """Correct a review; what it said before is kept with it."""
    review = await review_actions.correct_review(gate, review_id, version, data)
    return tagged(view_of(ReviewView, review), review.version)


@get("/api/plans/{plan_id:uuid}/agreement")
async def list_signatures(gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> list[SignatureView]:
    """Give who agreed to a version, and how."""
    return (await queries.plan(gate, plan_id)).signatures


@post("/api/plans/{plan_id:uuid}/agreement")
async def sign_plan(
    gate: NamedDependency[Gate], plan_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[NewSignature]
) -> Answer[SignatureView]:
    """Record that one person agrees to the version as it was shown; the last one makes it agreed."""
    signature = await signature_actions.sign(gate, plan_id, version, data)
    return tagged(view_of(SignatureView, signature), signature.version, 201)


@get("/api/plan-signatures/{signature_id:uuid}")
async def read_signature(gate: NamedDependency[Gate], signature_id: FromPath[UUID]) -> Answer[SignatureView]:
    """Give one signature."""
    signature = await gate.get(PlanSignature, signature_id, "read")
    return tagged(view_of(SignatureView, signature), signature.version)


@delete("/api/plans/{plan_id:uuid}/agreement", status_code=200)
async def take_signatures_back(
    gate: NamedDependency[Gate], plan_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[PlanView]:
    """Take back the signatures under a version that not everybody has signed: it is a draft again."""
    await signature_actions.take_back(gate, plan_id, version)
    return await _plan(gate, plan_id)


async def _plan(gate: Gate, plan_id: UUID, status: int = 200) -> Answer[PlanView]:
    plan = await queries.plan(gate, plan_id)
    return tagged(plan, plan.version, status)


def _goal(goal: Goal, measures: list[Measure], status: int = 200) -> Answer[GoalView]:
    shown: GoalView = view_of(GoalView, goal)
    shown = queries.with_measures(shown, [view_of(MeasureView, one) for one in measures])
    return tagged(shown, goal.version, status)


def _measure(measure: Measure, status: int = 200) -> Answer[MeasureView]:
    return tagged(view_of(MeasureView, measure), measure.version, status)


handlers = [
    list_plans,
    start_plan,
    read_plan,
    change_plan,
    discard_plan,
    compare_plans,
    add_goal,
    read_goal,
    change_goal,
    keep_goal_edit,
    keep_step,
    keep_step_edit,
    remove_goal,
    add_measure,
    read_measure,
    change_measure,
    remove_measure,
    note_progress,
    list_reviews,
    add_review,
    read_review,
    correct_review,
    list_signatures,
    sign_plan,
    read_signature,
    take_signatures_back,
]
