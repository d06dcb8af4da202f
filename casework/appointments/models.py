"""Appointments with authorities and others, the directory of authorities, and legal deadlines."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.appointments.codes import AppointmentStatus, AuthorityKind, DeadlineStatus
from casework.cases.codes import ContactMode
from casework.cases.models import InCase
from casework.core.errors import Conflict
from casework.core.model import Base, TenantModel, Versioned, new_id, one_of, same_organisation


class Authority(Base):
    """An authority or body in a district, with what each kind of appointment needs; shared by the whole network."""

    __tablename__ = "authorities"
    __table_args__ = (one_of("authority_kind", AuthorityKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    authority_kind: Mapped[str]
    name: Mapped[str]
    district: Mapped[str] = mapped_column(ForeignKey("districts.ags"))
    address: Mapped[str | None]
    opening_hours: Mapped[str | None]
    documents: Mapped[dict[str, Any]]


class Appointment(InCase, Versioned, TenantModel):
    """A date with an authority, a partner or the counsellor, with what to bring and what came of it."""

    __tablename__ = "appointments"
    __table_args__ = (
        one_of("status", AppointmentStatus),
        one_of("mode", ContactMode),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("member_id", "members"),
        Index(None, "org_id", "case_id", "starts_at"),
        Index(None, "org_id", "member_id", "starts_at"),
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

    def move_to(self, status: AppointmentStatus) -> None:
        """Change the status; what was attended, missed or cancelled can only be corrected by a new appointment."""
        closed = {
            AppointmentStatus.CANCELLED_CLIENT,
            AppointmentStatus.CANCELLED_COUNTERPART,
            AppointmentStatus.RESCHEDULED,
        }
        if AppointmentStatus(self.status) in closed:
            raise Conflict("This appointment does not take place any more.")
        self.status = status


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
    rule_version: Mapped[str]
    norm: Mapped[str]
    due_on: Mapped[date]
    warn_on: Mapped[list[date]]
    explanation: Mapped[dict[str, Any]]
    status: Mapped[str]
    done_on: Mapped[date | None]
    note: Mapped[str | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
