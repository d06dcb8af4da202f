"""What the tests of appointments and deadlines share: authorities, and cases that asha carries."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID, uuid5

import asyncpg
import pytest

from casework.appointments.directory import authorities
from tests.cast import SPACE
from tests.conftest import As
from tests.factories import insert_client, new_case

CaseOf = Callable[..., Awaitable[UUID]]


@pytest.fixture
async def authority_ids(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, UUID]:
    """The sample directory of authorities, by name."""
    found = {entry.name: uuid5(SPACE, f"{entry.kind} {entry.name}") for entry in authorities()}
    known = {row["name"] for row in await owner.fetch("select name from authorities")}
    for entry in authorities():
        if entry.name not in known:
            await owner.execute(
                "insert into authorities (id, authority_kind, name, district, address, opening_hours, documents)"
                " values ($1, $2, $3, $4, $5, $6, $7::jsonb) on conflict do nothing",
                found[entry.name],
                entry.kind.value,
                entry.name,
                entry.district,
                entry.address,
                entry.opening_hours,
                json.dumps({kind.value: list(papers) for kind, papers in entry.documents.items()}),
            )
    return {row["name"]: row["id"] for row in await owner.fetch("select name, id from authorities")}


@pytest.fixture
def case_of(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> CaseOf:
    """Open a case of one of the cast with one client; `until` is the end of the client's residence title."""

    async def opened(who: str, until: date | None = None, **changes: object) -> UUID:
        client_id = await insert_client(owner, who, residence_until=until)
        return await new_case(await as_(who), client_id, **changes)

    return opened
