"""Appointments and the directory of authorities as JSON."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, Parameter

from casework.access.gate import Gate
from casework.appointments import actions, authority_api, deadline_api, queries
from casework.appointments.following import FollowUp
from casework.appointments.schemas import (
    AppointmentRow,
    AppointmentView,
    ChangedAppointment,
    NewAppointment,
    Outcome,
    StatusChange,
)
from casework.appointments.views import view_of
from casework.core.clock import today
from casework.web.answers import Answer, tagged

Limit = Annotated[int, Parameter(ge=1, le=200)]
Offset = Annotated[int, Parameter(ge=0, le=10_000)]


async def _answer(
    gate: Gate, appointment_id: UUID, status: int = 200, follow_up: FollowUp = FollowUp.NOTHING
) -> Answer[AppointmentView]:
    await gate.flush()
    row = await queries.appointment(gate, appointment_id)
    return tagged(await view_of(gate, row, follow_up), row.version, status)


@get("/api/appointments")
async def list_appointments(
    gate: NamedDependency[Gate],
    first: FromQuery[date | None] = None,
    last: FromQuery[date | None] = None,
    member_id: FromQuery[UUID | None] = None,
    limit: FromQuery[Limit] = 50,
    offset: FromQuery[Offset] = 0,
) -> list[AppointmentRow]:
    """Give appointments from day `first` (default: today) to day `last` (default: two weeks on), by their begin."""
    first = first or today()
    last = last or first + timedelta(days=14)
    return await queries.diary(gate, member_id, first, last, called_off=True, limit=limit, offset=offset)


@get("/api/cases/{case_id:uuid}/appointments")
async def list_of_case(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], limit: FromQuery[Limit] = 50, offset: FromQuery[Offset] = 0
) -> list[AppointmentRow]:
    """Give the appointments of a case, the latest first."""
    await queries.case_name(gate, case_id)
    return await queries.all_of_case(gate, case_id, limit=limit, offset=offset)


@post("/api/cases/{case_id:uuid}/appointments")
async def book(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], data: JSONBody[NewAppointment]
) -> Answer[AppointmentView]:
    """Book an appointment or a series; `clashes` tells of others at the same time, `left_out` of holidays."""
    booked, planned = await actions.book_all(gate, case_id, data)
    answer = await _answer(gate, booked[0].id, 201)
    answer.content.left_out = planned.left_out
    return answer


@get("/api/appointments/{appointment_id:uuid}")
async def read(gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> Answer[AppointmentView]:
    """Give an appointment; note and outcome are left out for those who do not counsel."""
    return await _answer(gate, appointment_id)


@get("/api/appointments/{appointment_id:uuid}/series")
async def read_series(gate: NamedDependency[Gate], appointment_id: FromPath[UUID]) -> list[AppointmentRow]:
    """Give all appointments of the series that an appointment belongs to, by their begin; none if it is no series."""
    row = await queries.appointment(gate, appointment_id)
    return await queries.of_series(gate, row.series_id) if row.series_id else []


@put("/api/appointments/{appointment_id:uuid}")
async def change(
    gate: NamedDependency[Gate],
    version: NamedDependency[int],
    appointment_id: FromPath[UUID],
    data: JSONBody[ChangedAppointment],
) -> Answer[AppointmentView]:
    """Change an appointment that still lies ahead."""
    await actions.change(gate, appointment_id, data, version)
    return await _answer(gate, appointment_id)


@post("/api/appointments/{appointment_id:uuid}/status", status_code=200)
async def move(
    gate: NamedDependency[Gate],
    version: NamedDependency[int],
    appointment_id: FromPath[UUID],
    data: JSONBody[StatusChange],
) -> Answer[AppointmentView]:
    """Change where an appointment stands."""
    await actions.move(gate, appointment_id, data.status, version, data.scope)
    return await _answer(gate, appointment_id)


@post("/api/appointments/{appointment_id:uuid}/outcome", status_code=200)
async def record_outcome(
    gate: NamedDependency[Gate],
    version: NamedDependency[int],
    appointment_id: FromPath[UUID],
    data: JSONBody[Outcome],
) -> Answer[AppointmentView]:
    """Record what came of an appointment; `proposals` tells what follows from it."""
    await actions.record_outcome(gate, appointment_id, data, version)
    return await _answer(gate, appointment_id, follow_up=data.follow_up)


handlers = [
    list_appointments,
    list_of_case,
    book,
    read,
    read_series,
    change,
    move,
    record_outcome,
    *authority_api.handlers,
    *deadline_api.handlers,
]
