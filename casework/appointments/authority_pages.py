"""The directory of authorities and the client's slip as pages; `pages` serves these handlers with its own."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.appointments import authority_actions as actions
from casework.appointments import authority_files as files
from casework.appointments import authority_queries, slip_pages
from casework.appointments.authority_queries import may_edit
from casework.appointments.authority_schemas import Authority, AuthorityFile, AuthorityForm, AuthorityInput
from casework.appointments.codes import AppointmentKind, AuthorityKind
from casework.appointments.documents import in_language
from casework.appointments.frames import AnyRequest, identity, version_in
from casework.audit.recorder import Event
from casework.core.errors import Conflict, Invalid
from casework.tenancy.districts import district_name, districts
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import language_of, page


@get("/authorities", include_in_schema=False)
async def directory(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the authorities for a district, with what to bring there."""
    authority_queries.require_directory(gate)
    covered = await authority_queries.covered_districts(gate)
    chosen = request.query_params.get("district", "")
    district = chosen if chosen in districts() else await authority_queries.home_district(gate)
    kind = request.query_params.get("kind", "")
    wanted = AuthorityKind(kind) if kind in set(AuthorityKind) else None
    found = await authority_queries.authorities(gate, district, wanted)
    shown: dict[str, Any] = {
        "found": found,
        "papers": {entry.id: _papers(entry, language_of(request)) for entry in found},
        "district": district,
        "kind": wanted,
        "AuthorityKind": AuthorityKind,
        "may_edit": may_edit(gate),
        "unchecked": any(not entry.own and entry.checked_on is None for entry in found),
        "done": request.query_params.get("done", ""),
    }
    options = [(key, district_name(key)) for key in sorted({*covered, district}, key=district_name)]
    return page(request, "appointments/authorities.html", districts=options, name=district_name(district), **shown)


@get("/authorities/new", include_in_schema=False)
async def new(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the form for an own entry, filled in from the shared one that it corrects if there is one."""
    authority_queries.require_directory(gate)
    query = request.query_params
    corrected = identity(query.get("of"))
    entry = await authority_queries.authority(gate, corrected) if corrected else None
    if entry is not None and not entry.own:
        form = Form.of(_as_form(entry, language_of(request)))
    else:
        district = query.get("district", "")
        home = district if district in districts() else await authority_queries.home_district(gate)
        form = Form.blank(AuthorityForm, district=home)
    return _form_page(request, form)


@post("/authorities", status_code=303, include_in_schema=False)
async def add(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Keep an own entry."""
    authority_queries.require_directory(gate)
    form = Form.read(AuthorityForm, await read_fields(request))
    if form.valid:
        try:
            added = await actions.add(gate, _entered(form.value))
            return Redirect(f"/authorities?district={added.district}&done=saved", status_code=303)
        except Invalid as error:
            form.take(error)
    return _form_page(request, form, 422)


@get("/authorities/{authority_id:uuid}/edit", include_in_schema=False)
async def edit(request: AnyRequest, gate: NamedDependency[Gate], authority_id: FromPath[UUID]) -> Response[str]:
    """Show the form for correcting an own entry."""
    entry = await authority_queries.own_authority(gate, authority_id)
    return _form_page(request, Form.of(_as_form(entry, language_of(request))), entry=entry)


@post("/authorities/{authority_id:uuid}", status_code=303, include_in_schema=False)
async def change(request: AnyRequest, gate: NamedDependency[Gate], authority_id: FromPath[UUID]) -> Response[Any]:
    """Keep a corrected own entry."""
    entry, fields = await authority_queries.own_authority(gate, authority_id), await read_fields(request)
    form = Form.read(AuthorityForm, fields)
    if form.valid:
        try:
            changed = await actions.change(gate, authority_id, _entered(form.value), version_in(fields))
            return Redirect(f"/authorities?district={changed.district}&done=saved", status_code=303)
        except Invalid as error:
            form.take(error)
    return _form_page(request, form, 422, entry=entry)


@post("/authorities/{authority_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove(request: AnyRequest, gate: NamedDependency[Gate], authority_id: FromPath[UUID]) -> Response[Any]:
    """Remove an own entry with which nothing is booked."""
    entry = await authority_queries.own_authority(gate, authority_id)
    try:
        await actions.remove(gate, authority_id, version_in(await read_fields(request)))
    except Conflict as error:
        form = Form.of(_as_form(entry, language_of(request)))
        form.take(error)
        return _form_page(request, form, 409, entry=entry)
    return Redirect(f"/authorities?district={entry.district}&done=removed", status_code=303)


@get("/authorities/file", include_in_schema=False)
async def show_file(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show own entries as a file to copy, and a field to put such a file into."""
    authority_queries.require_directory(gate)
    return page(request, "appointments/authority_file.html", form=Form.blank(AuthorityFile), report=None)


@post("/authorities/file", include_in_schema=False, status_code=200)
async def take_file(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Take a file of own entries, or first only tell what would become of it."""
    form, report = Form.read(AuthorityFile, await read_fields(request)), None
    if form.valid:
        try:
            given = form.value
            report = await actions.take_file(gate, given.text, language_of(request), dry_run=given.dry_run)
        except Invalid as error:
            form.take(error)
    return page(request, "appointments/authority_file.html", 200 if report else 422, form=form, report=report)


@get("/authorities/export.csv", include_in_schema=False)
async def export(gate: NamedDependency[Gate]) -> Response[str]:
    """Give the organisation's own entries as a file (CSV)."""
    authority_queries.require_directory(gate)
    text = files.write(await authority_queries.own_authorities(gate))
    gate.note(Event("export", "authority", None, (), list(files.COLUMNS)))
    headers = {"Content-Disposition": 'attachment; filename="authorities.csv"', "Cache-Control": "no-store"}
    return Response(content="\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


def _papers(entry: Authority, language: str) -> list[tuple[AppointmentKind, str]]:
    return [
        (AppointmentKind(code), ", ".join(in_language(paper, language) for paper in listed))
        for code, listed in entry.documents.items()
        if code in set(AppointmentKind)
    ]


def _as_form(entry: Authority, language: str) -> AuthorityForm:
    return AuthorityForm(
        kind=entry.kind,
        name=entry.name,
        district=entry.district,
        address=entry.address,
        opening_hours=entry.opening_hours,
        documents=files.papers_as_text(entry.documents, language) or None,
        replaces=entry.replaces if entry.own else entry.id,
    )


def _entered(form: AuthorityForm) -> AuthorityInput:
    return AuthorityInput(
        kind=form.kind,
        name=form.name,
        district=form.district,
        address=form.address,
        opening_hours=form.opening_hours,
        documents=files.papers(form.documents),
        replaces=form.replaces,
    )


def _form_page(
    request: AnyRequest, form: Form[AuthorityForm], status: int = 200, *, entry: Authority | None = None
) -> Response[str]:
    options = sorted(((key, district_name(key)) for key in districts()), key=lambda pair: pair[1])
    shown: dict[str, Any] = {"form": form, "entry": entry, "districts": options, "AuthorityKind": AuthorityKind}
    return page(request, "appointments/authority.html", status, **shown)


handlers = [directory, new, add, show_file, take_file, export, edit, change, remove, *slip_pages.handlers]
