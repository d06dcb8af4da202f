"""What a member chose, and of what they were reminded."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, case, func
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import ACTOR, TenantModel, Versioned, one_of, same_organisation
from casework.reminders.codes import Mode


class ReminderChoice(Versioned, TenantModel):
    """When and of what a member wants to be reminded; `looked_at` is when it was last looked for them."""

    __tablename__ = "reminder_choices"
    __table_args__ = (
        one_of("mode", Mode),
        CheckConstraint("hour between 0 and 23", name="hour"),
        same_organisation("member_id", "members", ondelete="CASCADE"),
        UniqueConstraint("org_id", "member_id"),
    )
    kind: ClassVar[str] = "reminder_choice"

    member_id: Mapped[UUID]
    mode: Mapped[str]
    hour: Mapped[int]
    kinds: Mapped[list[str]]
    looked_at: Mapped[datetime | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whose choice it is; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)


class ReminderSent(TenantModel):
    """That a member was reminded of one thing for one day."""

    __tablename__ = "reminders_sent"
    __table_args__ = (
        same_organisation("member_id", "members", ondelete="CASCADE"),
        UniqueConstraint("org_id", "member_id", "subject", "object_id", "due_on", name="uq_reminders_sent_key"),
        Index(None, "org_id", "sent_at"),
    )
    kind: ClassVar[str] = "reminder"

    member_id: Mapped[UUID]
    subject: Mapped[str]
    object_id: Mapped[UUID]
    due_on: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whoever was reminded; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)
