"""The desk as JSON."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency

from casework.access.gate import Gate
from casework.core.errors import Invalid
from casework.desk import queries
from casework.desk.schemas import CaseFilter, Caseload
from casework.web.forms import Form
from casework.web.i18n import msgid

_EVERYTHING = CaseFilter()


@get("/api/cases")
async def list_cases(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> Caseload:
    """Give a page of 50 of one's open cases, the last contact first; a lead sees the teams they lead.

    Query: scope (mine, team), status (open, closed, all), phase, district (AGS), text (beginning of name or number),
    silent (days without contact), sort (name, contact, deadline, opened; with "-" in front downwards), page.
    """
    return await queries.caseload(gate, _read_filter(request))


def _read_filter(request: Request[Any, Any, Any]) -> CaseFilter:
    if not request.scope["query_string"]:
        return _EVERYTHING
    form = Form.read(CaseFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    return form.value


handlers = [list_cases]
