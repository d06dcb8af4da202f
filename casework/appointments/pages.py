"""Appointments as pages: in their case, one by one, and the diary of the whole house."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.appointments import actions, appointment_forms, authority_pages, deadline_pages, queries, views
from casework.appointments.appointment_forms import blank, choices, merged, suggested
from casework.appointments.codes import AppointmentKind, AppointmentStatus
from casework.appointments.following import FollowUp, another_appointment
from casework.appointments.frames import AnyRequest, frame_of, version_in
from casework.appointments.kinds import APPOINTMENT_GROUPS
from casework.appointments.models import Appointment
from casework.appointments.queries import CaseName
from casework.appointments.schemas import AppointmentForm, AppointmentRow, Outcome
from casework.cases import sections
from casework.core.clock import now, today
from casework.core.errors import Invalid, NotFound, Stale
from casework.people.codes import language_name
from casework.web import navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields
from casework.web.render import language_of, page

sections.register(msgid("Appointments"), "appointments", order=30, count=sections.Counted(Appointment))
navigation.register(msgid("Appointments"), "/appointments", order=20, roles=("front_desk",))

PAST = 20
DIARY = 50
LONGEST_DIARY = timedelta(days=92)


@get("/cases/{case_id:uuid}/appointments", include_in_schema=False)
async def of_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show what lies ahead in a case and what was, the past a page at a time."""
    frame = await frame_of(gate, case_id)
    before = _moment(request.query_params.get("before"))
    ahead = [] if before else await queries.appointments_of_case(gate, case_id, since=now(), limit=100)
    past = await queries.appointments_of_case(gate, case_id, before=before or now(), limit=PAST + 1)
    more = past[PAST - 1].starts_at.isoformat() if len(past) > PAST else None
    shown: dict[str, Any] = {"ahead": ahead, "past": past[:PAST], "more": more, "before": before}
    return page(request, "appointments/of_case.html", **frame, **shown)


