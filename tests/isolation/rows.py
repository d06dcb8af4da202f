"""One made-up row for any table, built from the catalogue, so that a new table is attacked the day it is written."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

COLUMNS = """
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
  a.atthasdef as has_default
from pg_attribute a where a.attrelid = ('public.' || $1)::regclass and a.attnum > 0 and not a.attisdropped
order by a.attnum
"""
CHECKS = """
select pg_get_constraintdef(oid) as text from pg_constraint
where conrelid = ('public.' || $1)::regclass and contype = 'c'
"""
FOREIGN = """
select (select array_agg(attname::text order by n) from unnest(conkey) with ordinality k(attnum, n)
    join pg_attribute a on a.attrelid = conrelid and a.attnum = k.attnum) as columns,
  confrelid::regclass::text as target
from pg_constraint where conrelid = ('public.' || $1)::regclass and contype = 'f'
"""
VALUES: dict[str, str] = {
    "boolean": "false",
    "integer": "1",
    "real": "0.5",
    "smallint": "1",
    "date": "current_date",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'",
    "bytea": "'\\x00'",
    "xid8": "pg_current_xact_id()",
}


async def insertion(owner: Owner, table: str, org: UUID, row: UUID | None = None) -> str:
    """Give an INSERT of one row of `table` that meets its checks; only foreign keys may still refuse it."""
    checks = " ".join([found["text"] for found in await owner.fetch(CHECKS, table)])
    names, values = [], []
    for column in await owner.fetch(COLUMNS, table):
        name = column["name"]
        if name == "org_id":
            value = f"'{org}'"
        elif name == "id":
            value = f"'{row or uuid4()}'" if table != "audit_events" else "app.uuid7()"
        elif not column["required"] or column["has_default"]:
            continue
        else:
            value = _value(name, column["type"], checks)
        names.append(name)
        values.append(value)
    return f"insert into {table} ({', '.join(names)}) values ({', '.join(values)})"


@asynccontextmanager
async def rows_of(owner: Owner, tables: list[str], org: UUID) -> AsyncIterator[None]:
    """Give an organisation one row in each table where it has none, for as long as the block lasts."""
    made: list[tuple[str, UUID]] = []
    async with owner.transaction():
        # Foreign keys are put off: only the fence is to be tested, not whether the rows make sense.
        await owner.execute("set local session_replication_role = replica")
        for table in tables:
            if not await owner.fetchval(f"select exists (select from {table} where org_id = $1)", org):
                row = await owner.fetchval(await insertion(owner, table, org) + " returning id")
                made.append((table, row))
    try:
        yield
    finally:
        async with owner.transaction():
            await owner.execute("set local session_replication_role = replica")
            for table, row in made:
                await owner.execute(f"delete from {table} where org_id = $1 and id = $2", org, row)


async def foreign_keys(owner: Owner, table: str) -> list[dict[str, Any]]:
    """Give the foreign keys of a table as columns and target."""
    return [dict(found) for found in await owner.fetch(FOREIGN, table)]


def _value(name: str, kind: str, checks: str) -> str:
    codes = re.search(rf"\(\(?{name} = ANY \(ARRAY\['([^']+)'::text", checks)
    if codes:
        return f"'{codes.group(1)}'"
    if kind.endswith("[]"):
        return "'{}'"
    if name == "ends_at":
        return "now() + interval '1 hour'"
    # Texts differ from row to row, so that no unique key stands in for the fence that is tested.
    return f"'x-{uuid4()}'" if kind == "text" else VALUES[kind]
