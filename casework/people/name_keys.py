"""Keeping the search's keys in step with names: whoever changes a name of a client does it here."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import asyncpg

from casework.access.gate import Gate
from casework.core.model import new_id
from casework.people import names
from casework.people.likeness import stored_keys
from casework.people.names import Name

BATCH = 2_000
DELETE = "delete from name_keys where org_id = $1 and client_id = $2 and not key = any($3::text[])"
INSERT = (
    "insert into name_keys (org_id, id, client_id, key) select $1, made.id, $2, made.key"
    " from unnest($3::text[], $4::uuid[]) as made (key, id) on conflict (org_id, key, client_id) do nothing"
)
INSERT_NEW = (
    "insert into name_keys (org_id, id, client_id, key) select $1, made.*"
    " from unnest($2::uuid[], $3::uuid[], $4::text[]) as made (id, client_id, key)"
)
UNKNOWN = (
    "select made.word from unnest($2::text[], $3::uuid[]) as made (word, id) where not exists"
    " (select from name_likenesses l where l.org_id = $1 and l.id = made.id)"
)
# In the order of their ids, so that two people who enter the same new name at once do not wait for each other in turns.
LIKEN = (
    "insert into name_likenesses (org_id, id, key, weight, word) select $1, made.* from"
    " unnest($2::uuid[], $3::int[], $4::real[], $5::text[]) as made (id, key, weight, word) order by made.id"
    " on conflict (org_id, id) do nothing"
)


class Likeness(NamedTuple):
    """A row of name_likenesses, without its organisation."""

    id: UUID
    key: int
    weight: float
    word: str


def likenesses(word: str) -> list[Likeness]:
    """Give the rows for one word; the id is made of word and key, so that it is the same wherever it is made."""
    prefix = sha256(word.encode()).digest()[:8]
    return [
        Likeness(UUID(bytes=prefix + bytes(4) + key.to_bytes(4, "big", signed=True)), key, weight, word)
        for key, weight in stored_keys(word)
    ]


async def keep_keys(gate: Gate, client_id: UUID, keys: Sequence[str]) -> None:
    """Make a client be found by these keys (`names.keys`, for all their names and birth dates), by no others."""
    org_id = gate.actor.org_id
    await gate.call(DELETE, org_id, client_id, list(keys))
    await gate.call(INSERT, org_id, client_id, list(keys), [new_id() for _ in keys])
    await _liken(gate, keys)


async def keep_keys_of_new(gate: Gate, keys: Mapping[UUID, Sequence[str]]) -> None:
    """Make clients who were just entered be found by these keys, all of them in one statement."""
    pairs = [(client_id, key) for client_id, own in keys.items() for key in own]
    if not pairs:
        return
    await gate.call(
        INSERT_NEW,
        gate.actor.org_id,
        [new_id() for _ in pairs],
        [client_id for client_id, _ in pairs],
        [key for _, key in pairs],
    )
    await _liken(gate, dict.fromkeys(key for _, key in pairs))


async def _liken(gate: Gate, keys: Iterable[str]) -> None:
    """Keep the likenesses of those of these keys that are words nobody had so far."""
    org_id = gate.actor.org_id
    firsts = {word: made[0].id for word in keys if names.is_word(word) and (made := likenesses(word))}
    if not firsts:
        return
    unknown = await gate.call(UNKNOWN, org_id, list(firsts), list(firsts.values()))
    if unknown:
        await gate.call(LIKEN, org_id, *_columns([row for found in unknown for row in likenesses(found[0])]))


def _columns(rows: Sequence[Likeness]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def fill(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Add whatever keys and likenesses are missing, for every organisation; safe to run again.

    The connection must see all rows, so it is for migrations, which lift the fence for it. Raises LookupError if
    fewer clients were seen than there are.
    """
    seen = 0
    async for org_id, client_id, found, birth_date, precision in _clients(connection):
        keys = names.keys(found, birth_date, precision)
        await connection.execute(INSERT, org_id, client_id, keys, [new_id() for _ in keys])
        seen += 1
    if seen != await connection.fetchval("select count(*) from clients where merged_into is null"):
        raise LookupError("Not every client was seen.")
    for (org_id,) in await connection.fetch("select id from organisations"):
        kept = await connection.fetch(
            "select distinct key from name_keys where org_id = $1 and key >= 'a' and key < '~'"
            " union select distinct key from name_keys where org_id = $1 and key > '~~'",
            org_id,
        )
        words = [row[0] for row in kept if names.is_word(row[0])]
        for start in range(0, len(words), BATCH):
            rows = [row for word in words[start : start + BATCH] for row in likenesses(word)]
            if rows:
                await connection.execute(LIKEN, org_id, *_columns(rows))


async def _clients(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> AsyncIterator[tuple[UUID, UUID, list[Name], date | None, str]]:
    last = UUID(int=0), UUID(int=0)
    while True:
        rows = await connection.fetch(
            "select org_id, id, given_name, family_name, native_given_name, native_family_name, birth_date,"
            " birth_precision from clients where (org_id, id) > ($1, $2) and merged_into is null"
            " order by org_id, id limit $3",
            *last,
            BATCH,
        )
        for row in rows:
            latin, native = Name(row[2], row[3]), Name(row[4] or "", row[5] or "")
            yield row[0], row[1], [latin, native], row[6], row[7]
        if len(rows) < BATCH:
            return
        last = rows[-1][0], rows[-1][1]
