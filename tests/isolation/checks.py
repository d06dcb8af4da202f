"""The core of the suite as functions: each looks at one promise and gives what breaks it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg

from tests.cast import BY_NAME, NORTH, WEST
from tests.isolation import test_catalogue
from tests.isolation.rows import insertion
from tests.isolation.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Check: TypeAlias = Callable[[Owner, "Scene"], Awaitable[list[str]]]
REFUSALS = (asyncpg.PostgresError,)
# The only functions that the program's own role may call; each takes its organisation from the context.
CALLABLE = {
    *("add_member", "current_member", "current_org", "enter", "first_uuid7", "next_number", "queue_password_reset"),
    *("uuid7", "preview_parcel", "transmit", "receiver_moves", "sender_moves", "revoke_referrals", "decide_revoked"),
    *(
        "publish_offer",
        "note_signpost",
        "used_since_taken",
        "is_network_operator",
        "defer_job",
        "finish_job",
        "mail_language",
        "queue_reminder",
    ),
    *("make_feed", "use_feed", "revoke_feed", "merge_client", "undo_merge", "add_missing_facts", "split_case"),
}


@dataclass
class Scene:
    """What the checks work with: both worlds, tickets, and the tables of an organisation's data."""

    victim: World
    own: World
    locked: World
    ticket: bytes
    dead: dict[str, bytes]
    north: bytes
    tables: list[str]


@asynccontextmanager
async def acting(connection: Owner, role: str, ticket: bytes | None = None) -> AsyncIterator[None]:
    """Act as a role, inside an organisation if there is a ticket; everything is undone in the end."""
    undone = connection.transaction()
    await undone.start()
    try:
        await connection.execute(f"set local role {role}")
        if ticket is not None:
            await connection.execute("select org_id from app.enter($1)", ticket)
        yield
    finally:
        await undone.rollback()


async def _tried(connection: Owner, statement: str, *arguments: object) -> str | None:
    """Run one statement and give how many rows it met; None if it was refused."""
    attempt = connection.transaction()
    await attempt.start()
    try:
        status: str = await connection.execute(statement, *arguments)
        return status.rpartition(" ")[2]
    except REFUSALS:
        return None
    finally:
        await attempt.rollback()


async def catalogue(connection: Owner, _: Scene) -> list[str]:
    """Everything that the catalogue itself tells: fences, keys, policies, functions, roles, rights."""
    findings = []
    for name, test in vars(test_catalogue).items():
        if name.startswith("test_"):
            rights = ("UPDATE", "DELETE", "TRUNCATE") if "access_record" in name else (None,)
            for right in rights:
                try:
                    await (test(connection, right) if right else test(connection))
                except AssertionError:
                    findings.append(name)
    return findings


async def functions(connection: Owner, _: Scene) -> list[str]:
    """The program calls the named doors and no inner function."""
    rows = await connection.fetch(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('app', 'door') and has_function_privilege('casework_app', p.oid, 'execute')"
    )
    return [f"casework_app may call {row[0]}" for row in rows if row[0] not in CALLABLE]


async def trespass(connection: Owner, scene: Scene) -> list[str]:
    """Inside the west nothing of the north is read, written, moved or removed; with no context nothing at all."""
    findings = []
    async with acting(connection, "casework_app", scene.ticket):
        for table in scene.tables:
            north = f"org_id = '{NORTH.id}'"
            attempts = {
                "reads": f"select from {table} where {north}",
                "changes": f"update {table} set id = id where {north}",
                "takes": f"update {table} set org_id = '{WEST.id}' where {north}",
                "removes": f"delete from {table} where {north}",
                "gives away": f"update {table} set org_id = '{NORTH.id}' where org_id = '{WEST.id}'",
            }
            for what, statement in attempts.items():
                if await _tried(connection, statement) not in {None, "0"}:
                    findings.append(f"{what} {table}")
    for role in ("casework_app", "casework_owner"):
        async with acting(connection, role):
            findings += [
                f"{role} sees {table} without a context"
                for table in scene.tables
                if await _tried(connection, f"select from {table}") not in {None, "0"}
            ]
    return findings


