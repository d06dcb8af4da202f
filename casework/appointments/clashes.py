"""Who would have to be in two places at once: the counsellor, a client, or somebody who goes along."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, bindparam, func, literal, or_

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.booking_queries import clients_of_case
from casework.appointments.codes import AppointmentStatus
from casework.appointments.companions import CompanionEntry, attendees
from casework.appointments.models import Appointment
from casework.appointments.queries import rows
from casework.appointments.schemas import AppointmentRow
from casework.cases.models import Case
from casework.core.codes import Code

# No appointment is longer, and no way is: a clash can only begin this long before or after.
LONGEST, LONGEST_WAY = timedelta(hours=12), timedelta(hours=4)
_MOMENT = DateTime(timezone=True)
_OPEN = [status.value for status in AppointmentStatus if status.is_open]
_WAY = func.make_interval(0, 0, 0, 0, 0, Appointment.travel_minutes)


class ClashOf(Code):
    """Whom a clash concerns."""

    COUNSELLOR = "counsellor", "same person responsible"
    CLIENT = "client", "same client"
    COMPANION = "companion", "same person going along"


class Busy(NamedTuple):
    """When whom an appointment keeps busy; `other_than` is its own id, or any other where it has none yet."""

    case_id: UUID
    member_id: UUID
    companions: Sequence[CompanionEntry]
    starts_at: datetime
    ends_at: datetime
    travel_minutes: int
    other_than: UUID


class Clash(NamedTuple):
    """Another appointment at the same time, and whom that concerns."""

    other: AppointmentRow
    of: ClashOf


_CLASHES = Read(
    Appointment,
    "list",
    AppointmentRow,
    rows(content=False)
    .where(
        Appointment.starts_at > bindparam("earliest", type_=_MOMENT),
        Appointment.starts_at < bindparam("latest", type_=_MOMENT),
        Appointment.starts_at - _WAY < bindparam("ends_at", type_=_MOMENT),
        Appointment.ends_at + _WAY > bindparam("starts_at", type_=_MOMENT),
        Appointment.id != bindparam("other_than", type_=Uuid()),
        Appointment.status == func.any(literal(_OPEN, ARRAY(Text()))),
        or_(
            Appointment.member_id == bindparam("member_id", type_=Uuid()),
            Appointment.attendees.op("&&")(bindparam("attendees", type_=ARRAY(Text()))),
            Case.client_ids.op("&&")(bindparam("client_ids", type_=ARRAY(Uuid()))),
        ),
    )
    .order_by(Appointment.starts_at, Appointment.id)
    .limit(10),
)


async def clashes(gate: Gate, busy: Busy) -> list[Clash]:
    """Give the open appointments that overlap with this time, ways included, as far as the actor may see them."""
    way = timedelta(minutes=busy.travel_minutes)
    first, last = busy.starts_at - way, busy.ends_at + way
    here = attendees(busy.member_id, busy.companions)
    found = await gate.select(
        _CLASHES,
        earliest=first - LONGEST - LONGEST_WAY,
        latest=last + LONGEST_WAY,
        starts_at=first,
        ends_at=last,
        other_than=busy.other_than,
        member_id=busy.member_id,
        attendees=here,
        client_ids=await clients_of_case(gate, busy.case_id),
    )
    return [Clash(other, _concerns(other, busy.member_id, set(here))) for other in found]


def _concerns(other: AppointmentRow, member_id: UUID, here: set[str]) -> ClashOf:
    if other.member_id == member_id:
        return ClashOf.COUNSELLOR
    if here & set(attendees(other.member_id, other.companions)):
        return ClashOf.COMPANION
    return ClashOf.CLIENT
