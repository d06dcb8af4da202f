"""Pages for leads: what the team carries, and giving many cases to somebody at once."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import workload_actions, workload_queries
from casework.cases.codes import Phase
from casework.cases.forms import AnyRequest
from casework.cases.handover_queries import receivers
from casework.cases.workload_schemas import CapacityChange, Reassignment, WorkFilter
from casework.core.errors import Invalid
from casework.desk.queries import districts_worked_in
from casework.desk.workload import workload
from casework.tenancy.districts import district_name
from casework.web.forms import Form
from casework.web.input import read_form
from casework.web.render import page


@get("/workload", include_in_schema=False)
async def show_workload(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show what each counsellor carries."""
    return await _overview(request, gate)


@post("/workload/{member_id:uuid}/capacity", status_code=303, include_in_schema=False)
async def set_capacity(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Response[Any]:
    """Note how much a member can carry."""
    form = await read_form(request, CapacityChange)
    if form.valid:
        await workload_actions.set_capacity(gate, member_id, form.value.cases)
        return Redirect("/workload?done=capacity", status_code=303)
    return await _overview(request, gate, member_id, form, 422)


@get("/workload/cases", include_in_schema=False)
async def choose_cases(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the open cases that a filter finds, to be ticked."""
    wanted = _usable_filter(request)
    known = {name: getattr(wanted, name) for name in WorkFilter.__struct_fields__}
    return await _choice(request, gate, wanted, Form.blank(Reassignment, **known))


@post("/workload/reassignment", status_code=303, include_in_schema=False)
async def reassign(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Give the chosen cases to somebody and tell how many they were."""
    form = await read_form(request, Reassignment)
    if form.valid:
        try:
            done = await workload_actions.reassign(gate, form.value)
            return Redirect(f"/workload?moved={len(done.case_ids)}&to={done.to_id}", status_code=303)
        except Invalid as error:
            form.take(error)
    sent = {name: form.typed(name) for name in WorkFilter.__struct_fields__ if form.typed(name)}
    again = Form.read(WorkFilter, sent)
    return await _choice(request, gate, again.value if again.valid else WorkFilter(), form, 422)


def _usable_filter(request: AnyRequest) -> WorkFilter:
    asked = {name: text for name, text in request.query_params.dict().items() if name in WorkFilter.__struct_fields__}
    form = Form.read(WorkFilter, asked)
    if not form.valid:
        form = Form.read(WorkFilter, {name: texts for name, texts in asked.items() if name not in form.errors})
    return form.value if form.valid else WorkFilter()


async def _overview(
    request: AnyRequest,
    gate: Gate,
    member_id: UUID | None = None,
    form: Form[CapacityChange] | None = None,
    status: int = 200,
) -> Response[str]:
    loads = await workload(gate)
    moved, to = (request.query_params.get(name, "") for name in ("moved", "to"))
    return page(
        request,
        "desk/workload.html",
        status,
        loads=loads,
        wrong=form,
        wrong_id=member_id,
        moved=int(moved) if moved.isdecimal() and len(moved) < 6 else 0,
        to_name=next((load.name for load in loads if str(load.member_id) == to), ""),
        done=request.query_params.get("done", ""),
    )


async def _choice(
    request: AnyRequest, gate: Gate, wanted: WorkFilter, form: Form[Reassignment], status: int = 200
) -> Response[str]:
    found = await workload_queries.movable(gate, wanted)
    most = workload_queries.PAGE
    members = await receivers(gate)
    return page(
        request,
        "desk/reassignment.html",
        status,
        found=found[:most],
        has_more=len(found) > most,
        total=await workload_queries.how_many(gate, wanted),
        wanted=wanted,
        form=form,
        members=[(str(member.id), member.name) for member in members],
        owners=[(str(load.member_id), load.name) for load in await workload(gate)],
        Phase=Phase,
        districts=[(key, district_name(key)) for key in await districts_worked_in(gate)],
    )


handlers = [show_workload, set_capacity, choose_cases, reassign]
