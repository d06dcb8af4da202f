"""What auditors ask for, and what the record answers; no content of a case is among it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Short = Annotated[str, Meta(max_length=60)]


class RecordFilters(Struct, forbid_unknown_fields=True, kw_only=True):
    """Which part of the access record to show; days are whole days in Germany, both included.

    `file` is a file number such as N-2026-0143 or a client's id; `lists` adds the lists in which this client was one
    of several.
    """

    since: date | None = None
    until: date | None = None
    actor: UUID | None = None
    file: Annotated[str, Meta(max_length=60, examples=["N-2026-0143"])] | None = None
    action: Short | None = None
    outcome: Literal["allowed", "denied"] | None = None
    lists: bool = False
    before: UUID | None = None


class EventRow(Struct):
    """One event as the database gives it, with the name of whoever acted and the file numbers concerned."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str | None
    actor_role: str
    organisation: str | None
    action: str
    object_type: str
    object_id: UUID | None
    numbers: list[str]
    clients: int
    fields: list[str]
    purpose: str | None
    reason: str | None
    legal_basis_ref: UUID | None
    outcome: str
    result_count: int | None
    session_ref: UUID | None
    address: str | None
    request_id: UUID | None


class RecordPage(Struct):
    """A page of the access record, newest first; `before` leads to the next one."""

    events: list[EventRow]
    before: UUID | None


class MemberName(Struct):
    """Somebody who may have acted."""

    id: UUID
    name: str
    role: str


class OrganisationRow(Struct):
    """An organisation of the network."""

    id: UUID
    name: str
    prefix: str
    kind: str
    since: datetime
    closed_at: datetime | None


class OperatorEventRow(Struct):
    """One entry of the operator's log."""

    id: UUID
    at: datetime
    organisation: str | None
    action: str
    outcome: str
    reason: str | None
    address: str | None
    request_id: UUID | None


class OperatorPage(Struct):
    """A page of the operator's log, newest first; `before` leads to the next one."""

    events: list[OperatorEventRow]
    before: UUID | None
