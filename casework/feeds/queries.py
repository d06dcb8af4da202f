"""Named reads for the calendar: the member's own dates, each with what changed last."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Date, DateTime, Text, bindparam, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.codes import AppointmentStatus, DeadlineStatus
from casework.appointments.models import Appointment, Authority, Deadline
from casework.cases.models import Case, CasePerson
from casework.core.model import ACTOR, ORG
from casework.feeds.models import CalendarFeed, LostAppointment
from casework.feeds.schemas import AppointmentDate, DeadlineDate
from casework.people.models import Client

# What is past, and what was called off, stays this long, so that every subscribed calendar learns of it.
KEPT = timedelta(days=90)
MOST = 2000
CALLED_OFF = frozenset(
    {
        AppointmentStatus.CANCELLED_CLIENT.value,
        AppointmentStatus.CANCELLED_COUNTERPART.value,
        AppointmentStatus.RESCHEDULED.value,
    }
)
_CALLED_OFF = literal(sorted(CALLED_OFF), ARRAY(Text()))
_SINCE = bindparam("since", type_=DateTime(timezone=True))


def _initials(record: type[Appointment] | type[Deadline]) -> ColumnElement[Any]:
    one = func.concat(func.left(Client.given_name, 1), ".", func.left(Client.family_name, 1), ".")
    return (
        select(func.string_agg(one, literal(", ", Text())))
        .select_from(CasePerson)
        .join(Client, (Client.org_id == CasePerson.org_id) & (Client.id == CasePerson.client_id))
        .where(CasePerson.org_id == record.org_id, CasePerson.case_id == record.case_id, ~Client.restricted)
        .correlate(record)
        .scalar_subquery()
        .label("initials")
    )


@lru_cache
def _appointments(*, initials: bool) -> Read[AppointmentDate]:
    columns: list[Any] = [
        *(Appointment.id, Appointment.starts_at, Appointment.ends_at, Appointment.status, Appointment.mode),
        *(Authority.authority_kind, Authority.name.label("authority_name"), Authority.address),
        *(Appointment.sequence, Appointment.changed_at),
    ]
    statement = (
        select(*columns, *([_initials(Appointment)] if initials else []))
        .select_from(Appointment)
        .outerjoin(Authority, Authority.id == Appointment.authority_id)
        .where(
            Appointment.org_id == ORG,
            Appointment.member_id == ACTOR,
            Appointment.starts_at > _SINCE,
            or_(Appointment.status != func.all(_CALLED_OFF), Appointment.changed_at > _SINCE),
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST)
    )
    return Read(Appointment, "feed", AppointmentDate, statement, action="export")


@lru_cache
def _deadlines(*, initials: bool) -> Read[DeadlineDate]:
    columns: list[Any] = [
        *(Deadline.id, Deadline.deadline_kind, Deadline.due_on, Deadline.status, Deadline.version),
        *(Deadline.created_at, Deadline.confirmed_at),
    ]
    since = bindparam("since_day", type_=Date())
    statement = (
        select(*columns, *([_initials(Deadline)] if initials else []))
        .select_from(Deadline)
        .join(Case, (Case.org_id == Deadline.org_id) & (Case.id == Deadline.case_id))
        .where(
            Deadline.org_id == ORG,
            Case.owner_id == ACTOR,
            Deadline.due_on > since,
            or_(Deadline.status == DeadlineStatus.OPEN.value, Deadline.done_on > since),
        )
        .order_by(Deadline.due_on, Deadline.id)
        .limit(MOST)
    )
    return Read(Deadline, "feed", DeadlineDate, statement, action="export")


LOST = Read(
    LostAppointment,
    "feed",
    lambda key, starts_at, ends_at, mode, sequence, lost_at: AppointmentDate(
        *(key, starts_at, ends_at, AppointmentStatus.CANCELLED_COUNTERPART.value, mode, None, None, None),
        *(sequence, lost_at),
    ),
    select(
        *(LostAppointment.appointment_id, LostAppointment.starts_at, LostAppointment.ends_at, LostAppointment.mode),
        *(LostAppointment.sequence, LostAppointment.lost_at),
    )
    .where(LostAppointment.org_id == ORG, LostAppointment.member_id == ACTOR, LostAppointment.lost_at > _SINCE)
    .order_by(LostAppointment.starts_at, LostAppointment.id)
    .limit(MOST),
    action="export",
)


async def dates(gate: Gate, at: datetime, *, initials: bool) -> tuple[list[AppointmentDate], list[DeadlineDate]]:
    """Give the actor's own appointments and the deadlines of their cases, from 90 days before a moment on.

    Appointments that went to somebody else are among them as called off.
    """
    since = at - KEPT
    booked = await gate.select(_appointments(initials=initials), since=since)
    booked += await gate.select(LOST, since=since)
    return booked, await gate.select(_deadlines(initials=initials), since_day=since.date())


async def live_feed(gate: Gate) -> CalendarFeed | None:
    """Give the actor's present address, None if there is none."""
    own = (CalendarFeed.member_id == gate.actor.member_id, CalendarFeed.revoked_at.is_(None))
    found = await gate.all(CalendarFeed, "read", *own)
    return found[0] if found else None
