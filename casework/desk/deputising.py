"""For whom one stands in today, and what is urgent in their cases."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from casework.access.gate import Gate
from casework.appointments import queries as appointments
from casework.appointments.schemas import AppointmentRow
from casework.cases.deputy_queries import standing_in


class StandIn(Struct):
    """An absent colleague, until when, and what is on today and tomorrow in their diary."""

    member_id: UUID
    name: str
    until: date
    appointments: list[AppointmentRow]


async def stand_ins(gate: Gate, first: date, last: date) -> list[StandIn]:
    """Give the colleagues for whom the actor stands in today, with their appointments on these days."""
    return [
        StandIn(
            absence.member_id,
            absence.member_name,
            absence.ends_on,
            await appointments.upcoming(gate, absence.member_id, first, last),
        )
        for absence in await standing_in(gate)
    ]
