"""A job of the tests, a gate to defer it through, and a worker in this process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.config import Settings
from casework.core.actor import Origin
from casework.core.db import Database
from casework.worker import work
from tests.cast import BY_NAME
from tests.factories import ticket_for
from tests.jobs import works

GateOf = Callable[[str], AbstractAsyncContextManager[Gate]]
Settled = Callable[[UUID], Awaitable["asyncpg.Record"]]


@pytest.fixture(scope="session")
async def program(settings: Settings) -> AsyncIterator[Database]:
    """The program's own way into the database."""
    database = Database(settings.address("casework_app"), settings.passfile, 4)
    yield database
    await database.close()


@pytest.fixture
def gate_of(program: Database, owner: "asyncpg.Connection[asyncpg.Record]") -> GateOf:
    """Give a function that opens the gate for one of the cast."""

    @asynccontextmanager
    async def open_for(who: str) -> AsyncIterator[Gate]:
        ticket = await ticket_for(owner, BY_NAME[who])
        async with opened(program, ticket, Origin(uuid4())) as gate:
            yield gate

    return open_for


@pytest.fixture
async def worker(settings: Settings) -> AsyncIterator[None]:
    """A worker that runs as long as the test does."""
    works.register()
    stop = asyncio.Event()
    life = asyncio.create_task(work(settings, stop, beat=0.5))
    yield
    stop.set()
    with suppress(TimeoutError):
        await asyncio.wait_for(life, 15)


@pytest.fixture
def settled(owner: "asyncpg.Connection[asyncpg.Record]") -> Settled:
    """Give a function that waits until a job is over and gives its row."""

    async def over(run: UUID) -> asyncpg.Record:
        return await seen(owner, "select * from job_runs where id = $1 and state in ('done', 'failed')", run)

    return over


async def seen(owner: "asyncpg.Connection[asyncpg.Record]", question: str, run: UUID) -> asyncpg.Record:
    """Ask until there is a row; a busy machine gets far longer than any job here needs, only one that hangs fails."""
    async with asyncio.timeout(120):
        while True:
            row = await owner.fetchrow(question, run)
            if row is not None:
                return row
            await asyncio.sleep(0.05)
