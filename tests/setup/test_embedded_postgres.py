"""The embedded database: it keeps its data, ends with its program, survives being killed, and opens to nobody else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from casework.demo.embedded import EmbeddedPostgres
from casework.demo.placement import Account, EmbeddedPostgresError, place_for_software, server_account, socket_folder

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")

# A program that starts the server of the folder in its argument, says so, and stays.
HOLDER = """
import sys, time
from pathlib import Path
from casework.demo.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
print(server.start(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres.throwaway()
    yield server
    server.destroy()


async def answer(address: str, question: str) -> object:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def held_by_another_program(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("postgresql://")
    return holder


def kill_with_all_children_but(kept: int | None, program: subprocess.Popen[str]) -> None:
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
    for child in map(int, children):
        if child != kept:
            os.kill(child, signal.SIGKILL)
    program.kill()


def ended(server: EmbeddedPostgres, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while server.pid is not None and time.monotonic() < until:
        time.sleep(0.05)
    return server.pid is None


async def test_it_starts_and_knows_the_starting_account_as_administrator(server: EmbeddedPostgres) -> None:
    address = server.start()
    assert address == server.address
    assert await answer(address, "select current_user") == "postgres"
    assert await answer(address, "show listen_addresses") == ""


async def test_the_starting_account_may_be_the_programs_roles_and_no_other(server: EmbeddedPostgres) -> None:
    address = server.start()
    await answer(address, "create role casework_app login")
    await answer(address, "create role stranger login")
    assert await answer(address.replace("postgres@", "casework_app@"), "select current_user") == "casework_app"
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await answer(address.replace("postgres@", "stranger@"), "select 1")


async def test_text_is_unicode_in_its_own_order_on_every_machine(server: EmbeddedPostgres) -> None:
    address = server.start()
    assert await answer(address, "show server_encoding") == "UTF8"
    assert await answer(address, "select upper('ß ä я')") == "ß Ä Я"
    assert (
        await answer(address, "select string_agg(x, '' order by x) from unnest(array['ä', 'z', 'B', 'a']) x") == "Bazä"
    )


async def test_a_restart_keeps_the_data(server: EmbeddedPostgres) -> None:
    await answer(server.start(), "create table kept as select 42 as number")
    server.stop()
    assert server.pid is None
    assert await answer(server.start(), "select number from kept") == 42


async def test_starting_twice_changes_nothing(server: EmbeddedPostgres) -> None:
    assert server.start() == server.start()
    assert await answer(server.address, "select 1") == 1


async def test_a_second_program_is_told_who_is_first(server: EmbeddedPostgres) -> None:
    server.start()
    with pytest.raises(EmbeddedPostgresError, match=f"already runs .*process {os.getpid()}"):
        EmbeddedPostgres(server.folder).start()
    assert await answer(server.address, "select 1") == 1


async def test_it_ends_with_the_program_that_started_it(server: EmbeddedPostgres) -> None:
    with held_by_another_program(server.folder) as holder:
        assert server.pid is not None
        holder.kill()
    assert ended(server)


async def test_a_server_left_behind_is_replaced(server: EmbeddedPostgres) -> None:
    with held_by_another_program(server.folder) as holder:
        await answer(server.address, "create table kept as select 42 as number")
        left_behind = server.pid
        kill_with_all_children_but(left_behind, holder)
    assert server.pid == left_behind
    assert await answer(server.start(), "select number from kept") == 42
    assert server.pid != left_behind


async def test_a_killed_server_recovers_what_was_committed(server: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(server.folder, durable=True) as durable:
        await answer(durable.address, "create table kept as select 42 as number")
        assert durable.pid is not None
        os.kill(durable.pid, signal.SIGKILL)
        assert ended(durable)
        assert await answer(durable.start(), "select number from kept") == 42


async def test_a_number_that_another_program_got_since_does_not_stop_the_start(server: EmbeddedPostgres) -> None:
    server.start()
    assert server.pid is not None
    note = (server.folder / "postmaster.pid").read_text()
    server.stop()
    (server.folder / "postmaster.pid").write_text(note.replace(note.split("\n", 1)[0], str(os.getpid()), 1))
    assert await answer(server.start(), "select 1") == 1


def test_destroying_leaves_nothing(server: EmbeddedPostgres) -> None:
    server.start()
    server.destroy()
    assert not server.folder.parent.exists()
    assert not socket_folder(server.folder).exists()


def test_what_postgresql_complains_about_is_passed_on(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match="incompatible"):
        server.start()


async def test_a_folder_that_the_server_cannot_reach_is_left_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "postgres", durable=False)
    try:
        assert await answer(server.start(), "select 1") == 1
        assert closed.stat().st_mode & 0o777 == 0o700
        assert server.folder.is_symlink() == (os.geteuid() == 0)
        data = server.folder.resolve()
        assert data.stat().st_mode & 0o777 == 0o700
    finally:
        server.destroy()
    assert not data.exists()
    assert list(closed.iterdir()) == []


@needs_root
def test_programs_that_the_server_cannot_reach_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path("/var/lib") / f"casework-test-{os.getpid()}" / "data"
    account = server_account(data)
    account.make_private(data.parent)
    reaches = Account.reaches
    monkeypatch.setattr(Account, "reaches", lambda self, path: data.parent in path.parents and reaches(self, path))
    try:
        programs = place_for_software(data, account)
        assert data.parent in programs.parents
        assert account.command(programs / "postgres", "--version").stdout.startswith("postgres (PostgreSQL)")
        assert account.command(programs / "initdb", "--version").returncode == 0
    finally:
        subprocess.run(["rm", "-r", data.parent], check=True)


@needs_root
def test_no_other_account_can_connect(server: EmbeddedPostgres) -> None:
    server.start()
    assert not Account(1, 1).reaches(socket_folder(server.folder))
    # The server's own account reaches the socket, but the database does not take it for anybody.
    account = server_account(server.folder)
    tried = account.command(place_for_software(server.folder, account) / "psql", server.address, "-c", "select 1")
    assert tried.returncode != 0
    assert "authentication failed" in tried.stdout
