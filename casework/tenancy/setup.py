"""Preparing a database: its roles, their passwords and the migrations."""

import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from casework.config import Settings
from casework.tenancy.migration import folder

LOGIN_ROLES = ("casework_migrator", "casework_app", "casework_signin", "casework_worker", "casework_sealer")


def roles_file() -> Path:
    """Give the script that makes the roles: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parents[1] / "deploy" / "roles.sql"
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "deploy" / "roles.sql"


async def prepare(settings: Settings, told: Callable[[str], None] = lambda _: None) -> None:
    """Make roles, passwords and tables; safe to run again. `told` hears a line for each step that did something."""
    await _create_database(settings.database_url)
    admin = await asyncpg.connect(settings.database_url)
    try:
        if await admin.fetchval("select rolsuper or rolcreaterole from pg_roles where rolname = current_user"):
            await admin.execute(roles_file().read_text(encoding="utf-8"))
            await _give_passwords(admin, settings, told)
    finally:
        await admin.close()
    await migrate(settings.database_url, told)


async def migrate(database_url: str, told: Callable[[str], None] = lambda _: None, revision: str = "head") -> None:
    """Bring the tables to a revision, acting as casework_owner."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(database_url))
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("set role casework_owner")
            await connection.commit()
            before, after = await connection.run_sync(_upgrade, revision)
            await connection.commit()
    finally:
        await engine.dispose()
    if before != after:
        told(f"The database is now at {after}.")


def configuration(connection: Connection) -> Config:
    """Give Alembic's configuration for a connection that already acts as casework_owner."""
    config = Config()
    config.set_main_option("script_location", str(folder()))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def revision_of(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    """Give the revision a database is at, None for one that was never migrated."""
    if await connection.fetchval("select to_regclass('public.alembic_version')") is None:
        return None
    found: str | None = await connection.fetchval("select version_num from public.alembic_version")
    return found


def _upgrade(connection: Connection, revision: str) -> tuple[str | None, str | None]:
    from alembic.runtime.migration import MigrationContext

    before = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    command.upgrade(configuration(connection), revision)
    after = MigrationContext.configure(connection).get_current_revision()
    return before, after


async def _create_database(database_url: str) -> None:
    parts = urlsplit(database_url)
    try:
        await (await asyncpg.connect(database_url)).close()
    except asyncpg.InvalidCatalogNameError:
        name = parts.path.removeprefix("/")
        admin = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
        try:
            quoted = '"' + name.replace('"', '""') + '"'
            await admin.execute(f"create database {quoted} encoding 'UTF8' template template0")
        finally:
            await admin.close()


async def _give_passwords(
    admin: "asyncpg.Connection[asyncpg.Record]", settings: Settings, told: Callable[[str], None]
) -> None:
    kept = settings.password_file
    for role in LOGIN_ROLES:
        if await _signs_in(settings, role):
            continue
        password = secrets.token_urlsafe(24)
        # The token has no quotes in it, and ALTER ROLE takes no parameters.
        await admin.execute(f"alter role {role} password '{password}'")
        lines = kept.read_text().splitlines() if kept.is_file() else []
        lines = [line for line in lines if f":{role}:" not in line] + [f"*:*:*:{role}:{password}"]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text("\n".join(lines) + "\n")
        told(f"{role} has a new password in {kept}.")


async def _signs_in(settings: Settings, role: str) -> bool:
    try:
        await (await asyncpg.connect(settings.address(role), passfile=settings.password_file)).close()
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError):
        return False
    return True
