"""Attack 2: whatever SQL runs as the program's own role, it stays inside the organisation whose context is genuine."""

from collections.abc import AsyncIterator
from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest

from casework.config import Settings
from tests.cast import BY_NAME, NORTH, WEST
from tests.factories import ticket_for
from tests.isolation.rows import foreign_keys, insertion, rows_of
from tests.isolation.test_catalogue import tenant_tables

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
# The second is how PostgreSQL says that nobody has entered on this connection yet.
HIDDEN = (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)
# Rows of these are written by the doors in the database alone.
DOORS_ONLY = {"received_referrals", "received_persons", "parcels", "referral_steps"}


@pytest.fixture
async def app_role(settings: Settings) -> AsyncIterator[Connection]:
    """A connection as casework_app, the role that all injected SQL would have."""
    connection = await asyncpg.connect(settings.address("casework_app"), passfile=settings.password_file)
    yield connection
    await connection.close()


@pytest.fixture
async def rows_of_west(owner: Connection) -> AsyncIterator[None]:
    """One row of the other organisation in every table, so that there is something to steal."""
    async with rows_of(owner, await tenant_tables(owner), WEST.id):
        yield


async def contexts(app_role: Connection, owner: Connection, kind: str) -> str:
    """Bring a started transaction into one of the contexts that an attacker could reach."""
    if kind == "none":
        return "empty"
    if kind in CLAIMS:
        await app_role.execute(f"select set_config('casework.context', '{CLAIMS[kind]}', true)")
        return "refused"
    if kind == "of another connection":
        other = await asyncpg.connect(**_same(app_role))
        try:
            async with other.transaction():
                await other.fetchrow("select * from app.enter($1)", await ticket_for(owner, BY_NAME["omar"]))
                stolen = await other.fetchval("select current_setting('casework.context')")
                await app_role.execute(f"select set_config('casework.context', '{stolen}', true)")
        finally:
            await other.close()
        return "refused"
    await app_role.fetchrow("select * from app.enter($1)", await ticket_for(owner, BY_NAME["asha"]))
    if kind == "taken back with its savepoint":
        inner = app_role.transaction()
        await inner.start()
        await app_role.fetchrow("select * from app.enter($1)", await ticket_for(owner, BY_NAME["omar"]))
        await inner.rollback()
        return "refused"
    return "entered"


def _same(connection: Connection) -> dict[str, object]:
    parameters = connection._params  # A second connection exactly like the first one.
    host = connection._addr
    folder = host.rpartition("/")[0] if isinstance(host, str) else host[0]
    return {"user": parameters.user, "database": parameters.database, "host": folder, "password": parameters.password}


CLAIMS = {"a word": "entered", "a number": "1", "an organisation": str(WEST.id)}
KINDS = ("none", *CLAIMS, "of another connection", "taken back with its savepoint", "own organisation")


@pytest.mark.usefixtures("rows_of_west")
@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_of_another_organisation_is_read_or_written(
    app_role: Connection, owner: Connection, kind: str
) -> None:
    for table in await tenant_tables(owner):
        stolen = await owner.fetchval(f"select id from {table} where org_id = $1 limit 1", WEST.id)
        attempts = {
            "select": f"select * from {table} where org_id = '{WEST.id}'",
            "select by id": f"select * from {table} where id = '{stolen}'",
            "select all": f"select * from {table} where org_id <> '{NORTH.id}'",
            "insert": await insertion(owner, table, WEST.id),
            "update": f"update {table} set id = id where org_id = '{WEST.id}'",
            "move in": f"update {table} set org_id = '{NORTH.id}' where org_id = '{WEST.id}'",
            "delete": f"delete from {table} where org_id = '{WEST.id}'",
            "upsert": await insertion(owner, table, WEST.id, stolen)
            + f" on conflict (org_id, id) do update set org_id = '{NORTH.id}'",
        }
        for name, statement in attempts.items():
            await _attempt(app_role, owner, kind, f"{name} on {table}", statement)


async def _attempt(app_role: Connection, owner: Connection, kind: str, what: str, statement: str) -> None:
    transaction = app_role.transaction()
    await transaction.start()
    try:
        state = await contexts(app_role, owner, kind)
        try:
            found = await app_role.fetch(statement)
            status = None if found else await app_role.fetchval("select 0")
        except HIDDEN:
            return
        assert found == [], f"{what}: {len(found)} rows were seen"
        assert state != "refused" or not what.startswith("select") or status == 0, what
        # An INSERT that came through silently would be a hole; all others met no row and did nothing.
        assert not what.startswith(("insert", "upsert")), f"{what} was accepted"
    finally:
        await transaction.rollback()


async def test_rows_cannot_be_moved_out(app_role: Connection, owner: Connection) -> None:
    tables = await tenant_tables(owner)
    async with rows_of(owner, tables, NORTH.id):
        for table in tables:
            transaction = app_role.transaction()
            await transaction.start()
            await contexts(app_role, owner, "own organisation")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app_role.execute(f"update {table} set org_id = '{WEST.id}'")
            await transaction.rollback()


