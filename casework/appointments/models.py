"""Appointments with authorities and others, and legal deadlines."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from casework.appointments.authority_models import Authority, OwnAuthority
from casework.appointments.codes import AppointmentStatus, DeadlineStatus
from casework.cases.codes import ContactMode
from casework.cases.models import InCase
from casework.core.errors import Conflict
from casework.core.model import TenantModel, Versioned, one_of, same_organisation

__all__ = ["Appointment", "Authority", "Deadline", "OwnAuthority"]

_STILL_OPEN = frozenset(status for status in AppointmentStatus if status.is_open)
_OVER = frozenset({AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW})
_NOT_HELD = frozenset(
    {
        AppointmentStatus.NO_SHOW,
        AppointmentStatus.CANCELLED_CLIENT,
        AppointmentStatus.CANCELLED_COUNTERPART,
        AppointmentStatus.RESCHEDULED,
    }
)


class Appointment(InCase, Versioned, TenantModel):
    """A date with an authority, a partner or the counsellor, with what to bring and what came of it."""

    __tablename__ = "appointments"
    __table_args__ = (
        one_of("status", AppointmentStatus),
        one_of("mode", ContactMode),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("member_id", "members"),
        same_organisation("own_authority_id", "own_authorities"),
        Index(None, "org_id", "case_id", "starts_at"),
        Index(None, "org_id", "member_id", "starts_at"),
        Index(None, "org_id", "starts_at"),
        Index("ix_appointments_series", "org_id", "series_id", "starts_at", postgresql_where="series_id is not null"),
    )
    kind: ClassVar[str] = "appointment"

    case_id: Mapped[UUID]
    appointment_kind: Mapped[str]
    status: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mode: Mapped[str]
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id"))
    place: Mapped[str | None]
    documents: Mapped[list[str]]
    companion: Mapped[str | None]
    interpreter_language: Mapped[str | None]
    note: Mapped[str | None]
    outcome: Mapped[str | None]
    member_id: Mapped[UUID]
    created_at: Mapped[datetime]
    own_authority_id: Mapped[UUID | None]
    travel_minutes: Mapped[int] = mapped_column(server_default="0")
    companions: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    # Who takes part beside the clients, as words that can be compared: clashes are found by them.
    attendees: Mapped[list[str]] = mapped_column(server_default="{}")
    series_id: Mapped[UUID | None]
    rhythm: Mapped[str | None]
    # Both are kept by a trigger: calendars that follow an appointment see how often and when it changed.
    sequence: Mapped[int] = mapped_column(server_default="0")
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def is_open(self) -> bool:
        """Tell whether the appointment is still to take place."""
        return AppointmentStatus(self.status).is_open

    def move_to(self, status: AppointmentStatus, at: datetime) -> None:
        """Change the status; attended and missed can be swapped, what was called off needs a new appointment."""
        present = AppointmentStatus(self.status)
        if status is AppointmentStatus.OUTCOME_RECORDED:
            raise Conflict("Record the outcome itself; the status follows from it.")
        if present not in _STILL_OPEN and not (present in _OVER and status in _OVER):
            raise Conflict("This appointment does not take place any more, or its outcome is recorded.")
        if status in _OVER and self.starts_at > at:
            raise Conflict("This appointment has not begun yet.")
        self.status = status

    def record_outcome(self, text: str, at: datetime) -> None:
        """Write down what came of it; an outcome can be corrected later."""
        present = AppointmentStatus(self.status)
        if present in _NOT_HELD:
            raise Conflict("This appointment did not take place, so it has no outcome.")
        if self.starts_at > at:
            raise Conflict("This appointment has not begun yet.")
        self.outcome, self.status = text, AppointmentStatus.OUTCOME_RECORDED


class Deadline(InCase, Versioned, TenantModel):
    """A legal deadline: the rule, what went into it, the date that came out, and that the counsellor checked it."""

    __tablename__ = "deadlines"
    __table_args__ = (
        one_of("status", DeadlineStatus),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        same_organisation("confirmed_by", "members"),
        Index(None, "org_id", "case_id", "due_on"),
        Index("ix_deadlines_open", "org_id", "due_on", postgresql_where="status = 'open'"),
    )
    kind: ClassVar[str] = "deadline"

    case_id: Mapped[UUID]
    client_id: Mapped[UUID | None]
    deadline_kind: Mapped[str]
    title: Mapped[str | None]
    inputs: Mapped[dict[str, Any]]
    land: Mapped[str]
    rule: Mapped[str]
    rule_version: Mapped[str]
    norm: Mapped[str]
    computed_due_on: Mapped[date]
    due_on: Mapped[date]
    correction: Mapped[str | None]
    warn_on: Mapped[list[date]]
    explanation: Mapped[dict[str, Any]]
    status: Mapped[str]
    done_on: Mapped[date | None]
    note: Mapped[str | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def complete(self, status: DeadlineStatus, on: date, note: str | None) -> None:
        """End the deadline on a day; whether it was kept follows from that day."""
        if self.status != DeadlineStatus.OPEN:
            raise Conflict("This deadline is not open any more.")
        if status is DeadlineStatus.DONE and on > self.due_on:
            status = DeadlineStatus.DONE_LATE
        self.status, self.done_on, self.note = status, on, note

    def reopen(self) -> None:
        """Take back that the deadline was done, missed or dropped."""
        if self.status == DeadlineStatus.OPEN:
            raise Conflict("This deadline is open.")
        self.status, self.done_on = DeadlineStatus.OPEN, None
