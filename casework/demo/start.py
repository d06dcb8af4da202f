"""Starting the demo: an embedded PostgreSQL, the demo network in it, a server and a worker; Ctrl-C stops them all."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from casework.config import Settings
from casework.demo.embedded import EmbeddedPostgres
from casework.demo.load import load
from casework.demo.people import sign_in_list
from casework.tenancy.setup import prepare

FOLDER = Path("var")
PATIENCE = 60


def run(settings: Settings, *, port: int, reset: bool) -> int:
    """Show the demo network on http://127.0.0.1:<port> until Ctrl-C; gives the exit code."""
    with ExitStack() as stack:
        settings = replace(settings, demo=True, old_postgres_allowed=True, port=port)
        if not settings.database_url:
            settings = replace(settings, database_url=_embedded(stack, reset))
        elif reset:
            asyncio.run(_forget(settings.database_url))
        asyncio.run(_fill(settings))
        return _live(settings)


def _embedded(stack: ExitStack, reset: bool) -> str:
    server = EmbeddedPostgres(FOLDER / "postgres")
    if reset:
        server.destroy()
    _say("Starting the database ...")
    stack.enter_context(server)
    return urlunsplit(urlsplit(server.address)._replace(path="/casework"))


async def _forget(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        if not await _holds_demo(connection):
            raise ValueError("This database does not hold the demo network; it is not touched.")
    finally:
        await connection.close()
    parts = urlsplit(database_url)
    admin = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
    try:
        quoted = '"' + parts.path.removeprefix("/").replace('"', '""') + '"'
        await admin.execute(f"drop database {quoted} with (force)")
    finally:
        await admin.close()


async def _holds_demo(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    if await connection.fetchval("select to_regclass('public.operator_events')") is None:
        return False
    async with connection.transaction():
        # An administrator need not be a superuser, and then sees the operator's log as the owner only.
        await connection.execute("set local role casework_owner")
        return bool(await connection.fetchval("select exists (select from operator_events where action = 'load_demo')"))


async def _fill(settings: Settings) -> None:
    await prepare(settings, _say)
    await load(settings, _say)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _live(settings: Settings) -> int:
    environment = os.environ | {
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PORT": str(settings.port),
        "PORT": str(settings.port),
        "CASEWORK_DEMO": "yes",
        "CASEWORK_OLD_POSTGRES_ALLOWED": "yes",
        "CASEWORK_LOG_LEVEL": os.environ.get("CASEWORK_LOG_LEVEL", "ERROR"),
    }
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # Own process groups, so that Ctrl-C reaches them through us, in order, and not all at once.
    children = [
        subprocess.Popen([sys.executable, "-m", "casework", word], env=environment, start_new_session=True)
        for word in ("serve", "worker")
    ]
    try:
        if _wait_until_ready(settings, children, lambda: stopped):
            _say(sign_in_list(settings.port))
        while not stopped and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)
    return 0 if stopped else 1


def _wait_until_ready(
    settings: Settings, children: list["subprocess.Popen[bytes]"], stopped: Callable[[], bool]
) -> bool:
    address = f"http://127.0.0.1:{settings.port}/sign-in"
    for _ in range(PATIENCE * 10):
        if any(child.poll() is not None for child in children) or stopped():
            return False
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
