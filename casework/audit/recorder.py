"""The one place where access is recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, bindparam, insert, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from casework.audit.models import AuditEvent
from casework.core.actor import Actor
from casework.core.db import Transaction
from casework.core.model import new_id

COLUMNS = (
    "org_id",
    "id",
    "actor_id",
    "actor_role",
    "session_ref",
    "action",
    "object_type",
    "object_id",
    "subjects",
    "fields",
    "purpose",
    "reason",
    "legal_basis_ref",
    "outcome",
    "result_count",
    "query_hash",
    "address",
    "request_id",
)
_PLACES = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
INSERT = f"insert into audit_events ({', '.join(COLUMNS)}) values ({_PLACES})"  # noqa: S608  # Only the names above.


@dataclass(slots=True)
class Event:
    """One access as the program saw it; names of fields, never their values."""

    action: str
    object_type: str
    object_id: UUID | None = None
    subjects: Sequence[UUID] = ()
    fields: Sequence[str] = ()
    reason: str | None = None
    legal_basis: UUID | None = None
    outcome: str = "allowed"
    result_count: int | None = None
    query_hash: bytes | None = None
    id: UUID = field(default_factory=new_id)


async def write(transaction: Transaction, actor: Actor, events: Iterable[Event]) -> None:
    """Write events into the actor's organisation's record, inside the transaction that shows or changes the data."""
    rows = [_row(actor, event) for event in events]
    if len(rows) == 1:
        await transaction.execute(INSERT, *rows[0])
    elif rows:
        await transaction.execute_many(INSERT, rows)


def inside(found: Mapping[str, Any], source: FromClause | None = None, *conditions: ColumnElement[bool]) -> Insert:
    """Give the insert of one event that rides inside the statement it tells of: one round trip less for each read.

    `found` holds what only the statement itself knows (clients, how many); `parameters` fills the rest.
    """
    table = AuditEvent.__table__
    values = [
        found[name] if name in found else bindparam(f"event_{name}", type_=table.c[name].type) for name in COLUMNS
    ]
    chosen = select(*values).where(*conditions)
    return insert(AuditEvent).from_select(
        list(COLUMNS), chosen if source is None else chosen.select_from(source), include_defaults=False
    )


def parameters(actor: Actor, event: Event) -> dict[str, object]:
    """Give the parameters of an event that rides inside a statement."""
    return {f"event_{name}": value for name, value in zip(COLUMNS, _row(actor, event), strict=True)}


def _row(actor: Actor, event: Event) -> tuple[object, ...]:
    return (
        actor.org_id,
        event.id,
        actor.member_id,
        actor.role,
        actor.session_ref,
        event.action,
        event.object_type,
        event.object_id,
        event.subjects,
        event.fields,
        actor.origin.purpose,
        event.reason,
        event.legal_basis,
        event.outcome,
        event.result_count,
        event.query_hash,
        actor.origin.address,
        actor.origin.request_id,
    )