@pytest.mark.usefixtures("rows_of_west")
async def test_a_foreign_key_never_reaches_another_organisation(app_role: Connection, owner: Connection) -> None:
    tried = 0
    for table in sorted(set(await tenant_tables(owner)) - DOORS_ONLY):
        for key in await foreign_keys(owner, table):
            if key["columns"][0] != "org_id":
                continue
            column, target = key["columns"][-1], key["target"]
            stolen = await owner.fetchval(f"select id from {target} where org_id = $1 limit 1", WEST.id)
            statement = await insertion(owner, table, NORTH.id)
            if f" {column}," not in statement and f" {column})" not in statement and column != "id":
                statement = (
                    statement.replace(") values (", f", {column}) values (").removesuffix(")") + f", '{stolen}')"
                )
            else:
                names, values = statement.removesuffix(")").split(") values (")
                position = names.partition("(")[2].split(", ").index(column)
                listed = values.split(", ")
                listed[position] = f"'{stolen}'"
                statement = f"{names}) values ({', '.join(listed)})"
            transaction = app_role.transaction()
            await transaction.start()
            await contexts(app_role, owner, "own organisation")
            with pytest.raises((asyncpg.ForeignKeyViolationError, asyncpg.InsufficientPrivilegeError)):
                await app_role.execute(statement)
            await transaction.rollback()
            tried += 1
    assert tried > 15


async def test_the_owner_of_the_tables_is_fenced_too(owner: Connection) -> None:
    async with owner.transaction():
        await owner.execute("set local role casework_owner")
        for table in await tenant_tables(owner):
            assert await owner.fetchval(f"select count(*) from {table}") == 0, table


async def test_injected_sql_opens_no_session_and_no_context(app_role: Connection) -> None:
    for statement in (
        "select * from door.sessions",
        "select * from door.context_org_high",
        "select * from door.accounts",
        "insert into door.sessions (token_hash) values ('x')",
        f"select door.open_context('{WEST.id}', '{BY_NAME['omar'].member_id}')",
        "select door.close_context()",
        "select setval('door.context_org_high', 1)",
        "set role casework_owner",
        "set role casework_exchange",
        "set session authorization casework_signin",
        "create temp table stolen (x int)",
        "alter table clients disable row level security",
        "drop policy fence on clients",
        "select app.move_person(gen_random_uuid(), gen_random_uuid(), 'accept', 'receiver', null, null)",
        "select app.compose_parcel(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{contact}')",
        "select * from audit_events_2026_11",
        "copy clients to program 'cat'",
    ):
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError)):
            await app_role.execute(statement)


async def test_a_context_ends_with_its_transaction(app_role: Connection, owner: Connection) -> None:
    async with app_role.transaction():
        await contexts(app_role, owner, "own organisation")
        assert await app_role.fetchval("select app.current_org()") == NORTH.id
    assert await app_role.fetchval("select app.current_org()") is None
    assert await app_role.fetchval("select count(*) from members") == 0


async def test_a_session_setting_outlives_nothing(app_role: Connection, owner: Connection) -> None:
    """A context stashed for the session is worth nothing in the next transaction, also before its first write."""
    async with app_role.transaction():
        await contexts(app_role, owner, "own organisation")
        stashed = await app_role.fetchval("select current_setting('casework.context')")
        await app_role.execute(f"set casework.context = '{stashed}'")
    for first in ("select 1", "select pg_current_xact_id()"):
        async with app_role.transaction():
            await app_role.execute(first)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app_role.fetchval("select count(*) from members")
    await app_role.execute("reset casework.context")


async def test_nobody_reaches_where_the_context_is_kept(app_role: Connection, owner: Connection) -> None:
    """Sequences answer to their number too, without the right to look into their schema."""
    kept = await owner.fetch("select oid::int, relname from pg_class where relname like 'context%' and relkind = 'S'")
    assert len(kept) == 6
    async with app_role.transaction():
        await contexts(app_role, owner, "own organisation")
        for number, name in kept:
            for act in (f"currval({number})", f"setval({number}, 1)", f"nextval({number})"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    async with app_role.transaction():
                        await app_role.fetchval(f"select {act}")
                assert await app_role.fetchval("select app.current_org()") == NORTH.id, f"{act} on {name}"
    # Whoever lets the session forget them has closed the door for themselves.
    async with app_role.transaction():
        await contexts(app_role, owner, "own organisation")
        await app_role.execute("discard sequences")
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await app_role.fetchval("select count(*) from members")


async def test_the_record_is_written_in_ones_own_name_only(app_role: Connection, owner: Connection) -> None:
    async with app_role.transaction():
        await contexts(app_role, owner, "own organisation")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with app_role.transaction():
                await app_role.execute(
                    "insert into audit_events (org_id, id, actor_id, actor_role, action, object_type)"
                    " values ($1, app.uuid7(), $2, 'counsellor', 'read', 'case')",
                    NORTH.id,
                    BY_NAME["ben"].member_id,
                )
        for statement in (
            "update audit_events set action = 'list'",
            "delete from audit_events",
            "truncate audit_events",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with app_role.transaction():
                    await app_role.execute(statement)


async def test_a_deactivated_member_and_a_closed_organisation_do_not_enter(
    app_role: Connection, owner: Connection
) -> None:
    hilda = BY_NAME["hilda"]
    ticket = await ticket_for(owner, hilda)
    for off, on in (
        ("update members set active = false where id = $1", "update members set active = true where id = $1"),
        (
            "update organisations set closed_at = now() where id = $1",
            "update organisations set closed_at = null where id = $1",
        ),
    ):
        key = hilda.member_id if "members" in off else NORTH.id
        await owner.execute(off, key)
        async with app_role.transaction():
            assert (await app_role.fetchrow("select * from app.enter($1)", ticket))["org_id"] is None
            assert await app_role.fetchval("select app.current_org()") is None
        await owner.execute(on, key)
    async with app_role.transaction():
        assert (await app_role.fetchrow("select * from app.enter($1)", ticket))["org_id"] == NORTH.id


async def test_unknown_tickets_leave_no_context(app_role: Connection) -> None:
    async with app_role.transaction():
        assert (await app_role.fetchrow("select * from app.enter($1)", uuid4().bytes))["org_id"] is None
        assert await app_role.fetchval("select app.current_org()") is None
