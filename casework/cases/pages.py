"""Pages on which cases are opened, changed, closed and hidden."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import (
    actions,
    deputy_pages,
    document_pages,
    handover_pages,
    light_count_pages,
    light_pages,
    note_pages,
    opening_actions,
    result_pages,
    result_queries,
    task_pages,
)
from casework.cases.codes import ClosureReason, Phase
from casework.cases.forms import (
    AnyRequest,
    change_of,
    district_options,
    found_persons,
    member_options,
    merge_page,
    uuids_in,
    version_in,
)
from casework.cases.models import Case
from casework.cases.queries import case_head
from casework.cases.schemas import CaseChange, CaseHead, Closing, Joining, NewCase
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Stale
from casework.people import queries as people
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import page


@get("/cases/new", include_in_schema=False)
async def choose_persons(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Let people be found and put together, and ask what they come for."""
    gate.require(Case, "create")
    chosen = uuids_in(request.query_params.getall("client", []))
    return await _opening_page(request, gate, Form.blank(NewCase, client_ids=chosen), chosen)


@post("/cases", status_code=303, include_in_schema=False)
async def open_case(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Open the case and show it, or show the form again with what is wrong."""
    gate.require(Case, "create")
    fields = await read_fields(request)
    form = Form.read(NewCase, fields)
    if form.valid:
        try:
            case = await opening_actions.open_case(gate, form.value)
            return Redirect(f"/cases/{case.id}?done=opened", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _opening_page(request, gate, form, uuids_in(fields.get("client_ids", [])), 422)


@get("/cases/{case_id:uuid}/edit", include_in_schema=False)
async def edit_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the form for concern, venture, district and phase."""
    head = await _for(gate, case_id, "update")
    return _edit_page(request, head, Form.of(change_of(head)))


@post("/cases/{case_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Save the case; where somebody else saved first, show both versions to choose from."""
    fields = await read_fields(request)
    form = Form.read(CaseChange, fields)
    if form.valid:
        try:
            await actions.change_case(gate, case_id, version_in(fields), form.value)
            await gate.flush()
            return Redirect(f"/cases/{case_id}?done=changed", status_code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
        except Stale:
            return await merge_page(request, gate, case_id, form)
    return _edit_page(request, await _for(gate, case_id, "update"), form, 422)


@get("/cases/{case_id:uuid}/persons", include_in_schema=False)
async def find_person(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Find another person for a case."""
    head = await _for(gate, case_id, "update")
    return await _persons_page(request, gate, head, Form.blank(Joining))


@post("/cases/{case_id:uuid}/persons", status_code=303, include_in_schema=False)
async def add_person(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Make a person part of the case."""
    fields = await read_fields(request)
    form = Form.read(Joining, fields)
    if form.valid:
        try:
            await actions.add_person(gate, case_id, version_in(fields), form.value.client_id)
            return Redirect(f"/cases/{case_id}?done=joined", status_code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
    return await _persons_page(request, gate, await _for(gate, case_id, "update"), form, 422)


@get("/cases/{case_id:uuid}/closure", include_in_schema=False)
async def ask_closure(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Ask why and when the work ended."""
    head = await _for(gate, case_id, "close")
    form = Form.blank(Closing, closed_on=today())
    return await _closure_page(request, gate, head, form)


@post("/cases/{case_id:uuid}/closure", status_code=303, include_in_schema=False)
async def close_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Close the case."""
    fields = await read_fields(request)
    form, status = Form.read(Closing, fields), 422
    if form.valid:
        try:
            await actions.close_case(gate, case_id, version_in(fields), form.value)
            return Redirect(f"/cases/{case_id}?done=closed", status_code=303)
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    head = await _for(gate, case_id, "close")
    return await _closure_page(request, gate, head, form, status)


@post("/cases/{case_id:uuid}/reopening", status_code=303, include_in_schema=False)
async def reopen_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Redirect:
    """Take the work up again."""
    await actions.reopen_case(gate, case_id, version_in(await read_fields(request)))
    return Redirect(f"/cases/{case_id}?done=reopened", status_code=303)


@post("/cases/{case_id:uuid}/restriction", status_code=303, include_in_schema=False)
async def restrict_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Redirect:
    """Hide the case from the team, or show it again."""
    fields = await read_fields(request)
    restricted = fields.get("restricted", [""])[0] == "true"
    await actions.restrict_case(gate, case_id, version_in(fields), restricted=restricted)
    return Redirect(f"/cases/{case_id}?done={'restricted' if restricted else 'unrestricted'}", status_code=303)


async def _closure_page(
    request: AnyRequest, gate: Gate, head: CaseHead, form: Form[Closing], status: int = 200
) -> Response[str]:
    results = await result_queries.results_of(gate, head.id)
    shown = {"head": head, "form": form, "results": results}
    return page(request, "cases/closure.html", status, **shown, ClosureReason=ClosureReason)


async def _for(gate: Gate, case_id: UUID, act: str) -> CaseHead:
    """Give the head of a case to somebody who may do this act to it; raises NotFound or Denied."""
    await gate.get(Case, case_id, act)
    return await case_head(gate, case_id)


def _edit_page(request: AnyRequest, head: CaseHead, form: Form[CaseChange], status: int = 200) -> Response[str]:
    return page(request, "cases/edit.html", status, head=head, form=form, Phase=Phase, districts=district_options())


async def _opening_page(
    request: AnyRequest, gate: Gate, form: Form[NewCase], chosen: list[UUID], status: int = 200
) -> Response[str]:
    text = request.query_params.get("search", "")[:100].strip()
    known = await people.names_of(gate, chosen)
    return page(
        request,
        "cases/new.html",
        status,
        form=form,
        chosen=[known[key] for key in chosen if key in known],
        search=text,
        found=[person for person in await found_persons(gate, text) if person.id not in known],
        members=await member_options(gate),
        Phase=Phase,
        districts=district_options(),
    )


async def _persons_page(
    request: AnyRequest, gate: Gate, head: CaseHead, form: Form[Joining], status: int = 200
) -> Response[str]:
    text = request.query_params.get("search", "")[:100].strip()
    inside = {person.client_id for person in head.persons}
    found = [person for person in await found_persons(gate, text) if person.id not in inside]
    return page(request, "cases/persons.html", status, head=head, form=form, search=text, found=found)


handlers = [
    choose_persons,
    open_case,
    edit_case,
    change_case,
    find_person,
    add_person,
    ask_closure,
    close_case,
    reopen_case,
    restrict_case,
    *deputy_pages.handlers,
    *document_pages.handlers,
    *handover_pages.handlers,
    *note_pages.handlers,
    *light_count_pages.handlers,
    *light_pages.handlers,
    *task_pages.handlers,
    *result_pages.handlers,
]
uploads = [*document_pages.uploads]
