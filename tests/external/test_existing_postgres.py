"""The same program on a PostgreSQL that was there before: Debian's, over TCP, administered without superuser."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import asyncpg
import httpx
import pytest

from casework.app import create_app
from casework.config import Settings
from casework.demo.load import load
from casework.demo.people import PEOPLE
from tests.conftest import anonymous_client, lived

pytestmark = pytest.mark.external
ROOT = Path(__file__).parents[2]


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def outside() -> Iterator[str]:
    """An address of Debian's PostgreSQL whose administrator may create roles and databases but is no superuser."""
    binaries = _binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Debian's PostgreSQL is missing. Run: apt-get install postgresql")
        pytest.skip("Debian's PostgreSQL is not installed (apt-get install postgresql).")
    folder = Path(tempfile.mkdtemp(prefix="casework-outside-"))
    folder.chmod(0o755)
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    os.chown(folder, account.pw_uid, account.pw_gid)
    password = secrets.token_urlsafe(16)
    secret = folder / "password"
    secret.write_text(password)
    os.chown(secret, account.pw_uid, account.pw_gid)

    def as_postgres(*command: str) -> None:
        subprocess.run(
            command, check=True, user=account.pw_uid, group=account.pw_gid, cwd=folder, stdout=subprocess.DEVNULL
        )

    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    data = str(folder / "data")
    as_postgres(
        str(binaries / "initdb"), "-D", data, "-A", "scram-sha-256", "--pwfile", str(secret), "-U", "postgres",
        "-E", "UTF8", "--locale", "C.UTF-8",
    )  # fmt: skip
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    as_postgres(str(binaries / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    finally:
        as_postgres(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
async def settings(outside: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for a new database there, owned by an administrator who may create roles."""
    connection = await asyncpg.connect(outside)
    word = secrets.token_urlsafe(16)
    await connection.execute(f"create role outside_admin login createrole password '{word}'")
    await connection.execute("create database casework owner outside_admin template template0 encoding 'UTF8'")
    await connection.close()
    place = outside.rpartition("@")[2].replace("/postgres", "/casework")
    folder = tmp_path_factory.mktemp("outside")
    return Settings(
        database_url=f"postgresql://outside_admin:{word}@{place}",
        passfile=str(folder / "pgpass"),
        mail_folder=str(folder / "mail"),
        old_postgres_allowed=True,
        log_level="ERROR",
    )


def casework(settings: Settings, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line with these settings."""
    environment: Mapping[str, str] = {
        **os.environ,
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PASSFILE": settings.passfile,
        "CASEWORK_OLD_POSTGRES_ALLOWED": "yes",
    }
    command = [sys.executable, "-m", "casework", *words]
    return subprocess.run(
        command, env=environment, cwd=ROOT, input=given, capture_output=True, text=True, check=False, timeout=120
    )


async def test_the_command_line_prepares_it_and_the_doctor_is_content(settings: Settings) -> None:
    for _ in range(2):
        done = casework(settings, "migrate")
        assert done.returncode == 0, done.stderr
    assert os.stat(settings.passfile).st_mode & 0o777 == 0o600  # noqa: PTH116  # One look at a local file.
    examined = casework(settings, "doctor")
    assert examined.returncode == 0, examined.stdout + examined.stderr
    assert "FAIL" not in examined.stdout


async def test_every_migration_can_be_run_again(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_url)
    await connection.execute("set role casework_owner; delete from alembic_version")
    await connection.close()
    again = casework(settings, "migrate")
    assert again.returncode == 0, again.stderr
    assert casework(settings, "doctor").returncode == 0


async def test_the_demo_network_is_shown_from_it(settings: Settings) -> None:
    await load(settings, lambda _: None)
    nadja = PEOPLE[0]
    async with lived(create_app(settings)) as app, anonymous_client(app) as client:
        reply = await client.post("/api/sign-in", json={"email": nadja.email, "password": nadja.password})
        assert reply.status_code == 200, reply.text
        cases = (await client.get("/api/cases")).json()["rows"]
        assert len(cases) > 20
        assert (await client.get(f"/cases/{cases[0]['id']}")).status_code == 200
        assert isinstance(client, httpx.AsyncClient)


async def test_organisations_and_people_come_from_the_command_line(settings: Settings) -> None:
    made = casework(
        settings, "org", "create", "--name", "Neue Stelle", "--prefix", "NEU", "--kind", "counselling_centre",
        "--district", "12060",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    again = casework(
        settings, "org", "create", "--name", "Andere", "--prefix", "NEU", "--kind", "provider", "--district", "12060"
    )
    assert again.returncode == 1
    assert "prefix" in again.stderr
    words = ("user", "create", "--organisation", "NEU", "--name", "Mia Muster", "--email", "mia@neu.example")
    person = casework(
        settings, *words, "--role", "counsellor", "--team", "Eins", "--password-stdin", given="a long enough sentence\n"
    )
    assert person.returncode == 0, person.stderr
    short = casework(settings, *words, "--role", "counsellor", "--password-stdin", given="short\n")
    assert short.returncode == 1
    async with lived(create_app(settings)) as app, anonymous_client(app) as client:
        reply = await client.post(
            "/api/sign-in", json={"email": "mia@neu.example", "password": "a long enough sentence"}
        )
        assert reply.status_code == 200, reply.text
        assert (await client.get("/api/cases")).json()["rows"] == []
        close = ("org", "close", "--organisation", "NEU", "--reason")
        assert casework(settings, *close, " ").returncode == 1
        closed = casework(settings, *close, "Left the network")
        assert closed.returncode == 0, closed.stderr
        assert (await client.get("/api/cases")).status_code == 401
        assert casework(settings, *close, "Left the network").returncode == 1
