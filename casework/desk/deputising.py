"""For whom one stands in today, and what is urgent in their cases."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from casework.access.gate import Gate
from casework.appointments import queries as appointments
from casework.appointments.schemas import AppointmentRow
from casework.cases.deputy_queries import standing_in
from casework.desk.urgent import UrgentDeadline, urgent_deadlines


class StandIn(Struct):
    """An absent colleague, until when, what is in their diary today and tomorrow, and the deadlines in their cases."""

    member_id: UUID
    name: str
    until: date
    appointments: list[AppointmentRow]
    deadlines: list[UrgentDeadline] = []


async def stand_ins(gate: Gate, first: date, last: date, language: str) -> list[StandIn]:
    """Give the colleagues for whom the actor stands in today, with their appointments on these days."""
    return [
        StandIn(
            absence.member_id,
            absence.member_name,
            absence.ends_on,
            await appointments.upcoming(gate, absence.member_id, first, last),
            await urgent_deadlines(gate, first, language, member_id=absence.member_id),
        )
        for absence in await standing_in(gate)
    ]
