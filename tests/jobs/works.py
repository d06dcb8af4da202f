"""The jobs of the tests. As a program, this is a worker that knows them: `python -m tests.jobs.works`."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.models import Draft
from casework.config import Settings
from casework.core.clock import now
from casework.core.errors import Invalid
from casework.jobs.registry import JOBS, Done, Progress, job
from casework.worker import work

FAULTS: list[str] = []


async def leave_draft(gate: Gate, arguments: dict[str, Any], progress: Progress) -> Done:
    """Write a draft for whoever asked; where a file to wait `for` is named, the job cannot end before it is there."""
    place = f"job/{arguments['place']}"
    await gate.add(Draft(member_id=gate.actor.member_id, place=place, fields={}, updated_at=now()))
    file = Path(arguments["for"]) if "for" in arguments else None
    step = 0
    while file and not await asyncio.to_thread(file.exists):
        await progress(step := step + 1, None, "Saved")
        await asyncio.sleep(0.1)
    return Done(f"/?job={place}", "Saved")


async def stumble(gate: Gate, arguments: dict[str, Any], progress: Progress) -> None:
    """Fail as often as asked, each time after having begun to write something."""
    del progress
    place = f"stumbled/{arguments['place']}"
    await gate.add(Draft(member_id=gate.actor.member_id, place=place, fields={}, updated_at=now() - timedelta(days=1)))
    FAULTS.append(place)
    if arguments["fault"] == "mistake":
        raise Invalid("Nobody can do %(this)s.", this="that")
    if FAULTS.count(place) <= arguments["times"]:
        raise RuntimeError("a secret that no log may hold")


async def look_elsewhere(gate: Gate, arguments: dict[str, Any], progress: Progress) -> Done:
    """Try to read a case; where the asker may not, the job fails."""
    del progress
    from casework.cases.models import Case

    case = await gate.get(Case, UUID(arguments["case"]), "read")
    return Done(message=case.number)


def register() -> None:
    """Let the worker know these jobs, once."""
    for name, run in (("leave_draft", leave_draft), ("stumble", stumble), ("look_elsewhere", look_elsewhere)):
        if name not in JOBS:
            job(name)(run)


async def live() -> None:
    """Work as `casework worker` does, with a heart that beats quickly; says so once it can be told to stop."""
    register()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await work(Settings.read(dict(os.environ)), stop, beat=1.0)


if __name__ == "__main__":
    asyncio.run(live())
