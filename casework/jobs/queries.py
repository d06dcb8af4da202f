"""Named reads of jobs."""

from uuid import UUID

from sqlalchemy import bindparam, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.jobs.models import JobRun
from casework.jobs.schemas import JobRow

_ONE = Read(
    JobRun,
    "read",
    JobRow,
    select(
        JobRun.id,
        JobRun.job,
        JobRun.state,
        JobRun.done,
        JobRun.total,
        JobRun.message,
        JobRun.link,
        JobRun.created_at,
        JobRun.ended_at,
        JobRun.message_values,
    ).where(JobRun.org_id == ORG, JobRun.id == bindparam("id")),
)


async def job_run(gate: Gate, run: UUID) -> JobRow:
    """Give one of the actor's own jobs; raises NotFound for anybody else's."""
    return await gate.one(_ONE, run)
