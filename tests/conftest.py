"""A real PostgreSQL, a migrated database, the named cast, and HTTP as any of them."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from litestar import Litestar

from casework.app import create_app
from casework.config import Settings
from casework.core.crypto import hash_password
from casework.demo.embedded import EmbeddedPostgres
from casework.tenancy.setup import prepare
from tests.cast import BY_NAME, CAST, FLATS, PASSWORD, team_id

# How long something takes says nothing about whether it is right, and much about what else the machine does.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")
As = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """An administrator's address: the one in CASEWORK_TEST_DATABASE_URL, or a throwaway server of our own."""
    if given := os.environ.get("CASEWORK_TEST_DATABASE_URL"):
        yield given
        return
    server = EmbeddedPostgres.throwaway()
    yield server.start()
    server.destroy()


@pytest.fixture(scope="session")
async def settings(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for a fresh, migrated database with the cast in it."""
    admin = await asyncpg.connect(server_url)
    await admin.execute("drop database if exists casework_test with (force)")
    await admin.execute("create database casework_test encoding 'UTF8' template template0")
    await admin.close()
    folder = tmp_path_factory.mktemp("settings")
    made = Settings(
        database_url=urlunsplit(urlsplit(server_url)._replace(path="/casework_test")),
        passfile=str(folder / "pgpass"),
        mail_folder=str(folder / "mail"),
        old_postgres_allowed=True,
        pool_size=4,
        log_level="ERROR",
    )
    await prepare(made)
    await _engage_cast(made.database_url)
    return made


async def _engage_cast(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    hashed = await hash_password(PASSWORD)
    async with connection.transaction():
        await connection.execute("set local role casework_owner")
        for flat in FLATS:
            await connection.execute(
                "select door.create_organisation($1, $2, $3, $4, $5, 'gdpr')",
                flat.id,
                flat.name,
                flat.prefix,
                flat.kind,
                flat.district,
            )
    for person in CAST:
        async with connection.transaction():
            await connection.execute("set local role casework_owner")
            await connection.execute(
                "select door.create_member($1, $2, $3, $4, $5, $6)",
                person.flat.id,
                person.member_id,
                person.name,
                person.address,
                person.role,
                hashed,
            )
            if person.team:
                team = team_id(person.flat, person.team)
                await connection.execute(
                    "insert into teams (org_id, id, name) values ($1, $2, $3) on conflict do nothing",
                    person.flat.id,
                    team,
                    person.team,
                )
                await connection.execute(
                    "insert into team_members (org_id, id, team_id, member_id, leads) values ($1, $2, $3, $4, $5)",
                    person.flat.id,
                    person.member_id,
                    team,
                    person.member_id,
                    person.leads,
                )
    await connection.close()


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[Litestar]:
    """The application with its pools open."""
    async with lived(create_app(settings)) as application:
        yield application


@asynccontextmanager
async def lived(application: Litestar) -> AsyncIterator[Litestar]:
    """Run an application's lifespan around a block."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # The lifespan must be entered and left by one and the same task, which a fixture's two halves are not.
        async with application.lifespan():
            started.set()
            await ended.wait()

    life = asyncio.create_task(live())
    await asyncio.wait({life, asyncio.create_task(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        life.result()
    yield application
    ended.set()
    await life


@pytest.fixture(scope="session")
async def as_(app: Litestar) -> AsyncIterator[As]:
    """HTTP as one of the cast, signed in once."""
    clients: dict[str, httpx.AsyncClient] = {}

    async def sign_in(who: str) -> httpx.AsyncClient:
        if who not in clients:
            clients[who] = anonymous_client(app)
            person = BY_NAME[who]
            reply = await clients[who].post(
                "/api/sign-in",
                json={"email": person.address, "password": PASSWORD, "organisation": person.flat.prefix},
            )
            assert reply.status_code == 200, reply.text
        return clients[who]

    yield sign_in
    for client in clients.values():
        await client.aclose()


@pytest.fixture
async def anonymous(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP as nobody."""
    async with anonymous_client(app) as client:
        yield client


@pytest.fixture
async def owner(settings: Settings) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A superuser's view behind the fence, for tests that must see what really is in the tables."""
    connection = await asyncpg.connect(settings.database_url)
    yield connection
    await connection.close()


def anonymous_client(app: Litestar) -> httpx.AsyncClient:
    """Give an HTTP client without a session, speaking to the application in this process."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=cast("Any", app), raise_app_exceptions=False),
        base_url="http://testserver.local",
        headers={"Accept-Language": "en"},
    )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of inputs that nobody here wrote; tests that need it are skipped where it is absent."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The folder ../shared/data is not here.")
    return folder
