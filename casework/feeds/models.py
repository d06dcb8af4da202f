"""A member's calendar address, as far as the program may know it: everything but the secret."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, case, func, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import ACTOR, TenantModel, same_organisation


class CalendarFeed(TenantModel):
    """One address that a member made: whether it shows initials, when it was used last, and whether it still works."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        same_organisation("member_id", "members", ondelete="CASCADE"),
        Index(
            "uq_calendar_feeds_live", "org_id", "member_id", unique=True, postgresql_where=text("revoked_at is null")
        ),
    )
    kind: ClassVar[str] = "calendar_feed"

    member_id: Mapped[UUID]
    initials: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    hour_began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    fetches: Mapped[int] = mapped_column(server_default="0")

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whose address it is; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)


class LostAppointment(TenantModel):
    """That an appointment is no longer a member's, so that their calendar is told; it shows no client."""

    __tablename__ = "lost_appointments"
    __table_args__ = (
        same_organisation("member_id", "members", ondelete="CASCADE"),
        UniqueConstraint("org_id", "member_id", "appointment_id"),
    )
    kind: ClassVar[str] = "calendar_feed"

    member_id: Mapped[UUID]
    appointment_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mode: Mapped[str]
    sequence: Mapped[int]
    lost_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whoever lost it; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)
