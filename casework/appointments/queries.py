"""Named reads of appointments, for this slice's pages and for the desk above it."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, DateTime, Integer, Select, Text, Uuid, bindparam, func, literal, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.booking_queries import CaseName, MemberName, case_name, responsible_members, sees_content
from casework.appointments.codes import AppointmentStatus
from casework.appointments.deadline_queries import deadlines_of_case, open_deadlines, open_deadlines_of_case
from casework.appointments.deadline_schemas import DeadlineRow, OpenDeadline
from casework.appointments.models import Appointment, OwnAuthority
from casework.appointments.models import Authority as AuthorityRecord
from casework.appointments.schemas import AppointmentRow
from casework.cases.models import Case
from casework.core.clock import ZONE, now
from casework.core.model import ORG
from casework.identity.models import Member

__all__ = [
    "AppointmentRow",
    "CaseDates",
    "CaseName",
    "DeadlineRow",
    "MemberName",
    "OpenDeadline",
    "all_of_case",
    "appointment",
    "appointments_of_case",
    "case_name",
    "diary",
    "missed_of_case",
    "next_of_case",
    "of_case",
    "of_series",
    "open_deadlines",
    "responsible_members",
    "rows",
    "sees_content",
    "upcoming",
]

PAGE = 50
_OF_AUTHORITY = ("authority_kind", "district", "address")
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2200, 1, 1)
_MOMENT = DateTime(timezone=True)
_CALLED_OFF = [
    AppointmentStatus.CANCELLED_CLIENT.value,
    AppointmentStatus.CANCELLED_COUNTERPART.value,
    AppointmentStatus.RESCHEDULED.value,
]


class CaseDates(msgspec.Struct):
    """Appointments and deadlines of one case, each in its own order."""

    appointments: list[AppointmentRow]
    deadlines: list[DeadlineRow]


def rows(*, content: bool) -> Select[Any]:
    """Select appointments with their case's name; `content` adds the note and the outcome."""
    own, shared = OwnAuthority, AuthorityRecord
    columns: list[Any] = [
        *(Appointment.id, Appointment.version, Appointment.case_id),
        *(Case.number.label("case_number"), Case.title.label("case_title")),
        *(Appointment.appointment_kind, Appointment.status, Appointment.starts_at, Appointment.ends_at),
        *(
            Appointment.mode,
            func.coalesce(Appointment.own_authority_id, Appointment.authority_id).label("authority_id"),
        ),
        *(func.coalesce(own.name, shared.name).label("authority_name"),),
        *(func.coalesce(getattr(own, name), getattr(shared, name)).label(name) for name in _OF_AUTHORITY),
        *(Appointment.place, Appointment.documents, Appointment.companion, Appointment.interpreter_language),
        *(Appointment.member_id, Member.name.label("member_name"), Appointment.travel_minutes),
        *(Appointment.companions, Appointment.series_id, Appointment.rhythm),
    ]
    if content:
        columns += [Appointment.note, Appointment.outcome]
    return (
        select(*columns)
        .join(Case, (Case.org_id == Appointment.org_id) & (Case.id == Appointment.case_id))
        .join(Member, (Member.org_id == Appointment.org_id) & (Member.id == Appointment.member_id))
        .outerjoin(AuthorityRecord, AuthorityRecord.id == Appointment.authority_id)
        .outerjoin(own, (own.org_id == Appointment.org_id) & (own.id == Appointment.own_authority_id))
        .where(Appointment.org_id == ORG)
    )


@lru_cache
def _one(*, content: bool) -> Read[AppointmentRow]:
    statement = rows(content=content).where(Appointment.id == bindparam("id"))
    return Read(Appointment, "content" if content else "read", AppointmentRow, statement)


@lru_cache
def _in_case(*, content: bool, newest_first: bool) -> Read[AppointmentRow]:
    """Give the page of a case's appointments that begin before (newest first) or from a moment on."""
    moment = bindparam("moment", type_=_MOMENT)
    statement = rows(content=content).where(
        Appointment.case_id == bindparam("case_id", type_=Uuid()),
        Appointment.starts_at < moment if newest_first else Appointment.starts_at >= moment,
    )
    order = Appointment.starts_at.desc() if newest_first else Appointment.starts_at
    statement = statement.order_by(order, Appointment.id).limit(bindparam("limit", type_=Integer()))
    return Read(Appointment, "content" if content else "list", AppointmentRow, statement)


@lru_cache
def _between(*, of_member: bool, called_off: bool) -> Read[AppointmentRow]:
    statement = rows(content=False).where(
        Appointment.starts_at >= bindparam("first", type_=_MOMENT),
        Appointment.starts_at < bindparam("end", type_=_MOMENT),
    )
    if of_member:
        statement = statement.where(Appointment.member_id == bindparam("member_id", type_=Uuid()))
    if not called_off:
        statement = statement.where(Appointment.status != func.all(literal(_CALLED_OFF, ARRAY(Text()))))
    page = (bindparam("limit", type_=Integer()), bindparam("offset", type_=Integer()))
    statement = statement.order_by(Appointment.starts_at, Appointment.id).limit(page[0]).offset(page[1])
    return Read(Appointment, "list", AppointmentRow, statement)


