"""The shared directory of a new installation: the sample, marked as unchecked, or a file of the operator's own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg
import msgspec

from casework.appointments import authority_files
from casework.appointments.authority_schemas import AuthorityInput
from casework.appointments.directory import authorities
from casework.core.errors import Invalid

UPSERT = """
insert into authorities (id, authority_kind, name, district, address, opening_hours, documents, checked_on)
values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)
on conflict (id) do update set address = excluded.address, opening_hours = excluded.opening_hours,
  documents = excluded.documents, checked_on = excluded.checked_on
"""
ADD = UPSERT.partition("on conflict")[0] + "on conflict (id) do nothing"
EMPTY = "select not exists (select from authorities)"


def sample() -> list[AuthorityInput]:
    """Give the sample directory as entries."""
    return [
        AuthorityInput(
            kind=entry.kind,
            name=entry.name,
            district=entry.district,
            address=entry.address,
            opening_hours=entry.opening_hours,
            documents={kind: list(papers) for kind, papers in entry.documents.items()},
        )
        for entry in authorities()
    ]


def entry_id(entry: AuthorityInput) -> UUID:
    """Give the id of a shared entry: the same each time that it is loaded."""
    return uuid5(NAMESPACE_URL, f"authority/{entry.district}/{entry.kind}/{entry.name}")


async def load(database_url: str, text: str | None = None, checked_on: date | None = None) -> int:
    """Put the sample, or the entries of a file's text, into the shared directory, and give how many there were.

    The sample never overwrites; a file does, since it says how things are now. Raises Invalid for a file with mistakes.
    """
    entries = sample()
    if text is not None:
        entries, faults = authority_files.read(text, "en")
        if faults:
            told = "\n".join(f"line {fault.line}: {', '.join(fault.messages)}" for fault in faults)
            raise Invalid(f"Nothing was loaded.\n{told}")
    async with _connected(database_url) as connection:
        await _put(connection, entries, UPSERT if text is not None else ADD, checked_on)
    return len(entries)


async def load_if_empty(database_url: str) -> int:
    """Give a new installation the sample; 0 where there are entries already."""
    async with _connected(database_url) as connection:
        if not await connection.fetchval(EMPTY):
            return 0
        entries = sample()
        await _put(connection, entries, ADD, None)
    return len(entries)


@asynccontextmanager
async def _connected(database_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("set role casework_owner")
        yield connection
    finally:
        await connection.close()


async def _put(
    connection: "asyncpg.Connection[asyncpg.Record]",
    entries: Iterable[AuthorityInput],
    statement: str,
    checked_on: date | None,
) -> None:
    rows = []
    for entry in entries:
        facts = (entry.kind.value, entry.name, entry.district, entry.address, entry.opening_hours)
        rows.append((entry_id(entry), *facts, msgspec.json.encode(entry.documents).decode(), checked_on))
    await connection.executemany(statement, rows)
