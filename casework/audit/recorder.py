"""The one place where access is recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Insert, Text, bindparam, cast, insert, literal, null, select
from sqlalchemy.sql.elements import ColumnElement

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
    "on_behalf_of",
)
FROM_THE_REQUEST = ("org_id", "id", "actor_id", "actor_role", "session_ref", "purpose", "address", "request_id")
_PLACES = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
INSERT = f"insert into audit_events ({', '.join(COLUMNS)}) values ({_PLACES})"  # noqa: S608  # Only the names above.


# A client of one's own is not seen on behalf of anybody, even if an absent colleague carries another case of theirs.
WHOSE = """
select distinct on (p.client_id) p.client_id, c.owner_id from case_persons p
  join cases c on c.org_id = p.org_id and c.id = p.case_id
where p.org_id = $1 and p.client_id = any($2::uuid[]) and c.owner_id = any($3::uuid[])
  and not exists (select from case_persons o join cases m on m.org_id = o.org_id and m.id = o.case_id
    where o.org_id = p.org_id and o.client_id = p.client_id and m.owner_id = $4)
order by p.client_id, c.id
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
    on_behalf_of: UUID | None = None
    id: UUID = field(default_factory=new_id)


async def write(transaction: Transaction, actor: Actor, events: Iterable[Event]) -> None:
    """Write events into the actor's organisation's record, inside the transaction that shows or changes the data."""
    if actor.deputised:
        events = await _attributed(transaction, actor, list(events))
    rows = [_row(actor, event) for event in events]
    if len(rows) == 1:
        await transaction.execute(INSERT, *rows[0])
    elif rows:
        await transaction.execute_many(INSERT, rows)


async def _attributed(transaction: Transaction, actor: Actor, events: list[Event]) -> list[Event]:
    """Give the events with the absent colleague on whose behalf clients were shown; a list of several is told apart."""
    shown = {client for event in events for client in event.subjects}
    if not shown:
        return events
    rows = await transaction.fetch(WHOSE, actor.org_id, list(shown), list(actor.deputised), actor.member_id)
    whose: dict[UUID, UUID] = {row[0]: row[1] for row in rows}
    return [part for event in events for part in _told_apart(event, whose)]


def _told_apart(event: Event, whose: Mapping[UUID, UUID]) -> Iterable[Event]:
    groups: dict[UUID | None, list[UUID]] = {}
    for client in event.subjects:
        groups.setdefault(whose.get(client), []).append(client)
    if not groups:
        yield event
    for number, (absent, clients) in enumerate(groups.items()):
        key = new_id() if number else event.id
        yield replace(event, id=key, subjects=clients, on_behalf_of=event.on_behalf_of or absent)


def inside(
    action: str, object_type: str, fields: Sequence[str], *conditions: ColumnElement[bool], **found: ColumnElement[Any]
) -> Insert:
    """Give the insert of one event that rides inside the statement it tells of: one round trip less for each read.

    It is made where the conditions hold. `found` has what only the statement knows, such as the clients; `parameters`
    fills the rest.
    """
    table = AuditEvent.__table__
    known: dict[str, ColumnElement[Any]] = dict.fromkeys(COLUMNS, null())
    known |= {name: bindparam(f"event_{name}", type_=table.c[name].type) for name in FROM_THE_REQUEST}
    words = {"action": action, "object_type": object_type, "outcome": "allowed"}
    known |= {name: literal(word, Text()) for name, word in words.items()}
    known["fields"] = cast(literal("{" + ",".join(fields) + "}", Text()), ARRAY(Text()))
    known |= found
    return insert(AuditEvent).from_select(
        list(known), select(*known.values()).where(*conditions), include_defaults=False
    )


def parameters(actor: Actor) -> dict[str, object]:
    """Give the parameters of an event that rides inside a statement."""
    return {
        "event_org_id": actor.org_id,
        "event_id": new_id(),
        "event_actor_id": actor.member_id,
        "event_actor_role": actor.role,
        "event_session_ref": actor.session_ref,
        "event_purpose": actor.origin.purpose,
        "event_address": actor.origin.address,
        "event_request_id": actor.origin.request_id,
    }


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
        event.on_behalf_of,
    )
