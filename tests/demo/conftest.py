"""A prepared database of its own for each demo network that a test loads."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from casework.config import Settings
from casework.demo.load import load
from casework.tenancy.setup import prepare

EmptyDatabase = Callable[[str], Awaitable[Settings]]


@pytest.fixture(scope="session")
async def empty_database(server_url: str, settings: Settings) -> AsyncIterator[EmptyDatabase]:
    """Give settings for a fresh, migrated database without anything in it."""
    made: list[str] = []
    admin = await asyncpg.connect(server_url)

    async def make(name: str, template: str = "template0") -> Settings:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.execute(f"create database {name} encoding 'UTF8' template {template}")
        made.append(name)
        return replace(settings, database_url=urlunsplit(urlsplit(server_url)._replace(path=f"/{name}")))

    await prepare(await make("casework_demo_prepared"))

    async def copy(name: str) -> Settings:
        return await make(name, "casework_demo_prepared")

    yield copy
    for name in made:
        await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


@pytest.fixture(scope="session")
async def network(empty_database: EmptyDatabase) -> tuple[Settings, list[str]]:
    """Settings for a database with the demo network in it, and what was told while it was loaded."""
    loaded, told = await empty_database("casework_demo_loaded"), list[str]()
    await load(loaded, told.append)
    return loaded, told


@pytest.fixture(scope="session")
async def demo(network: tuple[Settings, list[str]]) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """An administrator's view into the loaded database, behind every fence."""
    connection = await asyncpg.connect(network[0].database_url)
    yield connection
    await connection.close()
