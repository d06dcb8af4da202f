"""Pages of tasks: one's own, and those of a case."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import sections, task_actions, task_queries
from casework.cases.forms import AnyRequest, version_in
from casework.cases.queries import case_head
from casework.cases.task_models import Task
from casework.cases.task_schemas import TaskFields, TaskFilter
from casework.core.errors import Invalid, Stale
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.pages import local_path
from casework.web.render import page

sections.register(msgid("Tasks"), "tasks", order=37, count=sections.Counted(Task, Task.done_at.is_(None)))


@get("/tasks", include_in_schema=False)
async def list_tasks(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show one's own tasks, and the form for a new one beside all cases."""
    return await _list_page(request, gate, Form.blank(TaskFields, assignee_id=gate.actor.member_id))


@post("/tasks", status_code=303, include_in_schema=False)
async def give_task(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Give a task that belongs to no case."""
    form = await read_form(request, TaskFields)
    if form.valid:
        try:
            await task_actions.give_task(gate, form.value)
            return Redirect("/tasks?done=given", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _list_page(request, gate, form, 422)


@get("/cases/{case_id:uuid}/tasks", include_in_schema=False)
async def list_of_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the tasks of a case, and the form for a new one."""
    return await _case_page(request, gate, case_id, Form.blank(TaskFields, assignee_id=gate.actor.member_id))


@post("/cases/{case_id:uuid}/tasks", status_code=303, include_in_schema=False)
async def give_in_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Give a task in a case."""
    fields = await read_fields(request)
    form = Form.read(TaskFields, fields)
    if form.valid:
        try:
            await task_actions.give_task(gate, form.value, case_id)
            back = local_path(next(iter(fields.get("next", [])), "") or f"/cases/{case_id}/tasks?done=given")
            return Redirect(back, status_code=303)
        except Invalid as error:
            form.take(error)
    return await _case_page(request, gate, case_id, form, 422)


@get("/tasks/{task_id:uuid}/edit", include_in_schema=False)
async def edit_task(request: AnyRequest, gate: NamedDependency[Gate], task_id: FromPath[UUID]) -> Response[str]:
    """Show a task for changing."""
    task = await gate.get(Task, task_id, "update")
    form = Form.blank(TaskFields, **{name: getattr(task, name) for name in TaskFields.__struct_fields__})
    return await _edit_page(request, gate, task_id, form)


@post("/tasks/{task_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_task(request: AnyRequest, gate: NamedDependency[Gate], task_id: FromPath[UUID]) -> Response[Any]:
    """Save a task."""
    fields = await read_fields(request)
    form, status = Form.read(TaskFields, fields), 422
    if form.valid:
        try:
            task = await task_actions.change_task(gate, task_id, version_in(fields), form.value)
            back = f"/cases/{task.case_id}/tasks" if task.case_id else "/tasks"
            return Redirect(f"{back}?done=changed", status_code=303)
        except (Invalid, Stale) as error:
            status = form.take(error)
    return await _edit_page(request, gate, task_id, form, status)


@post("/tasks/{task_id:uuid}/completion", status_code=303, include_in_schema=False)
async def finish_task(request: AnyRequest, gate: NamedDependency[Gate], task_id: FromPath[UUID]) -> Redirect:
    """Mark a task as done, or as open again, and go back to where the button was."""
    fields = await read_fields(request)
    done = fields.get("done", [""])[0] != "no"
    await (task_actions.finish_task if done else task_actions.resume_task)(gate, task_id)
    return Redirect(local_path(next(iter(fields.get("next", [])), "") or "/tasks"), status_code=303)


async def _list_page(request: AnyRequest, gate: Gate, form: Form[TaskFields], status: int = 200) -> Response[str]:
    gate.require(Task, "create")
    asked = Form.read(TaskFilter, {name: text for name, text in request.query_params.dict().items() if name != "done"})
    wanted = asked.value if asked.valid else TaskFilter()
    return page(
        request,
        "cases/tasks.html",
        status,
        found=await task_queries.my_tasks(gate, wanted),
        wanted=wanted,
        form=form,
        members=await _members(gate, None),
        may_export=gate.may(Task, "export", within="assigned"),
        done=request.query_params.get("done", ""),
    )


async def _case_page(
    request: AnyRequest, gate: Gate, case_id: UUID, form: Form[TaskFields], status: int = 200
) -> Response[str]:
    head = await case_head(gate, case_id)
    return page(
        request,
        "cases/case_tasks.html",
        status,
        head=head,
        tasks=await task_queries.of_case(gate, case_id),
        form=form,
        members=await _members(gate, case_id),
        done=request.query_params.get("done", ""),
    )


async def _edit_page(
    request: AnyRequest, gate: Gate, task_id: UUID, form: Form[TaskFields], status: int = 200
) -> Response[str]:
    task = await task_queries.one(gate, task_id)
    members = await _members(gate, task.case_id)
    return page(request, "cases/task_edit.html", status, task=task, form=form, members=members)


async def _members(gate: Gate, case_id: UUID | None) -> list[tuple[str, str]]:
    return [(str(member.id), member.name) for member in await task_queries.assignable(gate, case_id)]


handlers = [list_tasks, give_task, list_of_case, give_in_case, edit_task, change_task, finish_task]