@lru_cache
def _all_in_case(*, content: bool) -> Read[AppointmentRow]:
    page = (bindparam("limit", type_=Integer()), bindparam("offset", type_=Integer()))
    statement = (
        rows(content=content)
        .where(Appointment.case_id == bindparam("case_id", type_=Uuid()))
        .order_by(Appointment.starts_at.desc(), Appointment.id)
        .limit(page[0])
        .offset(page[1])
    )
    return Read(Appointment, "content" if content else "list", AppointmentRow, statement)


@lru_cache
def _of_series() -> Read[AppointmentRow]:
    statement = rows(content=False).where(Appointment.series_id == bindparam("series_id", type_=Uuid()))
    return Read(Appointment, "list", AppointmentRow, statement.order_by(Appointment.starts_at).limit(100))


@lru_cache
def _missed() -> Read[AppointmentRow]:
    statement = rows(content=False).where(
        Appointment.case_id == bindparam("case_id", type_=Uuid()),
        Appointment.status == literal(AppointmentStatus.NO_SHOW.value, Text()),
    )
    return Read(Appointment, "list", AppointmentRow, statement)


async def of_series(gate: Gate, series_id: UUID) -> list[AppointmentRow]:
    """Give the appointments of a series in their order."""
    return await gate.select(_of_series(), series_id=series_id)


async def missed_of_case(gate: Gate, case_id: UUID) -> int:
    """Give how many appointments of a case were missed."""
    return await gate.count(_missed(), case_id=case_id)


async def appointment(gate: Gate, appointment_id: UUID) -> AppointmentRow:
    """Give an appointment, without note and outcome for the front desk; raises NotFound or Denied."""
    return await gate.one(_one(content=sees_content(gate)), appointment_id)


async def appointment_for_print(gate: Gate, appointment_id: UUID) -> AppointmentRow:
    """Give an appointment without anything of the case in it; raises NotFound or Denied."""
    return await gate.one(_one(content=False), appointment_id)


async def appointments_of_case(
    gate: Gate, case_id: UUID, *, before: datetime | None = None, since: datetime | None = None, limit: int = PAGE
) -> list[AppointmentRow]:
    """Give a case's appointments before a moment, the latest first, or with `since` from it on, the earliest first."""
    moment = since or before or now()
    read = _in_case(content=sees_content(gate), newest_first=since is None)
    return await gate.select(read, case_id=case_id, moment=moment, limit=limit)


async def all_of_case(gate: Gate, case_id: UUID, *, limit: int = PAGE, offset: int = 0) -> list[AppointmentRow]:
    """Give a page of a case's appointments, the latest first."""
    return await gate.select(_all_in_case(content=sees_content(gate)), case_id=case_id, limit=limit, offset=offset)


async def of_case(gate: Gate, case_id: UUID, *, before: datetime | None = None, limit: int = PAGE) -> CaseDates:
    """Give one page of a case's past for its timeline, newest first and at most `limit` of each.

    Appointments that began before the moment (default: now), and deadlines by when they were entered. The next page
    begins before the earliest moment that was shown.
    """
    moment = before or now()
    return CaseDates(
        await appointments_of_case(gate, case_id, before=moment, limit=limit),
        await deadlines_of_case(gate, case_id, before=moment, limit=limit),
    )


async def next_of_case(gate: Gate, case_id: UUID, limit: int = 10) -> CaseDates:
    """Give what lies ahead in a case: appointments from now on, and open deadlines, each the earliest first."""
    ahead = await appointments_of_case(gate, case_id, since=now(), limit=limit)
    return CaseDates(
        [row for row in ahead if row.status.is_open], await open_deadlines_of_case(gate, case_id, limit=limit)
    )


async def upcoming(
    gate: Gate, member_id: UUID | None, first: date, last: date, limit: int = 200
) -> list[AppointmentRow]:
    """Give the appointments of a member, or with None of everybody, on the days from `first` to `last` (both count).

    What was called off is left out; notes and outcomes never come along. Days are those of Europe/Berlin.
    """
    return await diary(gate, member_id, first, last, limit=limit)


async def diary(
    gate: Gate,
    member_id: UUID | None,
    first: date,
    last: date,
    *,
    called_off: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> list[AppointmentRow]:
    """Give a page of the appointments from day `first` to day `last`, if wanted with those that were called off."""
    read = _between(of_member=member_id is not None, called_off=called_off)
    mine = {} if member_id is None else {"member_id": member_id}
    return await gate.select(
        read,
        first=begin_of(first),
        end=begin_of(min(last, _LAST_DAY) + timedelta(days=1)),
        limit=limit,
        offset=offset,
        **mine,
    )


def begin_of(day: date) -> datetime:
    """Give the moment at which a day begins in Europe/Berlin; days of other centuries count as the nearest of ours."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time(), ZONE)
