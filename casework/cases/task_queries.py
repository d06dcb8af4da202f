"""Named reads of tasks, and who may be given one."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Select, Uuid, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.models import Case
from casework.cases.schemas import MemberChoice
from casework.cases.task_models import Task
from casework.cases.task_schemas import TaskFilter, TaskPage, TaskView
from casework.core.model import ACTOR, ORG
from casework.identity.models import Member

PAGE_SIZE = 50
# Of one's own, what is due first comes first; what has no day comes last.
_BY_DAY: tuple[ColumnElement[Any], ...] = (Task.due_on.asc().nulls_last(), Task.id.asc())
_LATEST: tuple[ColumnElement[Any], ...] = (Task.done_at.desc(), Task.id.desc())
# Colleagues who may be given a task: in a case those who see it, else those of one's own teams.
OF_CASE = (
    "select m.id, m.name from members m where m.org_id = $1 and m.active and (m.id = $3 or m.id ="
    " (select owner_id from cases where org_id = $1 and id = $2) or m.id in (select t.member_id from team_members t"
    " join cases c on c.org_id = t.org_id and c.team_id = t.team_id where t.org_id = $1 and c.id = $2"
    " and not c.restricted) or m.id in (select t.member_id from team_members t join cases c on c.org_id = t.org_id"
    " and c.team_id = t.team_id where t.org_id = $1 and c.id = $2 and t.leads))"
    " and m.role in ('counsellor', 'team_lead', 'provider') order by lower(m.name), m.id"
)
OF_TEAMS = (
    "select m.id, m.name from members m where m.org_id = $1 and m.active and (m.id = $3 or m.id in"
    " (select t.member_id from team_members t where t.org_id = $1 and t.team_id = any($2::uuid[])))"
    " and m.role in ('counsellor', 'team_lead', 'provider', 'front_desk') order by lower(m.name), m.id"
)


def _rows() -> Select[Any]:
    own = [getattr(Task, name) for name in TaskView.__struct_fields__[:10]]
    return (
        select(
            *own, Member.name.label("assignee_name"), Case.number.label("case_number"), Case.title.label("case_title")
        )
        .join(Member, (Member.org_id == Task.org_id) & (Member.id == Task.assignee_id))
        .outerjoin(Case, (Case.org_id == Task.org_id) & (Case.id == Task.case_id))
        .where(Task.org_id == ORG)
    )


@lru_cache(maxsize=8)
def _listed(whose: str, *, done: bool) -> Read[TaskView]:
    mine = Task.assignee_id == ACTOR if whose == "mine" else (Task.created_by == ACTOR) & (Task.assignee_id != ACTOR)
    statement = _rows().where(mine, Task.done_at.is_not(None) if done else Task.done_at.is_(None))
    return Read(
        Task,
        "list",
        TaskView,
        statement.order_by(*(_LATEST if done else _BY_DAY))
        .limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer())),
    )


IN_CASE = Read(
    Task,
    "list",
    TaskView,
    _rows()
    .where(Task.case_id == bindparam("case_id", type_=Uuid()))
    .order_by(Task.done_at.desc().nulls_first(), *_BY_DAY)
    .limit(bindparam("limit", type_=Integer())),
)
OPEN_IN_CASE = Read(
    Task,
    "list",
    TaskView,
    _rows()
    .where(Task.case_id == bindparam("case_id", type_=Uuid()), Task.done_at.is_(None))
    .order_by(*_BY_DAY)
    .limit(bindparam("limit", type_=Integer())),
)
DONE_IN_CASE = Read(
    Task,
    "list",
    TaskView,
    _rows()
    .where(
        Task.case_id == bindparam("case_id", type_=Uuid()),
        Task.done_at < bindparam("before", type_=DateTime(timezone=True)),
    )
    .order_by(*_LATEST)
    .limit(bindparam("limit", type_=Integer())),
)
ONE = Read(Task, "read", TaskView, _rows().where(Task.id == bindparam("id", type_=Uuid())))


async def my_tasks(gate: Gate, wanted: TaskFilter) -> TaskPage:
    """Give a page of one's own tasks, or of those given to others: open ones by day, done ones the latest first."""
    read = _listed(wanted.whose, done=wanted.status == "done")
    rows = await gate.select(read, limit=PAGE_SIZE + 1, offset=(wanted.page - 1) * PAGE_SIZE)
    return TaskPage(wanted.page, len(rows) > PAGE_SIZE, rows[:PAGE_SIZE])


async def my_open_tasks(gate: Gate, limit: int) -> list[TaskView]:
    """Give one's own open tasks, the most urgent first; none for those whose role has no tasks."""
    if not gate.may(Task, "list", within="assigned"):
        return []
    return await gate.select(_listed("mine", done=False), limit=limit, offset=0)


async def of_case(gate: Gate, case_id: UUID, limit: int = 200) -> list[TaskView]:
    """Give the tasks of a case, open ones by day, then done ones the latest first."""
    return await gate.select(IN_CASE, case_id=case_id, limit=limit)


async def open_of_case(gate: Gate, case_id: UUID, limit: int) -> list[TaskView]:
    """Give the open tasks of a case by day; none for those whose role has no tasks."""
    if not gate.may(Task, "list", within="assigned"):
        return []
    return await gate.select(OPEN_IN_CASE, case_id=case_id, limit=limit)


async def done_of_case(gate: Gate, case_id: UUID, before: datetime, limit: int) -> list[TaskView]:
    """Give the tasks of a case that were done before a moment, the latest first."""
    return await gate.select(DONE_IN_CASE, case_id=case_id, before=before, limit=limit)


async def one(gate: Gate, task_id: UUID) -> TaskView:
    """Give a task; raises NotFound or Denied."""
    return await gate.one(ONE, task_id)


async def assignable(gate: Gate, case_id: UUID | None) -> list[MemberChoice]:
    """Give whom the actor may give a task: of a case those who see it, else those of the actor's teams, by name."""
    actor = gate.actor
    statement, scope = (OF_CASE, case_id) if case_id else (OF_TEAMS, sorted(actor.teams | actor.led_teams))
    return [MemberChoice(*row) for row in await gate.call(statement, actor.org_id, scope, actor.member_id)]
