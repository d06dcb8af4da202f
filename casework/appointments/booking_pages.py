"""Booking and changing appointments as pages; `pages` serves these handlers with its own."""

from typing import Any, NamedTuple
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.appointments import actions, appointment_forms, queries
from casework.appointments.appointment_forms import blank, choices, merged, suggested
from casework.appointments.clashes import Busy, Clash, clashes
from casework.appointments.codes import AppointmentKind
from casework.appointments.frames import AnyRequest, day_in, frame_of, identity, version_in
from casework.appointments.kinds import APPOINTMENT_GROUPS
from casework.appointments.queries import CaseName
from casework.appointments.schemas import AppointmentForm, AppointmentRow
from casework.appointments.series import Planned
from casework.core.errors import Invalid, NotFound, Stale
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import language_of, page

MOST_CLASHES = 12


class Warned(NamedTuple):
    """What is to be looked at before an appointment is saved: clashes, and the holidays in a series."""

    clashes: list[Clash]
    planned: Planned | None


@get("/cases/{case_id:uuid}/appointments/new", include_in_schema=False)
async def new(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the kinds to choose from, and once one is chosen the form with the usual authority and papers."""
    frame, query = await frame_of(gate, case_id), request.query_params
    kind = query.get("kind", "")
    if kind not in set(AppointmentKind):
        return page(request, "appointments/choose_kind.html", **frame, groups=APPOINTMENT_GROUPS)
    like = await _earlier(gate, query.get("like"))
    case = await queries.case_name(gate, case_id)
    form = await blank(request, gate, case, AppointmentKind(kind), like, day_in(query.get("on")))
    return await _form_page(request, gate, frame, form)


@post("/cases/{case_id:uuid}/appointments", status_code=303, include_in_schema=False)
async def book(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Book an appointment, or show the form again with suggestions, mistakes or what is to be looked at first."""
    frame, fields = await frame_of(gate, case_id), await read_fields(request)
    if "step" in fields:
        return await _form_page(request, gate, frame, await suggested(request, gate, fields))
    form = Form.read(AppointmentForm, fields)
    warned = None
    try:
        warned = await _warned(gate, form, frame["head"], gate.actor.member_id, case_id)
        if form.valid and warned is None:
            booked = await actions.book(gate, case_id, form.value.entered())
            return Redirect(f"/appointments/{booked.id}?done=booked", status_code=303)
    except Invalid as error:
        form.take(error)
    return await _form_page(request, gate, frame, form, 422, warned=warned)


@get("/appointments/{appointment_id:uuid}/edit", include_in_schema=False)
async def edit(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[str]:
    """Show the form for changing an appointment that lies ahead."""
    row = await queries.appointment(gate, appointment_id)
    form = Form.of(appointment_forms.edited(row, language_of(request)))
    return await _form_page(request, gate, await frame_of(gate, row.case_id), form, row=row, version=row.version)


@post("/appointments/{appointment_id:uuid}", status_code=303, include_in_schema=False)
async def change(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[Any]:
    """Save a changed appointment; where somebody else saved first, show both versions to choose from."""
    row, fields = await queries.appointment(gate, appointment_id), await read_fields(request)
    frame, version = await frame_of(gate, row.case_id), version_in(fields)
    if "step" in fields:
        return await _form_page(request, gate, frame, await suggested(request, gate, fields), row=row, version=version)
    form = Form.read(AppointmentForm, fields)
    warned = await _warned(gate, form, frame["head"], row.member_id, row.id)
    if form.valid and warned is None:
        try:
            await actions.change(gate, appointment_id, form.value.changed(), version)
            return Redirect(f"/appointments/{appointment_id}?done=changed", status_code=303)
        except Invalid as error:
            form.take(error)
        except Stale:
            offered = await choices(request, gate, form)
            shown = merged(request, form, row, offered)
            return page(request, "web/merge.html", 409, action=f"/appointments/{appointment_id}", **shown)
    return await _form_page(request, gate, frame, form, 422, warned=warned, row=row, version=version)


async def _form_page(  # noqa: PLR0913  # Everything but the first four is left out for a form that is still empty.
    request: AnyRequest,
    gate: Gate,
    frame: dict[str, Any],
    form: Form[AppointmentForm],
    status: int = 200,
    *,
    warned: Warned | None = None,
    row: AppointmentRow | None = None,
    version: int | None = None,
) -> Response[str]:
    offered = await choices(request, gate, form)
    case: CaseName = frame["head"]
    action = f"/appointments/{row.id}" if row else f"/cases/{case.id}/appointments"
    shown: dict[str, Any] = {"row": row, "version": version, "action": action, "warned": warned}
    return page(request, "appointments/edit.html", status, **frame, **offered, **shown)


async def _warned(
    gate: Gate, form: Form[AppointmentForm], case: CaseName, member_id: UUID, other_than: UUID
) -> Warned | None:
    """Give what is to be looked at before saving; None where there is nothing, or the reader has seen it already."""
    if not form.valid or form.value.despite_clash:
        return None
    entered = form.value.entered()
    planned = await actions.planned_for(gate, case.district, entered.starts_at, entered.series)
    found: list[Clash] = []
    for moment in planned.moments:
        busy = Busy(
            case.id,
            entered.member_id or member_id,
            entered.everyone(),
            moment,
            actions.ends_at(moment, entered.minutes),
            entered.travel_minutes,
            other_than,
        )
        found += await clashes(gate, busy)
        if len(found) >= MOST_CLASHES:
            break
    days = planned.left_out or planned.told
    return Warned(found, planned if days else None) if found or days else None


async def _earlier(gate: Gate, text: str | None) -> AppointmentRow | None:
    known = identity(text)
    try:
        return await queries.appointment(gate, known) if known else None
    except NotFound:
        return None


handlers = [new, book, edit, change]
