"""Files to bring in, sent over HTTP, and their jobs done at once instead of by a worker."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import httpx
import openpyxl
import pytest

from casework.config import Settings
from casework.core.db import Database
from casework.jobs.registry import register_all
from casework.jobs.running import run_job

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Do = Callable[[httpx.Response], Awaitable[None]]


@pytest.fixture(scope="session")
async def databases(settings: Settings) -> AsyncIterator[tuple[Database, Database]]:
    """The worker's and the program's own ways into the database."""
    register_all()
    worker = Database(settings.address("casework_worker"), settings.passfile, 2)
    program = Database(settings.address("casework_app"), settings.passfile, 3)
    yield worker, program
    await worker.close()
    await program.close()


@pytest.fixture
def do(databases: tuple[Database, Database]) -> Do:
    """Give a function that does the job that an answer tells of."""

    async def done(reply: httpx.Response) -> None:
        assert reply.status_code in {202, 303}, reply.text
        run = reply.json()["job_id"] if reply.status_code == 202 else reply.headers["location"].rsplit("/", 1)[1]
        await run_job(*databases, UUID(run))

    return done


async def send(who: httpx.AsyncClient, subject: str, content: bytes | str, name: str = "table.csv") -> httpx.Response:
    """Send a file over the API."""
    data = content.encode() if isinstance(content, str) else content
    return await who.post("/api/imports", data={"subject": subject}, files={"file": (name, data)})


async def bring_in(who: httpx.AsyncClient, do: Do, subject: str, content: bytes | str, **run: str) -> dict[str, Any]:
    """Send a file, check it and let it in; gives the import as the API shows it."""
    reply = await send(who, subject, content)
    assert reply.status_code == 201, reply.text
    path = f"/api/imports/{reply.json()['id']}"
    await do(await who.post(f"{path}/check"))
    if run:
        await do(await who.post(f"{path.removeprefix('/api')}/run", data=run))
    else:
        await do(await who.post(f"{path}/run"))
    found: dict[str, Any] = (await who.get(path)).json()
    return found


async def checked(who: httpx.AsyncClient, do: Do, subject: str, content: bytes | str) -> dict[str, Any]:
    """Send a file and check it only; gives the import as the API shows it."""
    reply = await send(who, subject, content)
    assert reply.status_code == 201, reply.text
    path = f"/api/imports/{reply.json()['id']}"
    await do(await who.post(f"{path}/check"))
    found: dict[str, Any] = (await who.get(path)).json()
    return found


async def rows_of(who: httpx.AsyncClient, found: dict[str, Any], outcome: str) -> list[dict[str, Any]]:
    """Give the rows of an import that came to an outcome."""
    reply = await who.get(f"/api/imports/{found['id']}/rows", params={"outcome": outcome})
    listed: list[dict[str, Any]] = reply.json()
    return listed


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """Give an XLSX with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
