"""Writing goals and measures into a draft, and noting what became of measures."""

from typing import TypeVar
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.models import Case, Draft
from casework.cases.note_actions import store_draft
from casework.cases.note_schemas import DraftFields
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Message
from casework.core.model import new_id
from casework.plans.actions import NOT_SAVED, tidy, touch
from casework.plans.codes import Attainment, MeasureState, PlanState, Responsible
from casework.plans.models import Goal, Measure, Plan
from casework.plans.schemas import MOST, GoalFields, MeasureProgress, NewGoal, NewMeasure
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST, FILL_IN

# The form in which a goal is changed; its draft is kept under the goal.
EDIT, STEP, STEP_EDIT = "plan-goal-edit", "plan-step", "plan-step-edit"
Part = TypeVar("Part", Goal, Measure)


async def add_goal(gate: Gate, plan_id: UUID, new: NewGoal) -> Goal:
    """Put a goal into a draft, with its first step if one was named; raises NotFound, Denied, Conflict, Invalid."""
    plan = await gate.get(Plan, plan_id, "update")
    plan.check_writable()
    step = new.measure()
    await _check_goal(gate, plan, new, _mistakes(step, "first_step"))
    goal = Goal(
        id=new_id(),
        case_id=plan.case_id,
        plan_id=plan.id,
        position=await _next_position(gate, Goal, plan),
        attainment=Attainment.OPEN,
        attained_on=None,
    )
    goal.origin_id = goal.id
    _fill_goal(goal, new)
    await gate.add(goal, within=plan)
    if step is not None:
        await _add_measure(gate, plan, goal, step)
    touch(plan)
    await gate.flush()
    return goal


async def change_goal(gate: Gate, goal_id: UUID, version: int, changed: GoalFields) -> Goal:
    """Change a goal of a draft; raises NotFound, Denied, Stale, Conflict, Invalid."""
    goal = await gate.get(Goal, goal_id, "update", version=version)
    plan = await _writable(gate, goal.plan_id)
    await _check_goal(gate, plan, changed, {})
    _fill_goal(goal, changed)
    touch(plan)
    await gate.flush()
    return goal


async def keep_edit(gate: Gate, goal_id: UUID, typed: DraftFields) -> Draft:
    """Keep what somebody is changing in a goal and has not sent; raises NotFound, Denied, Invalid."""
    await gate.get(Goal, goal_id, "update")
    return await store_draft(gate, EDIT, goal_id, typed)


async def keep_step(gate: Gate, goal_id: UUID, typed: DraftFields) -> Draft:
    """Keep what somebody is writing about a new step of a goal; raises NotFound, Denied, Invalid."""
    await gate.get(Goal, goal_id, "update")
    return await store_draft(gate, STEP, goal_id, typed)


async def keep_step_edit(gate: Gate, measure_id: UUID, typed: DraftFields) -> Draft:
    """Keep what somebody is changing in a step and has not sent; raises NotFound, Denied, Invalid."""
    await gate.get(Measure, measure_id, "update")
    return await store_draft(gate, STEP_EDIT, measure_id, typed)


async def remove_goal(gate: Gate, goal_id: UUID, version: int) -> Plan:
    """Take a goal and its measures out of a draft; raises NotFound, Denied, Stale, Conflict."""
    goal = await gate.get(Goal, goal_id, "delete", version=version)
    plan = await _writable(gate, goal.plan_id)
    for measure in await gate.all(Measure, "delete", Measure.goal_id == goal.id):
        await gate.remove(measure)
    await gate.flush()
    await gate.remove(goal)
    touch(plan)
    return plan


async def add_measure(gate: Gate, goal_id: UUID, new: NewMeasure) -> Measure:
    """Put a measure under a goal of a draft; raises NotFound, Denied, Conflict, Invalid."""
    goal = await gate.get(Goal, goal_id, "update")
    plan = await _writable(gate, goal.plan_id)
    _refuse(_mistakes(new, "what"))
    measure = await _add_measure(gate, plan, goal, new)
    touch(plan)
    await gate.flush()
    return measure


