"""Opening the gate: one transaction for the holder of a ticket, with its end recorded whichever way it ends."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec

from casework.access.enforcer import policy
from casework.access.gate import ENTER, Gate
from casework.audit import recorder
from casework.audit.recorder import Event
from casework.core.actor import Actor, Origin
from casework.core.db import Database, Transaction
from casework.core.errors import Unauthenticated

_ABSENT = msgspec.json.Decoder(dict[UUID, bool])


@asynccontextmanager
async def opened(database: Database, ticket: bytes, origin: Origin, *, reading: bool = False) -> AsyncIterator[Gate]:
    """Open the gate for the holder of a ticket, for one transaction; `reading` promises that nothing is changed in it.

    The transaction commits when the block ends well and rolls back when it raises; a refusal is then recorded in a
    transaction of its own. Raises Unauthenticated if the ticket is worth nothing (any more).
    """
    transaction, actor = await _enter(database, ticket, origin)
    try:
        gate = Gate(transaction, actor, policy(), ticket, reading=reading)
        yield gate
        if gate.failed and not reading:
            await transaction.rollback()
            await record_apart(database, ticket, origin, gate.events_read())
        else:
            await gate.close()
    except BaseException as error:
        await transaction.rollback()
        refusal = getattr(error, "refusal", None)
        if refusal is not None:
            await record_apart(database, ticket, origin, [refusal])
        raise


async def record_apart(database: Database, ticket: bytes, origin: Origin, events: Sequence[Event]) -> None:
    """Record events in a transaction of their own, since the one they happened in rolled back."""
    transaction, actor = await _enter(database, ticket, origin)
    try:
        await recorder.write(transaction, actor, events)
        await transaction.commit()
    except BaseException:
        await transaction.rollback()
        raise


async def _enter(database: Database, ticket: bytes, origin: Origin) -> tuple[Transaction, Actor]:
    transaction, row = await database.begin(ENTER, ticket)
    if row is None or row[0] is None:
        await transaction.rollback()
        raise Unauthenticated
    org_id, member_id, role, name, organisation, kind, session_ref, teams, led, memberships, absent = row
    stands_in: dict[UUID, bool] = _ABSENT.decode(absent) if absent else {}
    return transaction, Actor(
        org_id,
        member_id,
        role,
        name,
        organisation,
        kind,
        session_ref,
        frozenset(teams),
        frozenset(led),
        memberships,
        origin,
        frozenset(stands_in),
        frozenset(member for member, hidden_too in stands_in.items() if hidden_too),
    )
