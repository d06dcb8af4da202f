"""Pages on which goals and measures are written, and ticked off."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import note_actions, note_queries
from casework.cases.forms import AnyRequest, version_in
from casework.core.errors import Conflict, Invalid, Stale
from casework.plans import goal_actions
from casework.plans.forms import Place, form_page, merge_page, place_of
from casework.plans.models import Goal, Measure
from casework.plans.schemas import GoalFields, MeasureProgress, NewGoal, NewMeasure
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import page, reader

GOAL = "plan-goal"


@get("/plans/{plan_id:uuid}/goals/new", include_in_schema=False)
async def new_goal(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[str]:
    """Show the form for a goal with its first step, with what was being written in it."""
    at = await place_of(gate, plan_id)
    kept = await note_queries.draft(gate, GOAL, at.head.id)
    form = Form(NewGoal, kept.fields) if kept else Form.blank(NewGoal)
    return form_page(request, "plans/goal.html", at, form, draft_at=kept.updated_at.isoformat() if kept else "")


@post("/plans/{plan_id:uuid}/goals", status_code=303, include_in_schema=False)
async def add_goal(request: AnyRequest, gate: NamedDependency[Gate], plan_id: FromPath[UUID]) -> Response[Any]:
    """Put the goal into the draft; then write another one, or show the plan."""
    form, status = await read_form(request, NewGoal), 422
    if form.valid:
        try:
            goal = await goal_actions.add_goal(gate, plan_id, form.value)
            await note_actions.discard_draft(gate, GOAL, goal.case_id)
            return Redirect(f"/cases/{goal.case_id}/plan?done=goal#goal-{goal.id}", status_code=303)
        except (Invalid, Conflict) as error:
            status = form.take(error)
    return form_page(request, "plans/goal.html", await place_of(gate, plan_id), form, status, draft_at="")


@get("/plan-goals/{goal_id:uuid}/edit", include_in_schema=False)
async def edit_goal(request: AnyRequest, gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Response[str]:
    """Show a goal of a draft for changing."""
    goal = await gate.get(Goal, goal_id, "update")
    at, kept = await place_of(gate, goal.plan_id), await note_queries.draft(gate, goal_actions.EDIT, goal_id)
    if kept is not None and kept.updated_at > at.plan.touched_at:
        draft_at = kept.updated_at.isoformat()
        return form_page(
            request, "plans/goal_edit.html", at, Form(GoalFields, kept.fields), goal=goal, draft_at=draft_at
        )
    return form_page(request, "plans/goal_edit.html", at, _form_of(GoalFields, goal), goal=goal, draft_at="")


@post("/plan-goals/{goal_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_goal(request: AnyRequest, gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Response[Any]:
    """Save the goal; where it was changed meanwhile, show both."""
    goal, fields = await gate.get(Goal, goal_id, "update"), await read_fields(request)
    at, form, status = await place_of(gate, goal.plan_id), Form.read(GoalFields, fields), 422
    if form.valid:
        try:
            await goal_actions.change_goal(gate, goal_id, version_in(fields), form.value)
            await note_actions.discard_draft(gate, goal_actions.EDIT, goal_id)
            return _back(at, "saved", f"goal-{goal_id}")
        except (Invalid, Conflict) as error:
            status = form.take(error)
        except Stale:
            action = f"/plan-goals/{goal_id}/edit"
            return merge_page(request, at, form, _form_of(GoalFields, goal), goal.version, action)
    return form_page(request, "plans/goal_edit.html", at, form, status, goal=goal, draft_at="")


@get("/plan-goals/{goal_id:uuid}/removal", include_in_schema=False)
async def ask_goal_removal(request: AnyRequest, gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Response[str]:
    """Ask once before a goal is taken out of a draft."""
    goal = await gate.get(Goal, goal_id, "delete")
    at = await place_of(gate, goal.plan_id)
    words = reader(request)
    return page(
        request,
        "web/confirm.html",
        title=words.gettext(msgid("Take this goal out of the draft?")),
        text=goal.words,
        action=f"/plan-goals/{goal.id}/removal",
        submit=words.gettext(msgid("Take it out")),
        cancel=f"/cases/{at.head.id}/plan#goal-{goal.id}",
        fields={"version": goal.version},
    )


@post("/plan-goals/{goal_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_goal(request: AnyRequest, gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Redirect:
    """Take a goal and its measures out of a draft."""
    plan = await goal_actions.remove_goal(gate, goal_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{plan.case_id}/plan?done=removed", status_code=303)


@get("/plan-goals/{goal_id:uuid}/measures/new", include_in_schema=False)
async def new_measure(request: AnyRequest, gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Response[str]:
    """Show the form for a measure of a goal, with what was being written in it."""
    goal = await gate.get(Goal, goal_id, "update")
    kept = await note_queries.draft(gate, goal_actions.STEP, goal_id)
    form = Form(NewMeasure, kept.fields) if kept else Form.blank(NewMeasure)
    draft_at = kept.updated_at.isoformat() if kept else ""
    return _measure_page(request, await place_of(gate, goal.plan_id), goal, form, draft_at=draft_at)


@post("/plan-goals/{goal_id:uuid}/measures", status_code=303, include_in_schema=False)
async def add_measure(request: AnyRequest, gate: NamedDependency[Gate], goal_id: FromPath[UUID]) -> Response[Any]:
    """Put a measure under a goal."""
    goal, form, status = await gate.get(Goal, goal_id, "update"), await read_form(request, NewMeasure), 422
    at = await place_of(gate, goal.plan_id)
    if form.valid:
        try:
            await goal_actions.add_measure(gate, goal_id, form.value)
            await note_actions.discard_draft(gate, goal_actions.STEP, goal_id)
            return _back(at, "measure", f"goal-{goal_id}")
        except (Invalid, Conflict) as error:
            status = form.take(error)
    return _measure_page(request, at, goal, form, status)


@get("/plan-measures/{measure_id:uuid}/edit", include_in_schema=False)
async def edit_measure(request: AnyRequest, gate: NamedDependency[Gate], measure_id: FromPath[UUID]) -> Response[str]:
    """Show a measure of a draft for changing."""
    measure = await gate.get(Measure, measure_id, "update")
    goal = await gate.get(Goal, measure.goal_id, "read")
    at = await place_of(gate, measure.plan_id)
    kept = await note_queries.draft(gate, goal_actions.STEP_EDIT, measure_id)
    if kept is not None and kept.updated_at > at.plan.touched_at:
        draft_at = kept.updated_at.isoformat()
        return _measure_page(request, at, goal, Form(NewMeasure, kept.fields), measure=measure, draft_at=draft_at)
    return _measure_page(request, at, goal, _form_of(NewMeasure, measure), measure=measure)


@post("/plan-measures/{measure_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_measure(request: AnyRequest, gate: NamedDependency[Gate], measure_id: FromPath[UUID]) -> Response[Any]:
    """Save the measure; where it was changed meanwhile, show both."""
    measure, fields = await gate.get(Measure, measure_id, "update"), await read_fields(request)
    goal, at = await gate.get(Goal, measure.goal_id, "read"), await place_of(gate, measure.plan_id)
    form, status = Form.read(NewMeasure, fields), 422
    if form.valid:
        try:
            await goal_actions.change_measure(gate, measure_id, version_in(fields), form.value)
            await note_actions.discard_draft(gate, goal_actions.STEP_EDIT, measure_id)
            return _back(at, "saved", f"goal-{measure.goal_id}")
        except (Invalid, Conflict) as error:
            status = form.take(error)
        except Stale:
            action = f"/plan-measures/{measure_id}/edit"
            return merge_page(request, at, form, _form_of(NewMeasure, measure), measure.version, action)
    return _measure_page(request, at, goal, form, status, measure)


@post("/plan-measures/{measure_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_measure(request: AnyRequest, gate: NamedDependency[Gate], measure_id: FromPath[UUID]) -> Redirect:
    """Take a measure out of a draft."""
    plan = await goal_actions.remove_measure(gate, measure_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{plan.case_id}/plan?done=removed", status_code=303)


@post("/plan-measures/{measure_id:uuid}/progress", status_code=303, include_in_schema=False)
async def note_progress(request: AnyRequest, gate: NamedDependency[Gate], measure_id: FromPath[UUID]) -> Redirect:
    """Tick a measure off, drop it, or take that back, with one button."""
    fields = await read_fields(request)
    form = Form.read(MeasureProgress, fields)
    if not form.valid:
        raise Invalid("Some fields need to be corrected.", form.errors)
    measure = await goal_actions.note_progress(gate, measure_id, version_in(fields), form.value)
    return Redirect(f"/cases/{measure.case_id}/plan#measure-{measure.id}", status_code=303)


def _form_of(kind: type[Any], record: Goal | Measure) -> Form[Any]:
    return Form.blank(kind, **{name: getattr(record, name) for name in kind.__struct_fields__})


def _back(at: Place, done: str, anchor: str) -> Redirect:
    return Redirect(f"/cases/{at.head.id}/plan?done={done}#{anchor}", status_code=303)


def _measure_page(
    request: AnyRequest,
    at: Place,
    goal: Goal,
    form: Form[NewMeasure],
    status: int = 200,
    measure: Measure | None = None,
    draft_at: str = "",
) -> Response[str]:
    shown = {"goal": goal, "measure": measure, "draft_at": draft_at}
    return form_page(request, "plans/measure.html", at, form, status, **shown)


handlers = [
    new_goal,
    add_goal,
    edit_goal,
    change_goal,
    ask_goal_removal,
    remove_goal,
    new_measure,
    add_measure,
    edit_measure,
    change_measure,
    remove_measure,
    note_progress,
]
