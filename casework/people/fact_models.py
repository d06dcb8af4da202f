"""What is kept about a client over time: names, birth dates, ways to reach them, papers, languages, work, disputes.

The present values stand on the client as well, where lists, the search and the parcel of a referral read them.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import TenantModel, Versioned, one_client, one_of, same_organisation
from casework.people.codes import BirthDatePrecision, ChannelKind, LanguageLevel, NameKind, ResidenceStatus
from casework.people.fact_codes import FactSource, OccupationSystem, QualificationKind, RecognitionStatus
from casework.people.models import Client


def of_client(*checks: SchemaItem) -> tuple[SchemaItem, ...]:
    """Give the keys of a table whose rows belong to one client and go with them, and its checks."""
    return (
        *checks,
        same_organisation("client_id", "clients", ondelete="CASCADE"),
        same_organisation("recorded_by", "members"),
        Index(None, "org_id", "client_id"),
    )


class ClientFact(Versioned, TenantModel):
    """A record about one client: whoever stands in a relation to the client stands so to the record."""

    __abstract__ = True
    kind: ClassVar[str] = "client_fact"

    client_id: Mapped[UUID]
    # Empty where the record came into being with the client, through a form or an import.
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the client."""
        return (
            select(Client.relation())
            .where(Client.org_id == cls.org_id, Client.id == cls.client_id)
            .correlate(cls.__table__)
            .scalar_subquery()
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the client."""
        return one_client(cls.client_id)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the client."""
        return (self.client_id,)


class ClientName(ClientFact):
    """A name of the client other than the present one, in Latin letters, in their own script, or both."""

    __tablename__ = "client_names"
    __table_args__ = of_client(one_of("name_kind", NameKind), one_of("source", FactSource))

    name_kind: Mapped[str]
    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    native_given_name: Mapped[str | None]
    native_family_name: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str]
    note: Mapped[str | None]


class BirthStatement(ClientFact):
    """A birth date stated later; the first stated one stays on the client and counts (SGB I § 33a)."""

    __tablename__ = "birth_statements"
    __table_args__ = of_client(one_of("birth_precision", BirthDatePrecision), one_of("source", FactSource))

    birth_date: Mapped[date]
    birth_precision: Mapped[str]
    stated_on: Mapped[date]
    source: Mapped[str]
    note: Mapped[str | None]


class ContactChannel(ClientFact):
    """A way to reach the client, and what makes using it unsafe."""

    __tablename__ = "contact_channels"
    __table_args__ = of_client(one_of("channel_kind", ChannelKind))

    channel_kind: Mapped[str]
    value: Mapped[str]
    preferred: Mapped[bool]
    do_not_call: Mapped[bool]
    no_messages: Mapped[bool]
    shared: Mapped[bool]
    only_at: Mapped[str | None]
    note: Mapped[str | None]
    valid_until: Mapped[date | None]


class Citizenship(ClientFact):
    """A citizenship, since when and until when if that is known."""

    __tablename__ = "citizenships"
    __table_args__ = of_client()

    country: Mapped[str]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class ResidenceTitle(ClientFact):
    """A residence title or status as it was issued."""

    __tablename__ = "residence_titles"
    __table_args__ = of_client(one_of("residence_status", ResidenceStatus))

    residence_status: Mapped[str]
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    authority: Mapped[str | None]
    number: Mapped[str | None]
    note: Mapped[str | None]


class KnownLanguage(ClientFact):
    """A language the client knows, how well, and whether they need an interpreter for it."""

    __tablename__ = "known_languages"
    __table_args__ = of_client(one_of("spoken", LanguageLevel), one_of("written", LanguageLevel))

    language: Mapped[str]
    spoken: Mapped[str | None]
    written: Mapped[str | None]
    interpreter_needed: Mapped[bool]
    evidence: Mapped[str | None]


class Qualification(ClientFact):
    """A stretch of schooling, training or work, with a code of KldB 2010 or ISCO-08 if somebody chose one."""

    __tablename__ = "qualifications"
    __table_args__ = of_client(
        one_of("qualification_kind", QualificationKind),
        one_of("code_system", OccupationSystem),
        one_of("recognition", RecognitionStatus),
    )

    qualification_kind: Mapped[str]
    title: Mapped[str]
    code_system: Mapped[str | None]
    code: Mapped[str | None]
    country: Mapped[str | None]
    from_year: Mapped[int | None]
    until_year: Mapped[int | None]
    recognition: Mapped[str | None]
    note: Mapped[str | None]


class Dispute(ClientFact):
    """That the client disputes what is kept in a field: both versions stay (DSGVO Art. 18 (1) a)."""

    __tablename__ = "disputes"
    __table_args__ = of_client()

    field: Mapped[str]
    kept_version: Mapped[str | None]
    their_version: Mapped[str]
    disputed_on: Mapped[date]
    settled_on: Mapped[date | None]
    settlement: Mapped[str | None]
