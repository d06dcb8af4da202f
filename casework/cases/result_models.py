"""What a case led to, person by person: results, and where each person stood after leaving."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.codes import EsfOutcome, EsfPoint, ResultKind
from casework.cases.models import InCase
from casework.core.model import TenantModel, Versioned, one_client, one_of, same_organisation


class OfPerson(InCase):
    """A record about one client of a case."""

    client_id: Mapped[UUID]

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the person."""
        return one_client(cls.client_id)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the person."""
        return (self.client_id,)


class CaseResult(OfPerson, Versioned, TenantModel):
    """Something that was reached, on a day, with what shows it."""

    __tablename__ = "case_results"
    __table_args__ = (
        one_of("result_kind", ResultKind),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        same_organisation("recorded_by", "members"),
        Index(None, "org_id", "case_id", "reached_on"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "case_result"

    case_id: Mapped[UUID]
    client_id: Mapped[UUID]
    result_kind: Mapped[str]
    reached_on: Mapped[date]
    evidence: Mapped[str | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class EsfExit(OfPerson, Versioned, TenantModel):
    """Where a person stood 28 days or six months after leaving a funded project (Reg. (EU) 2021/1057, Annex I)."""

    __tablename__ = "esf_exits"
    __table_args__ = (
        one_of("point", EsfPoint),
        one_of("outcome", EsfOutcome),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        same_organisation("recorded_by", "members"),
        UniqueConstraint("org_id", "case_id", "client_id", "point", "outcome"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "esf_exit"

    case_id: Mapped[UUID]
    client_id: Mapped[UUID]
    point: Mapped[str]
    outcome: Mapped[str]
    left_on: Mapped[date]
    established_on: Mapped[date]
    evidence: Mapped[str | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
