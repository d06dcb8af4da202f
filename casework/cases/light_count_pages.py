"""The numbers of light contacts, as page and as JSON."""

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response

from casework.access.gate import Gate
from casework.cases.forms import AnyRequest
from casework.cases.light_count_queries import counts
from casework.cases.light_count_schemas import CountFilter, LightCounts
from casework.core.clock import today
from casework.core.errors import Invalid
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import page

YEARS_BACK = 5


@get("/light-contacts/numbers", include_in_schema=False)
async def show_counts(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show how many light contacts there were, by month, topic and language."""
    form = Form.read(CountFilter, {"year": request.query_params.get("year", "")})
    wanted = form.value if form.valid else CountFilter()
    shown = {str(today().year - back) for back in range(YEARS_BACK)} | ({str(wanted.year)} if wanted.year else set())
    years = [(year, year) for year in sorted(shown, reverse=True)]
    found = await counts(gate, wanted)
    return page(request, "cases/light_counts.html", found=found, year=wanted.year or "", years=years)


@get("/api/light-contacts/numbers")
async def give_counts(request: AnyRequest, gate: NamedDependency[Gate]) -> LightCounts:
    """Give how many light contacts there were, by month, topic and language.

    Query: year (a calendar year; without it the last twelve months).
    """
    form = Form.read(CountFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    return await counts(gate, form.value)


handlers = [show_counts]
api_handlers = [give_counts]
