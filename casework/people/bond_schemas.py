"""What comes in and goes out about relations between clients and protected addresses."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.people.fact_codes import RelationKind
from casework.people.schemas import Line, Person


class RelationEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """What another client is to this one."""

    other_id: UUID
    relation_kind: RelationKind
    valid_from: date | None = None
    valid_until: date | None = None
    note: Line | None = None


class RelationChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is corrected about a relation; the two people stay who they are."""

    relation_kind: RelationKind
    valid_from: date | None = None
    valid_until: date | None = None
    note: Line | None = None


class RelationView(Struct):
    """What another client is to this one, read from this one's side."""

    id: UUID
    version: int
    relation_kind: RelationKind
    """What the other person is to this one."""
    valid_from: date | None
    valid_until: date | None
    note: str | None
    person: Person


class AddressEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """An address that must not become known (BMG § 51)."""

    address: Annotated[str, Meta(min_length=1, max_length=500)]
    blocked_until: date | None = None
    note: Line | None = None


class AddressView(AddressEntry, kw_only=True):
    """A kept address, shown for a reason."""

    id: UUID
    version: int
    recorded_at: datetime


class Disclosure(Struct, forbid_unknown_fields=True):
    """Why somebody needs to see a protected address; it goes into the access record."""

    reason: Annotated[str, Meta(min_length=5, max_length=300)]
