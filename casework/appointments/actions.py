"""Booking appointments, alone or as a series, moving them on, and recording what came of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from casework.access.gate import Gate
from casework.appointments import companions
from casework.appointments.authority_schemas import Authority
from casework.appointments.booking_checks import check
from casework.appointments.booking_queries import case_act, sees_content
from casework.appointments.codes import AppointmentStatus, Companion
from casework.appointments.deadline_queries import land_of
from casework.appointments.documents import from_lines
from casework.appointments.models import Appointment
from casework.appointments.schemas import AppointmentInput, ChangedAppointment, NewAppointment, Outcome
from casework.appointments.series import Planned, Rhythm, Scope, Series, moved, plan
from casework.cases.models import Case
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id

_CALLED_OFF = frozenset({AppointmentStatus.CANCELLED_CLIENT, AppointmentStatus.CANCELLED_COUNTERPART})
_OPEN = [status.value for status in AppointmentStatus if status.is_open]


async def book(gate: Gate, case_id: UUID, new: NewAppointment) -> Appointment:
    """Book an appointment in a case; raises NotFound, Denied, or Invalid with the fields at fault."""
    booked, _ = await book_all(gate, case_id, new)
    return booked[0]


async def book_all(gate: Gate, case_id: UUID, new: NewAppointment) -> tuple[list[Appointment], Planned]:
    """Book an appointment and, where it comes again, the whole series; give them with what was left out.

    Raises NotFound, Denied, or Invalid with the fields at fault.
    """
    case = await gate.get(Case, case_id, case_act(gate))
    authority = await check(gate, new)
    planned = await planned_for(gate, case.district, new.starts_at, new.series)
    series_id, rhythm = (new_id(), new.series.rhythm) if new.series is not None else (None, None)
    booked = [_booked(gate, case.id, new, authority, moment, series_id, rhythm) for moment in planned.moments]
    await gate.add_all(booked, within=case)
    return booked, planned


async def planned_for(gate: Gate, district: str | None, first: datetime, series: Series | None) -> Planned:
    """Give the moments of an appointment in a district's Land: one, or those of its series; raises Invalid."""
    if series is None:
        return Planned([first], [], [])
    return plan(first, series, await land_of(gate, district))


async def change(gate: Gate, appointment_id: UUID, changed: ChangedAppointment, version: int) -> Appointment:
    """Change an appointment that is still ahead, if wanted with all later ones of its series.

    Raises Stale, Conflict, or Invalid with the fields at fault.
    """
    appointment = await gate.get(Appointment, appointment_id, "update", version=version)
    if not appointment.is_open:
        raise Conflict("Only an appointment that still lies ahead can be changed.")
    authority = await check(gate, changed)
    old = appointment.starts_at
    for other in await _following(gate, appointment, changed.scope):
        _write(other, changed, authority, moved(other.starts_at, old, changed.starts_at))
    _write(appointment, changed, authority, changed.starts_at)
    if sees_content(gate):
        # Who may not read the note did not send it either; it stays as it is.
        appointment.note = changed.note
    return appointment


async def move(
    gate: Gate, appointment_id: UUID, status: AppointmentStatus, version: int, scope: Scope = "this"
) -> Appointment:
    """Change where an appointment stands; what is called off may take the later ones of its series along.

    Raises Stale, or Conflict where this does not follow.
    """
    appointment = await gate.get(Appointment, appointment_id, "update", version=version)
    if scope == "following" and status not in _CALLED_OFF:
        raise Invalid("Only calling off can take the following appointments of the series along.")
    for other in await _following(gate, appointment, scope):
        other.move_to(status, now())
    appointment.move_to(status, now())
    return appointment


async def record_outcome(gate: Gate, appointment_id: UUID, outcome: Outcome, version: int) -> Appointment:
    """Record what came of an appointment; raises Denied for the front desk, Stale, or Conflict before it began."""
    appointment = await gate.get(Appointment, appointment_id, "outcome", version=version)
    appointment.record_outcome(outcome.text, now())
    return appointment


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """Give the end, counted in real minutes, so that it is right on the days on which the clocks change."""
    return starts_at.astimezone(UTC) + timedelta(minutes=minutes)


def _booked(  # What was entered, and for each of a series its own moment.
    gate: Gate,
    case_id: UUID,
    new: NewAppointment,
    authority: Authority | None,
    moment: datetime,
    series_id: UUID | None,
    rhythm: Rhythm | None,
) -> Appointment:
    appointment = Appointment(
        case_id=case_id,
        status=AppointmentStatus.CONFIRMED if new.confirmed else AppointmentStatus.PROPOSED,
        member_id=new.member_id or gate.actor.member_id,
        note=new.note,
        outcome=None,
        series_id=series_id,
        rhythm=rhythm,
        created_at=now(),
    )
    _write(appointment, new, authority, moment)
    return appointment


def _write(appointment: Appointment, entered: AppointmentInput, authority: Authority | None, at: datetime) -> None:
    appointment.appointment_kind = entered.kind
    appointment.starts_at, appointment.ends_at = at.astimezone(UTC), ends_at(at, entered.minutes)
    appointment.mode, appointment.travel_minutes = entered.mode, entered.travel_minutes
    own = authority is not None and authority.own
    appointment.own_authority_id = entered.authority_id if own else None
    appointment.authority_id = None if own else entered.authority_id
    appointment.place = entered.place
    appointment.documents = from_lines("\n".join(entered.documents))
    appointment.member_id = entered.member_id or appointment.member_id
    _write_companions(appointment, entered)


def _write_companions(appointment: Appointment, entered: AppointmentInput) -> None:
    """Write who goes along; the first of them and the first language also stand by themselves, for lists."""
    everyone = entered.everyone()
    languages = [entry.language for entry in everyone if entry.language]
    first = everyone[0].kind if entered.companions else entered.companion
    appointment.companions = companions.stored(everyone)
    appointment.companion = Companion(first) if first else None
    appointment.interpreter_language = languages[0] if languages else None
    appointment.attendees = companions.attendees(appointment.member_id, everyone)


async def _following(gate: Gate, appointment: Appointment, scope: Scope) -> Sequence[Appointment]:
    """Give the open appointments of the same series that come later, none unless they are wanted."""
    if scope == "this":
        return ()
    if appointment.series_id is None:
        raise Conflict("This appointment belongs to no series.")
    return await gate.all(
        Appointment,
        "update",
        Appointment.series_id == appointment.series_id,
        Appointment.starts_at > appointment.starts_at,
        Appointment.status.in_(_OPEN),
    )
