"""What binds a client to others and what is kept closer than the rest: relations, merges, protected addresses."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Uuid, case, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import TenantModel, Versioned, one_client, one_of, same_organisation
from casework.people.fact_codes import RelationKind
from casework.people.fact_models import ClientFact, of_client
from casework.people.models import Client

# The closest of two standings is the one that counts.
_BY_CLOSENESS = ("assigned", "led", "team", "organisation")


def _standing_to(owner: type[TenantModel], column: ColumnElement[UUID]) -> ColumnElement[Any]:
    return (
        select(Client.relation())
        .where(Client.org_id == owner.org_id, Client.id == column)
        .correlate(owner.__table__)
        .scalar_subquery()
    )


class ClientRelation(ClientFact):
    """What another client is to this one; it reads from both sides, and for nobody who may not know one of them."""

    __tablename__ = "client_relations"
    __table_args__ = (
        *of_client(one_of("relation_kind", RelationKind)),
        same_organisation("other_id", "clients", ondelete="CASCADE"),
        Index(None, "org_id", "other_id"),
    )

    other_id: Mapped[UUID]
    relation_kind: Mapped[str]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    note: Mapped[str | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the closer one of the two; NULL where they may not know both."""
        one = _standing_to(cls, cls.__table__.c.client_id)
        other = _standing_to(cls, cls.__table__.c.other_id)
        closest = [((one == standing) | (other == standing), standing) for standing in _BY_CLOSENESS[:-1]]
        return case((one.is_(None) | other.is_(None), None), *closest, else_=_BY_CLOSENESS[-1])

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give both clients."""
        item: Any = Uuid()
        both: Any = [cls.client_id, cls.other_id]
        listed: ColumnElement[list[UUID]] = array(both, type_=item)
        return listed

    def clients_named(self) -> tuple[UUID, ...]:
        """Give both clients."""
        return (self.client_id, self.other_id)


class ProtectedAddress(ClientFact):
    """Where a client lives who must not be found (BMG § 51); it is shown for a reason only, and every look recorded."""

    __tablename__ = "protected_addresses"
    __table_args__ = of_client()
    kind: ClassVar[str] = "protected_address"

    address: Mapped[str]
    blocked_until: Mapped[date | None]
    note: Mapped[str | None]


class ClientMerge(Versioned, TenantModel):
    """That two records were one person: what was taken from where, and all that is needed to undo it."""

    __tablename__ = "client_merges"
    __table_args__ = (
        same_organisation("kept_id", "clients", ondelete="CASCADE"),
        same_organisation("merged_id", "clients", ondelete="CASCADE"),
        same_organisation("merged_by", "members"),
        same_organisation("undone_by", "members"),
        Index(None, "org_id", "kept_id"),
        Index(None, "org_id", "merged_id"),
    )
    kind: ClassVar[str] = "client_merge"

    kept_id: Mapped[UUID]
    merged_id: Mapped[UUID]
    # The fields that were taken over, with their values before and after.
    taken: Mapped[dict[str, Any]]
    # Written by the function that moves: the ids it moved by table and column, and the rows it set aside.
    moved: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    merged_by: Mapped[UUID]
    merged_at: Mapped[datetime]
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the client who was kept."""
        return _standing_to(cls, cls.__table__.c.kept_id)

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the client who was kept."""
        return one_client(cls.kept_id)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give both records of the person."""
        return (self.kept_id, self.merged_id)
