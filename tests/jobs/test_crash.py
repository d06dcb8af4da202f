"""A worker dies in the middle: another takes its job up, and it is done once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import asyncpg

from casework.config import Settings
from casework.jobs.actions import defer
from tests.jobs import works
from tests.jobs.conftest import GateOf, Settled, seen

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ROOT = Path(__file__).parents[2]
works.register()


@contextmanager
def worker(settings: Settings) -> Iterator["subprocess.Popen[str]"]:
    """Give a worker that is a process of its own, once it would hear that it is to stop."""
    environment = os.environ | {
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PASSFILE": settings.passfile,
        "CASEWORK_MAIL_FOLDER": settings.mail_folder,
        "CASEWORK_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.jobs.works"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


async def test_a_killed_workers_job_is_taken_up_and_done_once(
    settings: Settings, gate_of: GateOf, owner: Owner, settled: Settled, tmp_path: Path
) -> None:
    place, may_end = uuid4().hex, tmp_path / "may_end"
    async with gate_of("asha") as gate:
        run = await defer(gate, "leave_draft", {"place": place, "for": str(may_end)})
    with worker(settings) as first:
        # Progress is seen while the job still runs, which it does until it is told that it may end.
        await seen(owner, "select from job_runs where id = $1 and done > 0", run)
        assert await owner.fetchval("select count(*) from drafts where place = $1", f"job/{place}") == 0
        first.kill()
    may_end.touch()
    with worker(settings) as second, worker(settings) as third:
        row = await settled(run)
        for process in (second, third):
            process.terminate()
        assert [process.wait() for process in (second, third)] == [0, 0]
    # On a busy machine a living worker may seem dead as well: then it was taken up once more, and still done once.
    assert row["state"] == "done"
    assert row["tries"] >= 2
    assert await owner.fetchval("select count(*) from drafts where place = $1", f"job/{place}") == 1
    queued = "select count(*) from jobs.procrastinate_jobs where args ->> 'run' = $1"
    assert await owner.fetchval(queued, str(run)) == 0
