"""A worker dies in the middle: another takes its job up, and it is done once."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import asyncpg

from casework.config import Settings
from casework.jobs.actions import defer
from tests.jobs import works
from tests.jobs.conftest import GateOf, Settled

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
works.register()


def start(settings: Settings) -> "subprocess.Popen[bytes]":
    """Start a worker as a process of its own."""
    environment = os.environ | {
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_PASSFILE": settings.passfile,
        "CASEWORK_MAIL_FOLDER": settings.mail_folder,
        "CASEWORK_LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.works"], env=environment, cwd=Path(__file__).parents[2])


async def test_a_killed_workers_job_is_taken_up_and_done_once(
    settings: Settings, gate_of: GateOf, owner: Owner, settled: Settled
) -> None:
    place = uuid4().hex
    async with gate_of("asha") as gate:
        run = await defer(gate, "leave_draft", {"place": place, "seconds": 2})
    first = start(settings)
    try:
        row = None
        for _ in range(800):
            row = await owner.fetchrow("select state, done from job_runs where id = $1", run)
            if row["state"] == "running" and row["done"]:
                break
            await asyncio.sleep(0.05)
        assert row is not None
        assert row["done"], "progress is seen while the job still runs"
        assert await owner.fetchval("select count(*) from drafts where place = $1", f"job/{place}") == 0
    finally:
        first.kill()
        first.wait()
    second, third = start(settings), start(settings)
    try:
        row = await settled(run, 40)
    finally:
        for process in (second, third):
            process.terminate()
        for process in (second, third):
            assert process.wait(timeout=20) == 0
    # On a busy machine a living worker may seem dead as well: then it was taken up once more, and still done once.
    assert row["state"] == "done"
    assert row["tries"] >= 2
    assert await owner.fetchval("select count(*) from drafts where place = $1", f"job/{place}") == 1
    queued = "select count(*) from jobs.procrastinate_jobs where args ->> 'run' = $1"
    assert await owner.fetchval(queued, str(run)) == 0
