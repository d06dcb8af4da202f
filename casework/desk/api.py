"""The desk as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.queries import case_head
from casework.core.errors import Invalid
from casework.desk import queries, workload_api
from casework.desk.schemas import CaseFilter, Caseload, TimelineFilter
from casework.desk.split_actions import split_case
from casework.desk.split_schemas import SplitCase, Splitting
from casework.desk.timeline import TimelineView, timeline
from casework.desk.today import Today, overview
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import language_of

_EVERYTHING = CaseFilter()


@get("/api/cases")
async def list_cases(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> Caseload:
    """Give a page of 50 of one's open cases, the last contact first; a lead sees the teams they lead.

    Query: scope (mine, team, deputising), status (open, closed, all), phase, district (AGS), text (beginning of name
    or number), silent (days without contact), client (id), sort (name, contact, deadline, opened; "-" downwards).
    """
    return await queries.caseload(gate, _read_filter(request))


@get("/api/cases/{case_id:uuid}/timeline")
async def show_timeline(
    request: Request[Any, Any, Any], gate: NamedDependency[Gate], case_id: FromPath[UUID]
) -> TimelineView:
    """Give a page of what happened in a case, the newest first.

    Query: before (a moment with its offset: `older` of the page before), kind (contact, note, appointment, deadline,
    referral, release, result, phase, document, task, plan).
    """
    form = Form.read(TimelineFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    head = await case_head(gate, case_id)
    return TimelineView.of(await timeline(gate, head, form.value.moment, form.value.kind or ""))


@post("/api/cases/{case_id:uuid}/split", status_code=201)
async def split(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Splitting]
) -> SplitCase:
    """Give some persons of a joint case a case of their own; neither side sees the other's part afterwards."""
    return await split_case(gate, case_id, version, data)


@get("/api/today")
async def show_today(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> Today:
    """Give what one has before them: appointments, deadlines, referrals, and clients not spoken with for long."""
    gate.note(Event("read", "today"))
    return await overview(gate, language_of(request))


def _read_filter(request: Request[Any, Any, Any]) -> CaseFilter:
    if not request.scope["query_string"]:
        return _EVERYTHING
    form = Form.read(CaseFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    return form.value


handlers = [list_cases, show_timeline, split, show_today, *workload_api.handlers]
