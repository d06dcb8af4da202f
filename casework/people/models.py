"""Clients and the households they live in."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import (
    ACTOR,
    LED_TEAMS,
    TEAMS,
    TenantModel,
    Versioned,
    carried,
    one_client,
    one_of,
    same_organisation,
)
from casework.people.codes import BirthDatePrecision, Gender, HouseholdRole

# Cases stand one floor above; who may see a client depends on them, so the two tables are named here by their columns.
_ABOVE = MetaData()
_CASE_KEYS = tuple(Column(name, Uuid()) for name in ("org_id", "id", "owner_id", "team_id"))
_CASES = Table("cases", _ABOVE, *_CASE_KEYS, Column("restricted", Boolean()))
_CASE_PERSONS = Table("case_persons", _ABOVE, *(Column(name, Uuid()) for name in ("org_id", "case_id", "client_id")))


class Client(Versioned, TenantModel):
    """A person seeking advice, with the names they use in their own script and in Latin letters."""

    __tablename__ = "clients"
    __table_args__ = (
        one_of("gender", Gender),
        one_of("birth_precision", BirthDatePrecision),
        same_organisation("merged_into", "clients"),
        Index(None, "org_id", "sort_key", "id"),
    )
    kind: ClassVar[str] = "client"

    given_name: Mapped[str]
    family_name: Mapped[str]
    native_given_name: Mapped[str | None]
    native_family_name: Mapped[str | None]
    gender: Mapped[str]
    birth_date: Mapped[date | None]
    birth_precision: Mapped[str]
    citizenships: Mapped[list[str]]
    languages: Mapped[list[str]]
    german_level: Mapped[str | None]
    interpreter_language: Mapped[str | None]
    district: Mapped[str | None] = mapped_column(ForeignKey("districts.ags"))
    town: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    contact_hint: Mapped[str | None]
    occupation: Mapped[str | None]
    qualification: Mapped[str | None]
    residence_status: Mapped[str | None]
    residence_until: Mapped[date | None]
    benefits: Mapped[str | None]
    family: Mapped[str | None]
    health: Mapped[str | None]
    restricted: Mapped[bool]
    sort_key: Mapped[str]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    # The record that was kept when this one turned out to be the same person; until that is undone, this one is gone.
    merged_into: Mapped[UUID | None]

    @property
    def name(self) -> str:
        """Give the name as it is written on an envelope."""
        return f"{self.given_name} {self.family_name}".strip()

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the client: through their cases, or by having entered them."""
        mine = _in_case(cls, carried(_CASES.c.owner_id, _CASES.c.restricted)) | (cls.created_by == ACTOR)
        return case(
            (cls.merged_into.is_not(None), None),
            (mine, "assigned"),
            (_in_case(cls, _CASES.c.team_id == func.any(LED_TEAMS)), "led"),
            (cls.restricted, None),
            (_in_case(cls, _CASES.c.team_id == func.any(TEAMS)), "team"),
            else_="organisation",
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the client."""
        return one_client(cls.id)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the client."""
        return (self.id,)


def _in_case(client: type[Client], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        _CASE_PERSONS.c.org_id == client.org_id,
        _CASE_PERSONS.c.client_id == client.id,
        _CASES.c.org_id == _CASE_PERSONS.c.org_id,
        _CASES.c.id == _CASE_PERSONS.c.case_id,
        condition,
    )


class NameKey(TenantModel):
    """One normalised piece of a client's name or birth year; `=` and `^@` keep the index behind the fence."""

    __tablename__ = "name_keys"
    __table_args__ = (
        same_organisation("client_id", "clients", ondelete="CASCADE"),
        UniqueConstraint("org_id", "key", "client_id"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "client"

    client_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(Text(collation="C"))


class Household(Versioned, TenantModel):
    """People who live and keep house together (Bedarfsgemeinschaft)."""

    __tablename__ = "households"
    kind: ClassVar[str] = "household"

    name: Mapped[str]
    created_at: Mapped[datetime]
    # Written with every change of its persons, so that the version follows them as well.
    changed_at: Mapped[datetime]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give organisation; a household of which the actor may know nobody does not exist for them."""
        anybody = (
            exists()
            .where(HouseholdPerson.org_id == cls.org_id, HouseholdPerson.household_id == cls.id)
            .correlate_except(HouseholdPerson)
        )
        return case((anybody & _known_persons(cls).is_(None), None), else_="organisation")

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the persons of the household whom the actor may know."""
        return _known_persons(cls)


class HouseholdPerson(TenantModel):
    """That a client belongs to a household, and as what."""

    __tablename__ = "household_persons"
    __table_args__ = (
        one_of("role", HouseholdRole),
        same_organisation("household_id", "households", ondelete="CASCADE"),
        same_organisation("client_id", "clients", ondelete="CASCADE"),
        UniqueConstraint("org_id", "household_id", "client_id"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "household"

    household_id: Mapped[UUID]
    client_id: Mapped[UUID]
    role: Mapped[str]

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the person."""
        return one_client(cls.client_id)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the person."""
        return (self.client_id,)


def _known_persons(household: type[Household]) -> ColumnElement[list[UUID]]:
    return (
        select(func.array_agg(HouseholdPerson.client_id))
        .join(Client, and_(Client.org_id == HouseholdPerson.org_id, Client.id == HouseholdPerson.client_id))
        .where(
            HouseholdPerson.org_id == household.org_id,
            HouseholdPerson.household_id == household.id,
            Client.relation().is_not(None),
        )
        .correlate(household)
        .scalar_subquery()
    )