async def change_measure(gate: Gate, measure_id: UUID, version: int, changed: NewMeasure) -> Measure:
    """Change a measure of a draft; raises NotFound, Denied, Stale, Conflict, Invalid."""
    measure = await gate.get(Measure, measure_id, "update", version=version)
    plan = await _writable(gate, measure.plan_id)
    _refuse(_mistakes(changed, "what"))
    _fill_measure(measure, changed)
    touch(plan)
    await gate.flush()
    return measure


async def remove_measure(gate: Gate, measure_id: UUID, version: int) -> Plan:
    """Take a measure out of a draft; raises NotFound, Denied, Stale, Conflict."""
    measure = await gate.get(Measure, measure_id, "delete", version=version)
    plan = await _writable(gate, measure.plan_id)
    await gate.remove(measure)
    touch(plan)
    return plan


async def note_progress(gate: Gate, measure_id: UUID, version: int, progress: MeasureProgress) -> Measure:
    """Note what became of a measure, in the agreed version and in the one being written alike.

    What was agreed stays as it is; only its progress goes on. Raises NotFound, Denied, Stale, Conflict, Invalid.
    """
    measure = await gate.get(Measure, measure_id, "update", version=version)
    plan = await gate.get(Plan, measure.plan_id, "read")
    plan.check_current()
    on = progress.on or today()
    if on > today():
        raise Invalid(NOT_SAVED, {"on": [(msgid("This day has not come yet."), {})]})
    for one in await worked_with(gate, Measure, measure.case_id):
        if one.origin_id == measure.origin_id:
            one.state, one.state_on = progress.state, None if progress.state is MeasureState.OPEN else on
    await gate.flush()
    return measure


async def worked_with(gate: Gate, kind: type[Part], case_id: UUID) -> list[Part]:
    """Give the goals or measures of the versions of a case that are worked with: the agreed one and the draft."""
    plans = await gate.all(Plan, "list", Plan.case_id == case_id, Plan.state != PlanState.REPLACED)
    return await gate.all(kind, "update", kind.plan_id.in_([plan.id for plan in plans]))


async def _writable(gate: Gate, plan_id: UUID) -> Plan:
    plan = await gate.get(Plan, plan_id, "update")
    plan.check_writable()
    return plan


async def _add_measure(gate: Gate, plan: Plan, goal: Goal, new: NewMeasure) -> Measure:
    measure = Measure(
        id=new_id(),
        case_id=plan.case_id,
        plan_id=plan.id,
        goal_id=goal.id,
        position=await _next_position(gate, Measure, plan),
        state=MeasureState.OPEN,
        state_on=None,
    )
    measure.origin_id = measure.id
    _fill_measure(measure, new)
    return await gate.add(measure, within=plan)


async def _next_position(gate: Gate, kind: type[Part], plan: Plan) -> int:
    known = await gate.all(kind, "list", kind.plan_id == plan.id)
    if len(known) >= MOST:
        raise Conflict("A plan cannot hold more than that. Fewer goals are reached more easily.")
    return max((one.position for one in known), default=0) + 1


def _fill_goal(goal: Goal, typed: GoalFields) -> None:
    goal.domain, goal.client_id, goal.target_on = typed.domain, typed.client_id, typed.target_on
    goal.words, goal.in_german, goal.success = typed.words.strip(), tidy(typed.in_german), tidy(typed.success)


def _fill_measure(measure: Measure, typed: NewMeasure) -> None:
    measure.what, measure.responsible, measure.due_on = typed.what.strip(), typed.responsible, typed.due_on
    measure.who = tidy(typed.who)


async def _check_goal(gate: Gate, plan: Plan, typed: GoalFields, found: dict[str, list[Message]]) -> None:
    if not typed.words.strip():
        found["words"] = [(FILL_IN, {})]
    if typed.client_id is not None:
        case = await gate.get(Case, plan.case_id, "read")
        if typed.client_id not in case.client_ids:
            found["client_id"] = [(CHOOSE_FROM_LIST, {})]
    _refuse(found)


def _mistakes(step: NewMeasure | None, field: str) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    if step is not None and not step.what.strip():
        found[field] = [(FILL_IN, {})]
    if step is not None and step.responsible is Responsible.PARTNER and not tidy(step.who):
        found["who"] = [(msgid("Name the partner or authority."), {})]
    return found


def _refuse(found: dict[str, list[Message]]) -> None:
    if found:
        raise Invalid(NOT_SAVED, found)
