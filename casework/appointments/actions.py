"""Booking appointments, moving them on, and recording what came of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from casework.access.gate import Gate
from casework.appointments.authority_queries import authority
from casework.appointments.booking_queries import case_act, sees_content
from casework.appointments.codes import AppointmentStatus
from casework.appointments.documents import from_lines
from casework.appointments.models import Appointment
from casework.appointments.schemas import AppointmentInput, NewAppointment, Outcome
from casework.cases.models import Case
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid, Message
from casework.people.codes import LANGUAGES
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST, ODD_YEAR, TOO_MANY

NOT_BOOKED = msgid("The appointment cannot be saved like this. Please check the marked fields.")
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_LINE, MOST_LINES = 200, 30
MEMBER = "select 1 from members where org_id = $1 and id = $2 and active"


async def book(gate: Gate, case_id: UUID, new: NewAppointment) -> Appointment:
    """Book an appointment in a case; raises NotFound, Denied, or Invalid with the fields at fault."""
    case = await gate.get(Case, case_id, case_act(gate))
    await _check(gate, new)
    appointment = Appointment(
        case_id=case.id,
        status=AppointmentStatus.CONFIRMED if new.confirmed else AppointmentStatus.PROPOSED,
        member_id=new.member_id or gate.actor.member_id,
        note=new.note,
        outcome=None,
        created_at=now(),
    )
    _write(appointment, new)
    return await gate.add(appointment, within=case)


async def change(gate: Gate, appointment_id: UUID, changed: AppointmentInput, version: int) -> Appointment:
    """Change an appointment that is still ahead; raises Stale, Conflict, or Invalid with the fields at fault."""
    appointment = await gate.get(Appointment, appointment_id, "update", version=version)
    if not appointment.is_open:
        raise Conflict("Only an appointment that still lies ahead can be changed.")
    await _check(gate, changed)
    _write(appointment, changed)
    if changed.member_id is not None:
        appointment.member_id = changed.member_id
    if sees_content(gate):
        # Who may not read the note did not send it either; it stays as it is.
        appointment.note = changed.note
    return appointment


async def move(gate: Gate, appointment_id: UUID, status: AppointmentStatus, version: int) -> Appointment:
    """Change where an appointment stands; raises Stale, or Conflict where this does not follow."""
    appointment = await gate.get(Appointment, appointment_id, "update", version=version)
    appointment.move_to(status, now())
    return appointment


async def record_outcome(gate: Gate, appointment_id: UUID, outcome: Outcome, version: int) -> Appointment:
    """Record what came of an appointment; raises Denied for the front desk, Stale, or Conflict before it began."""
    appointment = await gate.get(Appointment, appointment_id, "outcome", version=version)
    appointment.record_outcome(outcome.text, now())
    return appointment


def ends_at(entered: AppointmentInput) -> datetime:
    """Give the end, counted in real minutes, so that it is right on the days on which the clocks change."""
    return entered.starts_at.astimezone(UTC) + timedelta(minutes=entered.minutes)


def _write(appointment: Appointment, entered: AppointmentInput) -> None:
    appointment.appointment_kind = entered.kind
    appointment.starts_at, appointment.ends_at = entered.starts_at.astimezone(UTC), ends_at(entered)
    appointment.mode = entered.mode
    appointment.authority_id, appointment.place = entered.authority_id, entered.place
    appointment.documents = from_lines("\n".join(entered.documents))
    appointment.companion, appointment.interpreter_language = entered.companion, entered.interpreter_language


async def _check(gate: Gate, entered: AppointmentInput) -> None:
    faults: dict[str, list[Message]] = {}
    if not FIRST_YEAR <= entered.starts_at.year <= LAST_YEAR:
        faults["starts_at"] = [(ODD_YEAR, {"first": FIRST_YEAR, "last": LAST_YEAR})]
    if len(entered.documents) > MOST_LINES:
        faults["documents"] = [(TOO_MANY, {"limit": MOST_LINES})]
    elif any(len(line) > LONGEST_LINE for line in entered.documents):
        faults["documents"] = [
            (msgid("Please shorten every line to %(limit)d characters at most."), {"limit": LONGEST_LINE})
        ]
    if entered.interpreter_language is not None and entered.interpreter_language not in LANGUAGES:
        faults["interpreter_language"] = [(CHOOSE_FROM_LIST, {})]
    if entered.authority_id is not None and await authority(gate, entered.authority_id) is None:
        faults["authority_id"] = [(CHOOSE_FROM_LIST, {})]
    if entered.member_id is not None and not await gate.call(MEMBER, gate.actor.org_id, entered.member_id):
        faults["member_id"] = [(CHOOSE_FROM_LIST, {})]
    if entered.note is not None and not sees_content(gate):
        faults["note"] = [(msgid("Notes are written by those who counsel."), {})]
    if faults:
        raise Invalid(NOT_BOOKED, fields=faults)
