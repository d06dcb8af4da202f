"""What is done with tasks: giving them, changing them, doing them."""

from uuid import UUID

from casework.access.gate import Gate
from casework.cases.models import Case
from casework.cases.task_models import Task
from casework.cases.task_queries import assignable
from casework.cases.task_schemas import TaskFields
from casework.core.clock import now
from casework.core.errors import Invalid
from casework.core.model import new_id
from casework.web.i18n import msgid


async def give_task(gate: Gate, new: TaskFields, case_id: UUID | None = None) -> Task:
    """Give a task to oneself or a colleague, in a case or beside all; raises NotFound, Denied, Invalid."""
    case = await gate.get(Case, case_id, "read") if case_id else None
    task = Task(
        id=new_id(),
        title=new.title.strip(),
        note=(new.note or "").strip() or None,
        due_on=new.due_on,
        assignee_id=await _assignee(gate, case_id, new.assignee_id),
        case_id=case_id,
        created_by=gate.actor.member_id,
        created_at=now(),
        version=1,
    )
    return await gate.add(task, within=case)


async def change_task(gate: Gate, task_id: UUID, version: int, change: TaskFields) -> Task:
    """Change a task; raises NotFound, Denied, Stale, and Invalid with the fields at fault."""
    task = await gate.get(Task, task_id, "update", version=version)
    if change.assignee_id is not None and change.assignee_id != task.assignee_id:
        task.assignee_id = await _assignee(gate, task.case_id, change.assignee_id)
    task.title, task.due_on = change.title.strip(), change.due_on
    task.note = (change.note or "").strip() or None
    return task


async def finish_task(gate: Gate, task_id: UUID, version: int | None = None) -> Task:
    """Mark a task as done, which can be taken back; doing it twice changes nothing. Raises NotFound, Denied, Stale."""
    task = await gate.get(Task, task_id, "update", version=version)
    if task.done_at is None:
        task.done_at, task.done_by = now(), gate.actor.member_id
    return task


async def resume_task(gate: Gate, task_id: UUID, version: int | None = None) -> Task:
    """Mark a task as open again; raises NotFound, Denied, Stale."""
    task = await gate.get(Task, task_id, "update", version=version)
    task.done_at = task.done_by = None
    return task


async def _assignee(gate: Gate, case_id: UUID | None, wanted: UUID | None) -> UUID:
    if wanted is None or wanted == gate.actor.member_id:
        return gate.actor.member_id
    if wanted not in {member.id for member in await assignable(gate, case_id)}:
        message = msgid("Choose a colleague who sees this case.") if case_id else msgid("Choose a colleague.")
        raise Invalid(msgid("The task was not given."), {"assignee_id": [(message, {})]})
    return wanted
