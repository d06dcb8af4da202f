"""Loading the demo network: once, all or nothing, and the same for everyone who loads it on the same day."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import asyncpg

from casework.config import Settings
from casework.core.clock import today
from casework.core.model import new_id
from casework.demo.exchange import acting, one_of, replay
from casework.demo.network import Network
from casework.demo.offers import Offered
from casework.demo.organisations import ORGANISATIONS
from casework.demo.settling import keep_directory, settle

LOADED = "select exists (select from operator_events where action = 'load_demo')"
MARK = "insert into operator_events (id, action, outcome) values ($1, 'load_demo', 'done')"
CLOSE_OFFER = "update offers set closed_at = (ends_on + time '16:00') at time zone 'Europe/Berlin' where id = $1"
END_OLD_RELEASES = """
update releases set valid_until = signed_on + 180
where org_id = $1 and valid_until is not null and revoked_at is null and signed_on < $2
"""


async def load(settings: Settings, told: Callable[[str], None]) -> None:
    """Load the network into a migrated database as casework_owner, unless it is there already.

    `told` hears a line for each step. Raises ValueError where other organisations live in the database: the password
    of these people is known to everybody.
    """
    connection = await asyncpg.connect(settings.database_url)
    try:
        await load_into(connection, told)
    finally:
        await connection.close()


async def load_into(connection: "asyncpg.Connection[asyncpg.Record]", told: Callable[[str], None]) -> None:
    """Load the network through a connection whose user may act as casework_owner; raises as `load` does."""
    async with connection.transaction():
        await connection.execute("set local role casework_owner; select pg_advisory_xact_lock(2026)")
        if await connection.fetchval(LOADED):
            return
        if await connection.fetchval("select exists (select from organisations)"):
            raise ValueError("This database holds other organisations; the demo network needs one of its own.")
        told("Making up the demo network ...")
        await settle(connection, today())
        directory = await keep_directory(connection)
        network = Network(today(), directory)
        told(f"Writing down {network.size} clients and what was done with them ...")
        await _write(connection, network)
        told("Sending referrals from one organisation to the other ...")
        await _exchange(connection, network)
        await connection.execute(MARK, new_id())


async def _write(connection: "asyncpg.Connection[asyncpg.Record]", network: Network) -> None:
    for office in network.offices.values():
        async with acting(connection, one_of(office.organisation), "casework_owner"):
            await office.records.write(connection)


async def _exchange(connection: "asyncpg.Connection[asyncpg.Record]", network: Network) -> None:
    await _publish(connection, network.offered.values())
    await replay(connection, network.steps)
    over = [offer for offer in network.offered.values() if offer.over]
    for offer in over:
        async with acting(connection, one_of(offer.owner), "casework_owner"):
            await connection.execute(CLOSE_OFFER, offer.id)
    await _publish(connection, over)
    for organisation in ORGANISATIONS:
        async with acting(connection, one_of(organisation), "casework_owner"):
            await connection.execute(END_OLD_RELEASES, organisation.id, network.today - timedelta(days=190))


async def _publish(connection: "asyncpg.Connection[asyncpg.Record]", offered: Iterable[Offered]) -> None:
    """Let the network see what its owner's row says by now: published, or over."""
    for offer in offered:
        async with acting(connection, one_of(offer.owner), "casework_exchange"):
            await connection.execute("select app.publish_offer($1)", offer.id)
