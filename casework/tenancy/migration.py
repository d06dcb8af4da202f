"""How migrations speak to the database: whole SQL scripts, inside the migration's own transaction."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
from alembic import op
from sqlalchemy.util import await_only


def folder() -> Path:
    """Give the folder of the migrations: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parents[1] / "migrations"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "migrations"


def run(sql: str) -> None:
    """Run a script of any number of statements."""
    await_only(driver().execute(sql))


def run_with(work: Callable[["asyncpg.Connection[asyncpg.Record]"], Awaitable[None]]) -> None:
    """Let a coroutine work on the migration's connection, for what SQL alone cannot do."""
    await_only(work(driver()))


def driver() -> "asyncpg.Connection[asyncpg.Record]":
    """Give the driver's connection of the migration, inside its transaction."""
    connection = op.get_bind().connection
    # The adapter begins a transaction with its first statement; the driver alone would commit each one.
    cursor = connection.cursor()
    cursor.execute("select 1", ())
    found = connection.driver_connection
    if not isinstance(found, asyncpg.Connection):
        raise TypeError("The migration has lost its connection.")
    return found


def run_file(name: str) -> None:
    """Run the script migrations/sql/<name>."""
    run((folder() / "sql" / name).read_text(encoding="utf-8"))


def let_go(role: str, *signatures: str) -> None:
    """Drop functions that an earlier run handed to a role: only their owner may do so, and they can be made anew."""
    for signature in signatures:
        run(f"""
            do $$ begin
              if exists (select from pg_proc
                          where oid = to_regprocedure('{signature}') and proowner = '{role}'::regrole) then
                set local role {role};
                drop function {signature};
                set local role casework_owner;
              end if;
            end $$
        """)
