"""Pages of what a case led to, where its persons stood after leaving, and through which phases it went."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import actions, result_actions, result_queries, sections
from casework.cases.codes import EsfOutcome, EsfPoint, Phase, ResultKind
from casework.cases.forms import AnyRequest, version_in
from casework.cases.note_queries import standing
from casework.cases.queries import case_head
from casework.cases.result_models import CaseResult, EsfExit
from casework.cases.result_schemas import NewExit, NewResult, ResultFields
from casework.cases.schemas import PhaseChange
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Stale
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import page

sections.register(msgid("Results"), "results", order=60, count=sections.Counted(CaseResult), also=("/results",))


@get("/cases/{case_id:uuid}/results", include_in_schema=False)
async def show_results(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show results, exits and closures, with the forms for new ones."""
    return await _results_page(request, gate, case_id)


@post("/cases/{case_id:uuid}/results", status_code=303, include_in_schema=False)
async def add_results(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Enter a result."""
    form = await read_form(request, NewResult)
    if form.valid:
        try:
            await result_actions.add_results(gate, case_id, form.value)
            return Redirect(f"/cases/{case_id}/results?done=entered", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _results_page(request, gate, case_id, 422, result=form)


@post("/cases/{case_id:uuid}/exits", status_code=303, include_in_schema=False)
async def add_exit(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Enter where a person stood after leaving."""
    form = await read_form(request, NewExit)
    if form.valid:
        try:
            await result_actions.add_exit(gate, case_id, form.value)
            return Redirect(f"/cases/{case_id}/results?done=entered#exits", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _results_page(request, gate, case_id, 422, leaving=form)


@get("/results/{result_id:uuid}/edit", include_in_schema=False)
async def edit_result(request: AnyRequest, gate: NamedDependency[Gate], result_id: FromPath[UUID]) -> Response[str]:
    """Show a result for correction."""
    found = await gate.get(CaseResult, result_id, "update")
    form = Form.blank(ResultFields, **{name: getattr(found, name) for name in ResultFields.__struct_fields__})
    return await _edit_page(request, gate, found, form)


@post("/results/{result_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_result(request: AnyRequest, gate: NamedDependency[Gate], result_id: FromPath[UUID]) -> Response[Any]:
    """Save a corrected result."""
    fields = await read_fields(request)
    form, status = Form.read(ResultFields, fields), 422
    if form.valid:
        try:
            found = await result_actions.change_result(gate, result_id, version_in(fields), form.value)
            return Redirect(f"/cases/{found.case_id}/results?done=changed", status_code=303)
        except (Invalid, Stale) as error:
            status = form.take(error)
    return await _edit_page(request, gate, await gate.get(CaseResult, result_id, "update"), form, status)


@post("/results/{result_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_result(request: AnyRequest, gate: NamedDependency[Gate], result_id: FromPath[UUID]) -> Redirect:
    """Take away a result that was entered in error."""
    case_id = await result_actions.remove_result(gate, result_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{case_id}/results?done=removed", status_code=303)


@post("/exits/{exit_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_exit(request: AnyRequest, gate: NamedDependency[Gate], exit_id: FromPath[UUID]) -> Redirect:
    """Take away an entry that was made in error."""
    case_id = await result_actions.remove_exit(gate, exit_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{case_id}/results?done=removed#exits", status_code=303)


@get("/cases/{case_id:uuid}/phases", include_in_schema=False)
async def show_phases(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show through which phases the case went, and ask for the next one."""
    return await _phases_page(request, gate, case_id, Form.blank(PhaseChange, since=today()))


@post("/cases/{case_id:uuid}/phases", status_code=303, include_in_schema=False)
async def move_to_phase(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Put the case into another phase."""
    fields = await read_fields(request)
    form, status = Form.read(PhaseChange, fields), 422
    if form.valid:
        try:
            await actions.move_to_phase(gate, case_id, version_in(fields), form.value)
            return Redirect(f"/cases/{case_id}?done=changed", status_code=303)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    return await _phases_page(request, gate, case_id, form, status)


async def _results_page(
    request: AnyRequest,
    gate: Gate,
    case_id: UUID,
    status: int = 200,
    result: Form[NewResult] | None = None,
    leaving: Form[NewExit] | None = None,
) -> Response[str]:
    head, stands = await case_head(gate, case_id), await standing(gate, case_id)
    exits = await result_queries.exits_of(gate, case_id)
    everyone = [person.client_id for person in head.persons]
    left_on = head.closed_on or next((one.left_on for one in exits), None)
    # Another page may propose what was reached; the form is then filled in.
    proposed = Form.read(ResultFields, request.query_params.dict())
    known = {"reached_on": today()} if proposed.errors else msgspec.structs.asdict(proposed.value)
    result = result or Form.blank(NewResult, client_ids=everyone if len(everyone) == 1 else [], **known)
    leaving = leaving or Form.blank(NewExit, left_on=left_on, client_id=everyone[0] if len(everyone) == 1 else None)
    leaving.prefix = "exit-"
    return page(
        request,
        "cases/results.html",
        status,
        head=head,
        results=await result_queries.results_of(gate, case_id),
        exits=exits,
        closures=await result_queries.closures_of(gate, case_id),
        persons=[(person.client_id, person.name) for person in head.persons],
        due=result_actions.due(everyone[0], left_on) if left_on and everyone else None,
        form=result,
        leaving=leaving,
        may_add=gate.may(CaseResult, "create", within=stands.relation),
        may_remove=gate.may(EsfExit, "delete", within=stands.relation),
        done=request.query_params.get("done", ""),
        ResultKind=ResultKind,
        EsfPoint=EsfPoint,
        EsfOutcome=EsfOutcome,
    )


async def _edit_page(
    request: AnyRequest, gate: Gate, found: CaseResult, form: Form[ResultFields], status: int = 200
) -> Response[str]:
    head = await case_head(gate, found.case_id)
    shown = {"head": head, "form": form, "result_id": found.id, "version": found.version}
    return page(request, "cases/result_edit.html", status, **shown, ResultKind=ResultKind)


async def _phases_page(
    request: AnyRequest, gate: Gate, case_id: UUID, form: Form[PhaseChange], status: int = 200
) -> Response[str]:
    head = await case_head(gate, case_id)
    phases = await result_queries.phases_of(gate, case_id)
    return page(request, "cases/phases.html", status, head=head, phases=phases, form=form, Phase=Phase)


handlers = [
    show_results,
    add_results,
    add_exit,
    edit_result,
    change_result,
    remove_result,
    remove_exit,
    show_phases,
    move_to_phase,
]
