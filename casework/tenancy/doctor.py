"""The doctor: looks at an installation and says, line by line, what is well and what is not."""

import shlex
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import NamedTuple

import asyncpg
from alembic.script import ScriptDirectory

from casework.access.enforcer import policy
from casework.config import Settings
from casework.tenancy.guard import SAFE_VERSIONS, version_is_safe
from casework.tenancy.migration import folder
from casework.tenancy.setup import LOGIN_ROLES

# These belong to no organisation, each for a reason given in docs/architecture.md.
SHARED_TABLES = ("alembic_version", "authorities", "directory_offers", "districts", "organisations")
UNFENCED = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
  and c.relname <> all ($1)
"""
DANGEROUS = """
select rolname from pg_roles
where rolname = any ($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit)
"""
PARTITIONS = "select max(relname) from pg_class where relname ~ '^audit_events_[0-9]{4}_[0-9]{2}$'"


class Finding(NamedTuple):
    """One line of the doctor: what was looked at, whether it is well, and what to do if not."""

    what: str
    well: bool
    advice: str = ""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Give the findings one by one; after a database that cannot be reached there are no more."""
    yield Finding(f"policy: {len(policy().rows())} rows", True)
    yield _scan(settings)
    passfile = settings.password_file if settings.password_file.is_file() else None
    try:
        connection = await asyncpg.connect(settings.address("casework_app"), passfile=passfile, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        advice = f"{type(error).__name__}: check CASEWORK_DATABASE_URL and run `casework migrate`."
        yield Finding("database: reached as casework_app", False, advice)
        return
    try:
        yield Finding("database: reached as casework_app", True)
        for finding in [
            await _version(connection, settings),
            await _roles(connection),
            await _fence(connection),
            await _blind(connection),
            await _revision(connection),
            await _partitions(connection),
            await _clock(connection),
        ]:
            yield finding
    finally:
        await connection.close()
    for role in LOGIN_ROLES:
        yield await _signs_in(settings, role)


def _scan(settings: Settings) -> Finding:
    if not settings.scan_command:
        return Finding("documents: NOT scanned for malware (set CASEWORK_SCAN_COMMAND)", True)
    try:
        program = next(iter(shlex.split(settings.scan_command)), "")
    except ValueError:
        program = ""
    found = bool(program) and shutil.which(program) is not None
    return Finding(f"documents: scanned by {program}", found, "CASEWORK_SCAN_COMMAND names no program: uploads fail.")


async def _version(connection: "asyncpg.Connection[asyncpg.Record]", settings: Settings) -> Finding:
    number = int(await connection.fetchval("show server_version_num"))
    name = f"PostgreSQL {number // 10000}.{number % 10000}"
    floor = SAFE_VERSIONS.get(number // 10000, 0)
    advice = f"Update it to {floor // 10000}.{floor % 10000} or newer: older ones have known holes."
    if not version_is_safe(number) and settings.old_postgres_allowed:
        return Finding(f"version: {name} (allowed by a setting; {advice})", True)
    return Finding(f"version: {name}", version_is_safe(number), advice)


async def _roles(connection: "asyncpg.Connection[asyncpg.Record]") -> Finding:
    found = [row[0] for row in await connection.fetch(DANGEROUS, list(LOGIN_ROLES))]
    return Finding(
        "roles: none may pass the fence", not found, f"Take rights from {', '.join(found)}: deploy/roles.sql."
    )


async def _fence(connection: "asyncpg.Connection[asyncpg.Record]") -> Finding:
    found = [row[0] for row in await connection.fetch(UNFENCED, list(SHARED_TABLES))]
    return Finding("fence: on every table of every organisation", not found, f"No fence: {', '.join(found)}.")


async def _blind(connection: "asyncpg.Connection[asyncpg.Record]") -> Finding:
    seen = await connection.fetchval("select count(*) from clients")
    return Finding("fence: nothing is seen without a ticket", seen == 0, "Rows were visible: stop the service.")


async def _revision(connection: "asyncpg.Connection[asyncpg.Record]") -> Finding:
    newest = ScriptDirectory(str(folder())).get_current_head()
    present = await connection.fetchval("select version_num from alembic_version")
    return Finding(f"tables: at {present}", present == newest, f"Run `casework migrate`: the program needs {newest}.")


async def _partitions(connection: "asyncpg.Connection[asyncpg.Record]") -> Finding:
    last = str(await connection.fetchval(PARTITIONS) or "").removeprefix("audit_events_")
    year, _, month = last.partition("_")
    today = datetime.now(UTC)
    ahead = (int(year) - today.year) * 12 + int(month) - today.month if year else -1
    return Finding(f"access record: room for {ahead} months", ahead >= 12, "Start `casework worker`: it makes room.")


async def _clock(connection: "asyncpg.Connection[asyncpg.Record]") -> Finding:
    there = await connection.fetchval("select clock_timestamp()")
    apart = abs((datetime.now(UTC) - there).total_seconds())
    return Finding(f"clock: {apart:.1f} s apart from the database", apart < 2, "Set both clocks by NTP.")


async def _signs_in(settings: Settings, role: str) -> Finding:
    passfile = settings.password_file if settings.password_file.is_file() else None
    try:
        await (await asyncpg.connect(settings.address(role), passfile=passfile, timeout=5)).close()
    except (OSError, asyncpg.PostgresError) as error:
        return Finding(f"sign-in: {role}", False, f"{type(error).__name__}: run `casework migrate` as administrator.")
    return Finding(f"sign-in: {role}", True)
