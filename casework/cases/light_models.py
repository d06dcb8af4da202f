"""Light contacts: a single talk without a case file, and often without a name."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, case, func, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.codes import AgeBand, ContactMode, ContactOutcome
from casework.cases.models import Case
from casework.core.model import (
    ACTOR,
    LED_TEAMS,
    TEAMS,
    UUIDS,
    TenantModel,
    Versioned,
    one_client,
    one_of,
    same_organisation,
)
from casework.people.codes import Gender
from casework.people.models import Client


class LightContact(Versioned, TenantModel):
    """One talk with somebody: what it was about, in which language, how long, what came of it; it may become a case."""

    __tablename__ = "light_contacts"
    __table_args__ = (
        one_of("mode", ContactMode),
        one_of("outcome", ContactOutcome),
        one_of("age_band", AgeBand),
        one_of("gender", Gender),
        CheckConstraint("duration_minutes between 1 and 1440", name="duration_minutes"),
        same_organisation("author_id", "members"),
        same_organisation("team_id", "teams"),
        same_organisation("client_id", "clients"),
        same_organisation("case_id", "cases"),
        Index(None, "org_id", "at", "id"),
        Index(None, "org_id", "author_id", "at", "id"),
        Index(None, "org_id", "case_id"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "light_contact"

    at: Mapped[datetime]
    topics: Mapped[list[str]]
    language: Mapped[str]
    mode: Mapped[str]
    duration_minutes: Mapped[int]
    outcome: Mapped[str]
    given_name: Mapped[str | None]
    age_band: Mapped[str | None]
    gender: Mapped[str | None]
    district: Mapped[str | None] = mapped_column(ForeignKey("districts.ags"))
    note: Mapped[str | None]
    author_id: Mapped[UUID]
    team_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    created_at: Mapped[datetime]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to it; what belongs to somebody who is hidden from them is hidden as well."""
        standing = case(
            (cls.author_id == ACTOR, "assigned"),
            (cls.team_id == func.any(LED_TEAMS), "led"),
            (cls.team_id == func.any(TEAMS), "team"),
            else_="organisation",
        )
        to_case = (
            select(Case.relation())
            .where(Case.org_id == cls.org_id, Case.id == cls.case_id)
            .correlate_except(Case)
            .scalar_subquery()
        )
        to_client = (
            select(Client.relation())
            .where(Client.org_id == cls.org_id, Client.id == cls.client_id)
            .correlate(cls)
            .scalar_subquery()
        )
        return case(
            (cls.case_id.is_not(None) & to_case.is_(None), None),
            (cls.client_id.is_not(None) & to_client.is_(None), None),
            else_=standing,
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the client it was found to be about, else those of the case it belongs to, if any."""
        of_case = (
            select(Case.client_ids)
            .where(Case.org_id == cls.org_id, Case.id == cls.case_id, cls.client_id.is_(None))
            .correlate_except(Case)
            .scalar_subquery()
        )
        return func.coalesce(of_case, func.array_remove(one_client(cls.client_id), None), type_=UUIDS)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the client it was found to be about, if any."""
        return (self.client_id,) if self.client_id else ()
