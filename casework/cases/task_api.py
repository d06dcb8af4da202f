"""Tasks as JSON."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from casework.access.gate import Gate
from casework.cases import task_actions, task_queries
from casework.cases.queries import case_head
from casework.cases.task_schemas import TaskFields, TaskFilter, TaskPage, TaskView
from casework.core.errors import Invalid
from casework.web.answers import Answer, tagged
from casework.web.forms import Form
from casework.web.i18n import msgid

Limit = Annotated[int, Meta(ge=1, le=500)]


@get("/api/tasks")
async def list_tasks(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> TaskPage:
    """Give a page of 50 tasks. Query: whose (mine, given), status (open, done), page."""
    form = Form.read(TaskFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    return await task_queries.my_tasks(gate, form.value)


@post("/api/tasks")
async def give_task(gate: NamedDependency[Gate], data: JSONBody[TaskFields]) -> Answer[TaskView]:
    """Give a task that belongs to no case."""
    task = await task_actions.give_task(gate, data)
    return await _shown(gate, task.id, 201)


@get("/api/cases/{case_id:uuid}/tasks")
async def list_of_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], limit: FromQuery[Limit] = 200
) -> list[TaskView]:
    """Give the tasks of a case, open ones first."""
    await case_head(gate, case_id)
    return await task_queries.of_case(gate, case_id, limit)


@post("/api/cases/{case_id:uuid}/tasks")
async def give_in_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], data: JSONBody[TaskFields]
) -> Answer[TaskView]:
    """Give a task in a case."""
    task = await task_actions.give_task(gate, data, case_id)
    return await _shown(gate, task.id, 201)


@get("/api/tasks/{task_id:uuid}")
async def read_task(gate: NamedDependency[Gate], task_id: FromPath[UUID]) -> Answer[TaskView]:
    """Give a task."""
    return await _shown(gate, task_id)


@put("/api/tasks/{task_id:uuid}")
async def change_task(
    gate: NamedDependency[Gate], task_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[TaskFields]
) -> Answer[TaskView]:
    """Change a task."""
    await task_actions.change_task(gate, task_id, version, data)
    return await _shown(gate, task_id)


@put("/api/tasks/{task_id:uuid}/completion")
async def finish_task(
    gate: NamedDependency[Gate], task_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[TaskView]:
    """Mark a task as done."""
    await task_actions.finish_task(gate, task_id, version)
    return await _shown(gate, task_id)


@delete("/api/tasks/{task_id:uuid}/completion", status_code=200)
async def resume_task(
    gate: NamedDependency[Gate], task_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[TaskView]:
    """Mark a task as open again."""
    await task_actions.resume_task(gate, task_id, version)
    return await _shown(gate, task_id)


async def _shown(gate: Gate, task_id: UUID, status: int = 200) -> Answer[TaskView]:
    await gate.flush()
    task = await task_queries.one(gate, task_id)
    return tagged(task, task.version, status)


handlers = [list_tasks, give_task, list_of_case, give_in_case, read_task, change_task, finish_task, resume_task]
