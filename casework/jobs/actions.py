"""Letting something be done in the background."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from casework.access.gate import Gate
from casework.core.model import new_id
from casework.jobs.registry import JOBS

DEFER = "select app.defer_job($1, $2, $3::jsonb, $4)"


async def defer(gate: Gate, job: str, arguments: Mapping[str, object], *, at: datetime | None = None) -> UUID:
    """Let a job be done for the acting member, now or `at` a moment; gives its id, whose page is `/jobs/{id}`.

    It starts after this transaction has committed, or never if that does not. `arguments` go through JSON: ids and days
    as texts. Raises Conflict where too many of the member's jobs are waiting already, KeyError for an unknown job.
    """
    known = JOBS[job]
    run = new_id()
    await gate.call(DEFER, run, known.name, json.dumps(arguments, default=str), at)
    return run
