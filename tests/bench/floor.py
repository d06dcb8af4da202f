"""The floor: a bare Litestar and asyncpg doing the same SQL, without separation, permission and access record."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from litestar import Litestar, Request, get, post
from litestar.params import FromPath

from casework.access.reading import Read
from casework.cases.note_actions import CONTACT_MADE
from casework.cases.note_schemas import NewNote
from casework.cases.queries import head_read
from casework.core.clock import now
from casework.core.compiled import Compiled
from casework.core.model import new_id
from casework.desk.queries import Shape, caseload_read
from casework.people import names
from casework.people.queries import AFTER_ALL_LETTERS, _search

CASELOAD = caseload_read(Shape("mine", "open", "-contact", ()))
INSERT = (
    "insert into case_notes (org_id, id, case_id, entry, at, topics, mode, duration_minutes, text, visibility,"
    " author_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $5)"
)


class Bare:
    """A named read without what the gate adds to it."""

    def __init__(self, read: Read[Any]) -> None:
        self.read = read
        self.compiled = Compiled(read.statement)

    async def rows(self, pool: "asyncpg.Pool[asyncpg.Record]", values: dict[str, Any]) -> list[Any]:
        """Give the rows, as the program's own structs."""
        arguments = self.compiled.arguments(values)
        return [self.read.row(*row) for row in await pool.fetch(self.compiled.text, *arguments)]


BARE_CASELOAD, BARE_HEAD, BARE_SEARCH = Bare(CASELOAD), Bare(head_read()), Bare(_search(1))


def _who(request: Request[Any, Any, Any]) -> dict[str, Any]:
    org, member = request.headers["x-actor"].split("/")
    return {
        "actor_org": UUID(org),
        "actor_member": UUID(member),
        "actor_led": [],
        "actor_teams": [],
        "actor_deputised": [],
        "actor_deputised_fully": [],
    }


@get("/api/cases")
async def caseload(request: Request[Any, Any, Any]) -> list[Any]:
    """Give the same page of the caseload."""
    return await BARE_CASELOAD.rows(request.app.state.pool, _who(request) | {"offset": 0, "owner_name": "Person"})


@get("/api/cases/{case_id:uuid}")
async def case_page(request: Request[Any, Any, Any], case_id: FromPath[UUID]) -> list[Any]:
    """Give the same case."""
    return await BARE_HEAD.rows(request.app.state.pool, _who(request) | {"id": case_id})


@get("/api/people")
async def search(request: Request[Any, Any, Any]) -> list[dict[str, Any]]:
    """Find the same people."""
    word = names.search(request.query_params["q"]).words[0]
    values = _who(request) | {"word_0": word, "end_0": word + AFTER_ALL_LETTERS, "limit": 50, "offset": 0}
    rows = await BARE_SEARCH.rows(request.app.state.pool, values)
    return [msgspec.to_builtins(row) if isinstance(row, msgspec.Struct) else row._asdict() for row in rows]


@post("/api/cases/{case_id:uuid}/notes")
async def add_note(request: Request[Any, Any, Any], case_id: FromPath[UUID], data: NewNote) -> dict[str, str]:
    """Add the same note."""
    who, at, note = _who(request), now(), new_id()
    pool: asyncpg.Pool[asyncpg.Record] = request.app.state.pool
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchrow(BARE_HEAD.compiled.text, *BARE_HEAD.compiled.arguments(who | {"id": case_id}))
        topics = [topic.value for topic in data.topics]
        await connection.execute(
            INSERT, who["actor_org"], note, case_id, data.entry, at, topics, data.mode, data.duration_minutes,
            data.text, data.visibility, who["actor_member"],
        )  # fmt: skip
        await connection.execute(CONTACT_MADE, who["actor_org"], case_id, at, data.entry)
    return {"id": str(note)}


@asynccontextmanager
async def _pool(app: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BENCH_ADDRESS"], min_size=8, max_size=8) as pool:
        app.state.pool = pool
        yield


def create_app() -> Litestar:
    """Make the floor."""
    return Litestar([caseload, case_page, search, add_note], lifespan=[_pool], openapi_config=None)
