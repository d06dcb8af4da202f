"""The page that shows how far a job is; one can leave it and come back."""

from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from casework.access.gate import Gate
from casework.jobs import queries
from casework.jobs.codes import JobState
from casework.web.render import page


@get("/jobs/{job_id:uuid}", include_in_schema=False)
async def show_job(
    request: Request[Any, Any, Any], gate: NamedDependency[Gate], job_id: FromPath[UUID]
) -> Response[str]:
    """Show how far one of one's own jobs is; the page renews itself until it is over."""
    row = await queries.job_run(gate, job_id)
    return page(request, "jobs/job.html", job=row, failed=row.state is JobState.FAILED)


handlers = [show_job]
