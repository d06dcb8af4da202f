"""An import that is interrupted goes on where it stopped, and the command line does the same as the page."""

import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from casework.__main__ import main
from casework.access.gate import Gate
from casework.config import Settings
from casework.core.errors import CaseworkError
from casework.jobs.running import Again
from casework.people.actions import enter_clients
from casework.people.models import Client
from casework.people.schemas import NewClient
from casework.transfer import entering, running
from tests.cast import BY_NAME
from tests.conftest import As
from tests.transfer.conftest import Do, Owner, checked
from tests.transfer.test_import import unique


class Killed(BaseException):
    """The worker is gone."""


async def test_after_a_kill_it_goes_on_and_nothing_comes_twice(
    as_: As, do: Do, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asha, name = await as_("asha"), unique()
    monkeypatch.setattr(running, "BATCH", 4)
    rows = "".join(f"{name}{number};{name};{'bcdfghjklmnp'[number]}\n" for number in range(10))
    found = await checked(asha, do, "people", f"Nr;Nachname;Vorname\n{rows}")
    assert found["counts"] == {"new": 10}
    batches = 0

    async def killed(gate: Gate, news: Sequence[NewClient]) -> list[Client | CaseworkError]:
        nonlocal batches
        batches += 1
        made = await enter_clients(gate, news)
        if batches == 2:
            raise Killed
        return made

    path = f"/api/imports/{found['id']}"
    monkeypatch.setattr(entering, "enter_clients", killed)
    with pytest.raises((Killed, Again)):
        await do(await asha.post(f"{path}/run"))
    # The first batch is in, nothing of the second.
    assert (await asha.get(path)).json()["counts"] == {"made": 4, "new": 6}
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 4
    await do(await asha.post(f"{path}/run"))
    after = (await asha.get(path)).json()
    assert (after["state"], after["counts"]) == ("done", {"made": 10})
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 10


async def test_a_row_that_the_database_refuses_does_not_take_others_with_it(
    as_: As, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    asha, name = await as_("asha"), unique()
    table = f"Nr;Nachname;Vorname\n1{name};{name};B\n2{name};{name};C\n3{name};{name};D\n"
    found = await checked(asha, do, "people", table)

    async def broken(gate: Gate, news: Sequence[NewClient]) -> list[Client | CaseworkError]:
        made = await enter_clients(gate, news)
        await gate.call(
            "update clients set gender = 'no such' where id = any($1)",
            [one.id for one in made if isinstance(one, Client) and one.given_name == "C"],
        )
        return made

    monkeypatch.setattr(entering, "enter_clients", broken)
    path = f"/api/imports/{found['id']}"
    await do(await asha.post(f"{path}/run"))
    assert (await asha.get(path)).json()["counts"] == {"made": 2, "refused": 1}


async def test_the_command_line_brings_a_file_in(
    settings: Settings,
    owner: Owner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import asyncio

    name = unique()
    file = tmp_path / "people.csv"
    file.write_text(f"Nr;Nachname;Geburtsdatum\n1{name};{name};1985\n2{name};{name};31.02.1985\n", encoding="utf-8")
    monkeypatch.setenv("CASEWORK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CASEWORK_PASSFILE", settings.passfile)
    words = ["import", "people", str(file), "--organisation", "N", "--as", BY_NAME["asha"].address]
    # By itself, as people call it: in here everything is imported already.
    alone = await asyncio.create_subprocess_exec(sys.executable, "-m", "casework", *words, "--dry-run")
    assert await alone.wait() == 1
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 0
    assert await asyncio.to_thread(main, words) == 1
    assert (
        await owner.fetchval("select created_by from clients where family_name = $1", name) == BY_NAME["asha"].member_id
    )
    said = capsys.readouterr()
    assert "row 3: Date of birth: This date does not exist." in said.out
    assert (tmp_path / "people-rejected.csv").read_text(encoding="utf-8-sig").count("31.02.1985") == 1
    run = UUID(said.out.rsplit("--resume ", 1)[1].split(".")[0])
    again = ["import", "people", "--organisation", "N", "--as", BY_NAME["asha"].address, "--resume", str(run)]
    assert await asyncio.to_thread(main, again) == 1
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 1
    assert await owner.fetchval("select count(*) from operator_events where action = 'act_for_member'") == 3
    nobody = ["import", "people", str(file), "--organisation", "W", "--as", BY_NAME["asha"].address]
    assert await asyncio.to_thread(main, nobody) == 1
    assert "Nobody with this e-mail address" in capsys.readouterr().err