@get("/cases/{case_id:uuid}/appointments/new", include_in_schema=False)
async def new(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the kinds to choose from, and once one is chosen the form with the usual authority and papers."""
    frame = await frame_of(gate, case_id)
    kind = request.query_params.get("kind", "")
    if kind not in set(AppointmentKind):
        return page(request, "appointments/choose_kind.html", **frame, groups=APPOINTMENT_GROUPS)
    like = await _earlier(gate, request.query_params.get("like"))
    form = await blank(request, gate, await queries.case_name(gate, case_id), AppointmentKind(kind), like)
    return await _form_page(request, gate, frame, form)


@post("/cases/{case_id:uuid}/appointments", status_code=303, include_in_schema=False)
async def book(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Book an appointment, or show the form again with suggestions, mistakes or a warning about a clash."""
    frame, fields = await frame_of(gate, case_id), await read_fields(request)
    if "step" in fields:
        return await _form_page(request, gate, frame, await suggested(request, gate, fields))
    form = Form.read(AppointmentForm, fields)
    found = await _clashes(gate, form, gate.actor.member_id, case_id)
    if form.valid and not found:
        try:
            booked = await actions.book(gate, case_id, form.value.entered())
            return Redirect(f"/appointments/{booked.id}?done=booked", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _form_page(request, gate, frame, form, 422, found=found)


@get("/appointments/{appointment_id:uuid}", include_in_schema=False)
async def show(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[str]:
    """Show an appointment with what can be done about it and what may follow."""
    row = await queries.appointment(gate, appointment_id)
    return await _page_of(request, gate, row, Form.blank(Outcome, text=row.outcome or ""))


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
    found = await _clashes(gate, form, row.member_id, row.id)
    if form.valid and not found:
        try:
            await actions.change(gate, appointment_id, form.value.entered(), version)
            return Redirect(f"/appointments/{appointment_id}?done=changed", status_code=303)
        except Invalid as error:
            form.take(error)
        except Stale:
            offered = await choices(request, gate, form)
            shown = merged(request, form, row, offered)
            return page(request, "web/merge.html", 409, action=f"/appointments/{appointment_id}", **shown)
    return await _form_page(request, gate, frame, form, 422, found=found, row=row, version=version)


@post("/appointments/{appointment_id:uuid}/status", status_code=303, include_in_schema=False)
async def move(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[Any]:
    """Change where an appointment stands; after a shift the form for the new date comes next."""
    fields = await read_fields(request)
    status = next(iter(fields.get("status", ())), "")
    if status not in set(AppointmentStatus):
        raise Invalid(msgid("Please choose one of the offered values."))
    moved = await actions.move(gate, appointment_id, AppointmentStatus(status), version_in(fields))
    if status == AppointmentStatus.RESCHEDULED:
        kind = AppointmentKind(moved.appointment_kind)
        return Redirect(another_appointment(moved.case_id, moved.id, kind), status_code=303)
    return Redirect(f"/appointments/{appointment_id}?done=moved", status_code=303)


@post("/appointments/{appointment_id:uuid}/outcome", status_code=303, include_in_schema=False)
async def record_outcome(
    request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]
) -> Response[Any]:
    """Record what came of an appointment and lead on to what follows from it."""
    fields = await read_fields(request)
    form = Form.read(Outcome, fields)
    if form.valid:
        try:
            await actions.record_outcome(gate, appointment_id, form.value, version_in(fields))
            follow_up = form.value.follow_up.value
            return Redirect(f"/appointments/{appointment_id}?done=outcome&follow={follow_up}", status_code=303)
        except Stale:
            return await _outcome_conflict(request, gate, appointment_id, form)
    return await _page_of(request, gate, await queries.appointment(gate, appointment_id), form, 422)


@get("/appointments", include_in_schema=False)
async def diary(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the appointments of a time, of one member or of everybody whom the reader may see."""
    query = request.query_params
    first = _day(query.get("first")) or today()
    last = min(max(_day(query.get("last")) or first + timedelta(days=13), first), first + LONGEST_DIARY)
    member_id, number = _identity(query.get("member")), _number(query.get("page"))
    rows = await queries.diary(
        gate, member_id, first, last, called_off=True, limit=DIARY + 1, offset=(number - 1) * DIARY
    )
    members = [(member.id, member.name) for member in await queries.responsible_members(gate)]
    shown: dict[str, Any] = {
        "rows_shown": rows[:DIARY],
        "has_more": len(rows) > DIARY,
        "page_number": number,
        "members": members,
    }
    return page(request, "appointments/diary.html", first=first, last=last, member_id=member_id, **shown)


async def _form_page(  # noqa: PLR0913  # Everything but the first four is left out for a form that is still empty.
    request: AnyRequest,
    gate: Gate,
    frame: dict[str, Any],
    form: Form[AppointmentForm],
    status: int = 200,
    *,
    found: list[AppointmentRow] | None = None,
    row: AppointmentRow | None = None,
    version: int | None = None,
) -> Response[str]:
    offered = await choices(request, gate, form)
    case: CaseName = frame["head"]
    action = f"/appointments/{row.id}" if row else f"/cases/{case.id}/appointments"
    shown: dict[str, Any] = {"row": row, "version": version, "action": action, "clashes": found or []}
    return page(request, "appointments/edit.html", status, **frame, **offered, **shown)


async def _page_of(
    request: AnyRequest, gate: Gate, row: AppointmentRow, form: Form[Outcome], status: int = 200
) -> Response[str]:
    follow = request.query_params.get("follow", "")
    follow_up = FollowUp(follow) if follow in set(FollowUp) else FollowUp.NOTHING
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "FollowUp": FollowUp,
        "done": request.query_params.get("done", ""),
        "clashes": await views.clashes_of(gate, row),
        "proposals": views.proposals_for(gate, row, follow_up),
        "moves": views.moves_for(row, now()),
        "has_begun": row.starts_at <= now(),
        "sees_content": queries.sees_content(gate),
        "interpreter": language_name(row.interpreter_language, language_of(request))
        if row.interpreter_language
        else None,
        "bring": views.bring_of(row, language_of(request)),
    }
    return page(request, "appointments/show.html", status, **await frame_of(gate, row.case_id), **context)


async def _outcome_conflict(
    request: AnyRequest, gate: Gate, appointment_id: UUID, form: Form[Outcome]
) -> Response[str]:
    row = await queries.appointment(gate, appointment_id)
    shown = views.outcome_differences(request, form, row)
    return page(request, "web/merge.html", 409, action=f"/appointments/{row.id}/outcome", **shown)


async def _clashes(gate: Gate, form: Form[AppointmentForm], member_id: UUID, other_than: UUID) -> list[AppointmentRow]:
    """Give what overlaps with the appointment that was entered, unless the reader has seen the warning already."""
    if not form.valid or form.value.despite_clash:
        return []
    entered = form.value.entered()
    return await queries.clashes(
        gate, entered.member_id or member_id, entered.starts_at, actions.ends_at(entered), other_than
    )


async def _earlier(gate: Gate, identity: str | None) -> AppointmentRow | None:
    known = _identity(identity)
    try:
        return await queries.appointment(gate, known) if known else None
    except NotFound:
        return None


def _identity(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if date(1990, 1, 1) <= found <= date(2100, 1, 1) else None


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((text or "").replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo is not None and date(1990, 1, 1) <= found.date() <= date(2100, 1, 1) else None


def _number(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.isdecimal() and len(text) < 6 else 1


handlers = [
    of_case,
    new,
    book,
    show,
    edit,
    change,
    move,
    record_outcome,
    diary,
    *authority_pages.handlers,
    *deadline_pages.handlers,
]
