"""A job of one member, as people see it; the queue behind it knows its number only."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, case
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import ACTOR, TenantModel, one_of, same_organisation
from casework.jobs.codes import JobState


class JobRun(TenantModel):
    """What a member let be done in the background, how far it is and what came of it; only they see it."""

    __tablename__ = "job_runs"
    __table_args__ = (
        one_of("state", JobState),
        same_organisation("member_id", "members", ondelete="CASCADE"),
        Index(None, "org_id", "member_id", "created_at"),
    )
    kind: ClassVar[str] = "job_run"

    member_id: Mapped[UUID]
    job: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int | None]
    message: Mapped[str | None]
    message_values: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    link: Mapped[str | None]
    # What the job is to do; emptied when it is over.
    arguments: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    tries: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    run_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whoever asked for the job; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)
