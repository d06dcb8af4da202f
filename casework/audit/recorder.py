"""The one place where access is recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from casework.core.actor import Actor
from casework.core.db import Transaction
from casework.core.model import new_id

INSERT = """
insert into audit_events (org_id, id, actor_id, actor_role, session_ref, action, object_type, object_id, subjects,
  fields, purpose, reason, legal_basis_ref, outcome, result_count, query_hash, address, request_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""


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