async def planted_rows(connection: Owner, scene: Scene) -> list[str]:
    """A row for the north cannot be written from the west, whatever its columns."""
    findings = []
    statements = {table: await insertion(connection, table, NORTH.id) for table in scene.tables}
    async with acting(connection, "casework_app", scene.ticket):
        for table, statement in statements.items():
            if await _tried(connection, statement) is not None:
                findings.append(f"plants in {table}")
    return findings


async def contexts(connection: Owner, scene: Scene) -> list[str]:
    """A context that was not opened here and now is worth nothing, nor is a ticket that has ended."""
    findings = []
    north = "select from clients where org_id = app.current_org()"
    async with acting(connection, "casework_app", scene.north):
        entry = await connection.fetchval("select current_setting('casework.context')")
    async with acting(connection, "casework_app"):
        await connection.execute("select set_config('casework.context', $1, true)", entry)
        if await _tried(connection, north) is not None:
            findings.append("a context of another transaction is believed")
    async with acting(connection, "casework_app", scene.ticket):
        inner = connection.transaction()
        await inner.start()
        await connection.execute("select org_id from app.enter($1)", scene.north)
        await inner.rollback()
        if await _tried(connection, north) is not None:
            findings.append("a context that was taken back is believed")
    for what, ticket in scene.dead.items():
        async with acting(connection, "casework_app", ticket):
            if await connection.fetchval("select app.current_org()") is not None:
                findings.append(f"a ticket that {what} opens")
    return findings


async def record(connection: Owner, scene: Scene) -> list[str]:
    """Nobody writes the access record in another's name, or changes it."""
    findings = []
    line = (
        "insert into audit_events (org_id, id, actor_id, actor_role, action, object_type)"
        " values ($1, app.uuid7(), $2, 'counsellor', 'read', 'case')"
    )
    async with acting(connection, "casework_app", scene.ticket):
        if await _tried(connection, line, WEST.id, BY_NAME["omar"].member_id) is not None:
            findings.append("writes in another's name")
        others = "select from operator_events where org_id is distinct from $1"
        if await _tried(connection, others, WEST.id) not in {None, "0"}:
            findings.append("reads the operator's log about others")
        changes = ("update audit_events set action = 'list'", "delete from audit_events")
        findings += [change for change in changes if await _tried(connection, change) is not None]
    return findings


async def copies(connection: Owner, scene: Scene) -> list[str]:
    """What was locked after a revocation is not read, and a new copy is not made."""
    findings = []
    async with acting(connection, "casework_app", scene.ticket):
        if await _tried(connection, "select from parcels where locked") not in {None, "0"}:
            findings.append("reads a locked parcel")
    again = "update referral_persons set state = 'ready' where id = $1"
    async with acting(connection, "casework_worker"):
        await connection.execute("reset role")
        await connection.execute(again, scene.locked.ids["referral_persons"])
        for table, key in (("parcels", "person"), ("received_persons", "person"), ("received_referrals", "")):
            sent = scene.locked.ids["referral_persons" if key else "referrals"]
            await connection.execute(f"delete from {table} where org_id = $1 and id = $2", WEST.id, sent)
        await connection.execute("select org_id from app.enter($1)", scene.north)
        if await _tried(connection, "select app.transmit($1)", scene.locked.ids["referrals"]) is not None:
            findings.append("sends on a revoked release")
    return findings


CHECKS: tuple[Check, ...] = (contexts, record, copies, trespass, planted_rows, functions, catalogue)


async def first_finding(connection: Owner, scene: Scene) -> str:
    """Run the checks until one finds something, and give that; empty where all is well."""
    for check in CHECKS:
        findings = await check(connection, scene)
        if findings:
            return f"{check.__name__}: {findings[0]}"
    return ""
