"""Attack 10, in the database: break one thing at a time; the core of the suite must notice every time."""

from collections.abc import AsyncIterator
from typing import TypeAlias

import asyncpg
import pytest

from tests.cast import BY_NAME, Person
from tests.factories import ticket_for
from tests.isolation.checks import Scene, first_finding
from tests.isolation.mutations import apply, mutations
from tests.isolation.rows import rows_of
from tests.isolation.test_catalogue import tenant_tables
from tests.isolation.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ENDED = {
    "was signed out": "update door.sessions set revoked_at = now() where token_hash = $1",
    "expired": "update door.sessions set expires_at = now() - interval '1 second' where token_hash = $1",
    "was idle": "update door.sessions set seen_at = now() - interval '1 hour' where token_hash = $1",
}


@pytest.fixture
async def scene(
    owner: Owner, twins: dict[str, Person], victim: World, own: World, locked: World
) -> AsyncIterator[Scene]:
    """Everything for the checks: rows of the north in every table, good tickets and dead ones."""
    dead = {}
    for what, statement in ENDED.items():
        dead[what] = await ticket_for(owner, twins["cara"])
        await owner.execute(statement, dead[what])
    gone = twins["hilda"]
    dead["belongs to somebody who left"] = await ticket_for(owner, gone)
    await owner.execute("update members set active = false where id = $1", gone.member_id)
    north = await ticket_for(owner, BY_NAME["asha"])
    tables = await tenant_tables(owner)
    async with rows_of(owner, tables, victim.flat.id):
        yield Scene(victim, own, locked, await ticket_for(owner, twins["cara"]), dead, north, tables)
    await owner.execute("update members set active = true where id = $1", gone.member_id)


async def test_every_mutation_of_the_database_is_found(owner: Owner, scene: Scene) -> None:
    assert await first_finding(owner, scene) == ""
    survivors = []
    for mutation in await mutations(owner):
        undone = owner.transaction()
        await undone.start()
        try:
            await apply(owner, mutation)
            if not await first_finding(owner, scene):
                survivors.append(mutation.name)
        finally:
            await undone.rollback()
    assert not survivors, survivors
    assert await first_finding(owner, scene) == ""
