"""Attack 5: fifty organisations share four connections; whatever is cancelled or undone, nobody sees another's rows."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest
from litestar import Litestar
from sqlalchemy import select

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.access.reading import Read
from casework.core.actor import Origin
from casework.core.crypto import new_token, token_hash
from casework.core.db import Database
from casework.core.model import ORG
from casework.offers.models import Offer
from tests.factories import SESSION

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ORGANISATIONS = 50
# The full attack is 10,000 requests; set this variable for it.
REQUESTS = int(os.environ.get("CASEWORK_POOL_REQUESTS", "3000"))
AT_ONCE = 12
OFFERS = Read(Offer, "list", lambda *row: row, select(Offer.org_id, Offer.title).where(Offer.org_id == ORG))
OFFER = """
insert into offers (org_id, id, offer_kind, title, summary, languages, districts, places_taken, answer_days, created_at)
values ($1, $2, 'service', $3, '', '{}', '{}', 0, 14, now())
"""


@dataclass(frozen=True)
class Flat:
    """One of the fifty: its id, its ticket and the title that only it may see."""

    org: UUID
    ticket: bytes
    title: str


@pytest.fixture
async def flats(owner: Owner) -> AsyncIterator[list[Flat]]:
    """Fifty organisations with one member, one session and one offer each; they are closed again afterwards."""
    made = []
    for number in range(ORGANISATIONS):
        org, member, ticket = uuid4(), uuid4(), token_hash(new_token())
        async with owner.transaction():
            await owner.execute("set local role casework_owner")
            create = "select door.create_organisation($1, $2, $3, 'provider', '12060', 'gdpr')"
            await owner.execute(create, org, f"Pool {number}", f"POOL{number}-{org.hex[:4]}")
            engage = "select door.create_member($1, $2, $3, $4, 'provider', null)"
            await owner.execute(engage, org, member, f"Member {number}", f"{member}@pool.example")
        await owner.execute(SESSION, ticket, org, member)
        await owner.execute(OFFER, org, uuid4(), f"only {number}")
        made.append(Flat(org, ticket, f"only {number}"))
    yield made
    await owner.execute("update organisations set closed_at = now() where name like 'Pool %'")


class Undone(Exception):  # A request that fails on purpose.
    """What a broken request raises."""


async def ask(database: Database, flat: Flat, fate: str) -> list[str]:
    """Ask for the offers of an organisation in one transaction, and give what was seen that is not its own."""
    async with opened(database, flat.ticket, Origin(uuid4(), "192.0.2.66")) as gate:
        wrong = await foreign(gate, flat)
        if fate == "undone":
            raise Undone
        if fate == "refused":
            gate.failed = True
        if fate == "broken":
            await gate.call("select 1 / 0")
        wrong += await foreign(gate, flat)
    return wrong


async def foreign(gate: Gate, flat: Flat) -> list[str]:
    """Give whatever an organisation sees that is not its own."""
    rows = await gate.select(OFFERS)
    (context,) = await gate.call("select app.current_org(), (select count(*) from offers)")
    seen = [str(row) for row in rows if tuple(row) != (flat.org, flat.title)]
    return seen if tuple(context) == (flat.org, 1) and len(rows) == 1 else [*seen, str(context)]


async def test_interleaved_requests_never_mix(app: Litestar, flats: list[Flat]) -> None:
    database: Database = app.state.database
    chance = random.Random(22112026)  # noqa: S311  # The same requests in every run.
    waiting = asyncio.Semaphore(AT_ONCE)
    leaks: list[str] = []
    ends = {"well": 0, "cancelled": 0, "otherwise": 0}

    async def request(flat: Flat, fate: str, patience: float) -> None:
        async with waiting:
            work = asyncio.ensure_future(ask(database, flat, fate))
            if fate == "cancelled":
                await asyncio.sleep(patience)
                work.cancel()
            (result,) = await asyncio.gather(work, return_exceptions=True)
            if isinstance(result, list):
                leaks.extend(result)
                ends["well"] += 1
            else:
                ends["cancelled" if isinstance(result, asyncio.CancelledError) else "otherwise"] += 1

    fates = ["well"] * 6 + ["undone", "refused", "broken", "cancelled"]
    await asyncio.gather(
        *(request(chance.choice(flats), chance.choice(fates), chance.uniform(0, 0.01)) for _ in range(REQUESTS))
    )
    assert leaks == []
    assert ends["well"] > REQUESTS / 2
    assert ends["cancelled"] > REQUESTS / 40
    assert ends["otherwise"] > REQUESTS / 10


async def test_a_connection_comes_back_empty(app: Litestar, flats: list[Flat]) -> None:
    """What one request leaves behind is neither a context nor an open transaction for the next."""
    database: Database = app.state.database
    for flat in flats[:8]:
        await ask(database, flat, "well")
        transaction, row = await database.begin("select app.current_org(), current_setting('casework.context', true)")
        try:
            assert row is not None
            assert row[0] is None
            assert row[1] in {None, ""}
            assert await transaction.fetch("select from offers") == []
        finally:
            await transaction.rollback()
