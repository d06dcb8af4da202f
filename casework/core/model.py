"""What every record is: its key, its kind, how an actor stands to it and which clients it shows."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Text,
    Time,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    or_,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine
from uuid_utils.compat import uuid7

from casework.core.errors import Stale

# The gate fills these with the actor's organisation, the acting member, the teams they lead and those they belong to.
ORG: ColumnElement[UUID] = bindparam("actor_org", type_=Uuid())
ACTOR: ColumnElement[UUID] = bindparam("actor_member", type_=Uuid())
UUIDS: TypeEngine[Any] = ARRAY(Uuid())
LED_TEAMS: ColumnElement[list[UUID]] = bindparam("actor_led", type_=UUIDS)
# Absent colleagues for whom the member stands in today; the second leaves out whose hidden cases stay hidden.
DEPUTISED: ColumnElement[list[UUID]] = bindparam("actor_deputised", type_=UUIDS)
DEPUTISED_FULLY: ColumnElement[list[UUID]] = bindparam("actor_deputised_fully", type_=UUIDS)
TEAMS: ColumnElement[list[UUID]] = bindparam("actor_teams", type_=UUIDS)


def carried(owner: Any, restricted: Any) -> ColumnElement[bool]:  # noqa: ANN401  # Attributes are typed by their values.
    """Give the SQL for whether the actor carries what this member owns, or stands in for the owner."""
    stands_in = (owner == func.any(DEPUTISED)) & ~restricted
    mine: ColumnElement[bool] = or_(owner == ACTOR, owner == func.any(DEPUTISED_FULLY), stands_in)
    return mine


def new_id() -> UUID:
    """Give a new UUIDv7 (RFC 9562), so that keys sort by time and nobody has to ask the database for one."""
    return uuid7()


def one_client(column: Any) -> ColumnElement[list[UUID]]:  # noqa: ANN401  # A mapped attribute is typed by its value.
    """Give the SQL for a list of just this client, for the access record."""
    item: Any = Uuid()
    listed: ColumnElement[list[UUID]] = array([column], type_=item)
    return listed


def same_organisation(column: str, table: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """Give a foreign key that carries `org_id`, since reference checks look behind the fence."""
    return ForeignKeyConstraint(["org_id", column], [f"{table}.org_id", f"{table}.id"], ondelete=ondelete)


def one_of(column: str, codes: Iterable[str]) -> CheckConstraint:
    """Give the check that a column holds one of these codes."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} in ({listed})", name=column)


class Base(DeclarativeBase):
    """The one declarative base; its metadata knows every table once `casework.tables` is imported."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        UUID: Uuid(),
        int: Integer(),
        date: Date(),
        time: Time(),
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text()),
        list[UUID]: ARRAY(Uuid()),
        list[date]: ARRAY(Date()),
        dict[str, Any]: JSONB(),
        list[dict[str, Any]]: JSONB(),
    }


class TenantModel(Base):
    """A record that belongs to exactly one organisation; the fence in the database sees to it."""

    __abstract__ = True
    # The word that policies, routes and the access record use for this kind of record.
    kind: ClassVar[str]

    org_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-10)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-9)

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give the SQL for how the actor stands to a row: assigned, led, team, organisation, or NULL for not at all."""
        return literal("organisation", Text())

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the SQL for the clients whom a row of this kind shows, for the access record."""
        return cast(literal("{}", Text()), UUIDS)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the clients whom this very record names by itself, for the access record of its creation."""
        return ()


class Versioned:
    """A record that people edit: a stale edit is told instead of overwriting."""

    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=90)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let every UPDATE compare and raise the version."""
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}

    def expect(self, version: int | None) -> None:
        """Refuse an edit that was based on another version than the present one; None expects nothing."""
        if version is not None and version != self.version:
            raise Stale
