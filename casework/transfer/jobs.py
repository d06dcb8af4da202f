"""Imports and large exports in the background."""

from typing import Any
from uuid import UUID

from casework.access.gate import Gate
from casework.jobs.registry import Done, Progress, job
from casework.transfer import export_actions
from casework.transfer.running import CHECK, RUN, Step, work_through
from casework.web.i18n import msgid


@job("check_import")
async def check_import(gate: Gate, arguments: dict[str, Any], progress: Progress) -> Done:
    """Try out every row of an import and take it back."""
    return await _through(gate, UUID(arguments["import_id"]), progress, CHECK, msgid("The file has been checked."))


@job("run_import")
async def run_import(gate: Gate, arguments: dict[str, Any], progress: Progress) -> Done:
    """Let the rows of an import come in."""
    return await _through(gate, UUID(arguments["import_id"]), progress, RUN, msgid("The file has been imported."))


@job("make_export")
async def make_export(gate: Gate, arguments: dict[str, Any], progress: Progress) -> Done:
    """Write a large list into a file."""
    export_id = UUID(arguments["export_id"])

    async def told(rows: int) -> None:
        await progress(rows)

    await export_actions.make_file(gate, export_id, told)
    return Done(f"/exports/{export_id}", msgid("The file is ready. It can be fetched for a day."))


async def _through(gate: Gate, import_id: UUID, progress: Progress, step: Step, message: str) -> Done:
    async def told(done: int, total: int) -> None:
        await progress(done, total)
        # The job's own transaction waits for all the others and must not be taken for a forgotten one.
        await gate.call("select 1")

    await work_through(progress.gate, import_id, step, told)
    return Done(f"/imports/{import_id}", message)
