"""The work of a team as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import workload_actions, workload_queries
from casework.cases.workload_schemas import (
    CapacityChange,
    Load,
    MovableCase,
    Reassigned,
    Reassignment,
    WorkFilter,
)
from casework.core.errors import Invalid
from casework.desk.workload import workload
from casework.web.forms import Form
from casework.web.i18n import msgid


@get("/api/workload")
async def show_workload(gate: NamedDependency[Gate]) -> list[Load]:
    """Give what each counsellor of the teams that one leads carries: cases by phase, silence, overdue deadlines."""
    return await workload(gate)


@put("/api/workload/{member_id:uuid}/capacity", status_code=204)
async def set_capacity(gate: NamedDependency[Gate], member_id: FromPath[UUID], data: JSONBody[CapacityChange]) -> None:
    """Note how many open cases a member can carry."""
    await workload_actions.set_capacity(gate, member_id, data.cases)


@get("/api/workload/cases")
async def list_movable(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> list[MovableCase]:
    """Give a page of 100 of the open cases that one may give to others, the longest silence first.

    Query: owner, phase, district (AGS), silent (days without contact), page.
    """
    form = Form.read(WorkFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    return (await workload_queries.movable(gate, form.value))[: workload_queries.PAGE]


@post("/api/workload/reassignment")
async def reassign(gate: NamedDependency[Gate], data: JSONBody[Reassignment]) -> Reassigned:
    """Give many cases to one member at once: those in case_ids, or with everything all that fit the filter."""
    return await workload_actions.reassign(gate, data)


handlers = [show_workload, set_capacity, list_movable, reassign]
