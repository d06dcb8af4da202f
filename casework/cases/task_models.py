"""Tasks: what somebody has to do, in a case or beside all cases."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, case, func, select, text
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.models import Case
from casework.core.model import ACTOR, UUIDS, TenantModel, Versioned, same_organisation


class Task(Versioned, TenantModel):
    """What is to be done, by when and by whom."""

    __tablename__ = "tasks"
    __table_args__ = (
        same_organisation("assignee_id", "members"),
        same_organisation("created_by", "members"),
        same_organisation("done_by", "members"),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        Index("ix_tasks_open", "org_id", "assignee_id", "due_on", postgresql_where=text("done_at is null")),
        Index(None, "org_id", "case_id"),
    )
    kind: ClassVar[str] = "task"

    title: Mapped[str]
    note: Mapped[str | None]
    due_on: Mapped[date | None]
    assignee_id: Mapped[UUID]
    case_id: Mapped[UUID | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the task's case; without one it exists for its two people alone."""
        to_case = (
            select(Case.relation())
            .where(Case.org_id == cls.org_id, Case.id == cls.case_id)
            .correlate_except(Case)
            .scalar_subquery()
        )
        return case(
            (cls.case_id.is_not(None), to_case),
            ((cls.assignee_id == ACTOR) | (cls.created_by == ACTOR), "assigned"),
            else_=None,
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the clients of the task's case."""
        shown = (
            select(Case.client_ids)
            .where(Case.org_id == cls.org_id, Case.id == cls.case_id)
            .correlate_except(Case)
            .scalar_subquery()
        )
        return func.coalesce(shown, text("'{}'::uuid[]"), type_=UUIDS)
