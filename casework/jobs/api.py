"""Work in the background, as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from casework.access.gate import Gate
from casework.jobs import queries
from casework.jobs.schemas import JobView
from casework.web.render import reader


@get("/api/jobs/{job_id:uuid}")
async def show_job(request: Request[Any, Any, Any], gate: NamedDependency[Gate], job_id: FromPath[UUID]) -> JobView:
    """Give how far one of one's own jobs is; ask again until `state` is done or failed."""
    row = await queries.job_run(gate, job_id)
    said = reader(request).sentence(row.message, row.message_values) if row.message else None
    return JobView(row.id, row.job, row.state, row.done, row.total, said, row.link, row.created_at, row.ended_at)


handlers = [show_job]
