"""Appointments as pages: in their case, one by one, and the diary of the whole house."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.appointments import actions, authority_pages, booking_pages, deadline_pages, queries, views
from casework.appointments.codes import AppointmentKind, AppointmentStatus
from casework.appointments.following import FollowUp, another_appointment, follow_ups
from casework.appointments.frames import AnyRequest, day_in, frame_of, identity, version_in
from casework.appointments.models import Appointment
from casework.appointments.schemas import AppointmentRow, Outcome
from casework.appointments.series import Scope
from casework.appointments.views import companions_of
from casework.cases import sections
from casework.core.clock import now, today
from casework.core.errors import Invalid, Stale
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


@get("/appointments/{appointment_id:uuid}", include_in_schema=False)
async def show(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[str]:
    """Show an appointment with what can be done about it and what may follow."""
    row = await queries.appointment(gate, appointment_id)
    return await _page_of(request, gate, row, Form.blank(Outcome, text=row.outcome or ""))


@post("/appointments/{appointment_id:uuid}/status", status_code=303, include_in_schema=False)
async def move(request: AnyRequest, gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Response[Any]:
    """Change where an appointment stands; after a shift the form for the new date comes next."""
    fields = await read_fields(request)
    status = next(iter(fields.get("status", ())), "")
    if status not in set(AppointmentStatus):
        raise Invalid(msgid("Please choose one of the offered values."))
    scope: Scope = "following" if next(iter(fields.get("scope", ())), "") == "following" else "this"
    moved = await actions.move(gate, appointment_id, AppointmentStatus(status), version_in(fields), scope)
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
    first = day_in(query.get("first")) or today()
    last = min(max(day_in(query.get("last")) or first + timedelta(days=13), first), first + LONGEST_DIARY)
    member_id, number = identity(query.get("member")), _number(query.get("page"))
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


async def _page_of(
    request: AnyRequest, gate: Gate, row: AppointmentRow, form: Form[Outcome], status: int = 200
) -> Response[str]:
    follow = request.query_params.get("follow", "")
    follow_up = FollowUp(follow) if follow in set(FollowUp) else FollowUp.NOTHING
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "follow_ups": follow_ups(row.kind),
        "done": request.query_params.get("done", ""),
        "clashes": await views.clashes_of(gate, row),
        "missed": await queries.missed_of_case(gate, row.case_id) if row.status is AppointmentStatus.NO_SHOW else 0,
        "series": await queries.of_series(gate, row.series_id) if row.series_id else [],
        "proposals": views.proposals_for(gate, row, follow_up),
        "moves": views.moves_for(row, now()),
        "has_begun": row.starts_at <= now(),
        "sees_content": queries.sees_content(gate),
        "companions": companions_of(row, await queries.responsible_members(gate), language_of(request)),
        "bring": views.bring_of(row, language_of(request)),
    }
    return page(request, "appointments/show.html", status, **await frame_of(gate, row.case_id), **context)


async def _outcome_conflict(
    request: AnyRequest, gate: Gate, appointment_id: UUID, form: Form[Outcome]
) -> Response[str]:
    row = await queries.appointment(gate, appointment_id)
    shown = views.outcome_differences(request, form, row)
    return page(request, "web/merge.html", 409, action=f"/appointments/{row.id}/outcome", **shown)


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
    *booking_pages.handlers,
    show,
    move,
    record_outcome,
    diary,
    *authority_pages.handlers,
    *deadline_pages.handlers,
]
