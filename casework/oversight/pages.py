"""The auditor's desk and the operator's log, as pages."""

from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Stream

from casework.access.gate import Gate
from casework.access.reading import COUNTED
from casework.core.clock import today
from casework.core.errors import Invalid
from casework.oversight import operator_log, queries
from casework.oversight.codes import Outcome, RecordedAction
from casework.oversight.export import export
from casework.oversight.models import Network
from casework.oversight.schemas import RecordFilters
from casework.oversight.words import Wording
from casework.tenancy.codes import OrganisationKind
from casework.web import navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import page, reader, with_query

AnyRequest = Request[Any, Any, Any]

navigation.register(msgid("Accesses"), "/access-record", order=10, roles=("auditor",))
navigation.register(msgid("Operator's log"), "/operator", order=20, roles=("auditor",))
navigation.register(msgid("Network"), "/operator", order=10, roles=("network_operator",))


@get("/access-record", include_in_schema=False)
async def show_record(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the access record, newest first; the filters stand in the address."""
    form = _filters(request)
    found, total = None, None
    if form.valid:
        try:
            found = await queries.events(gate, form.value)
            total = await queries.count(gate, form.value) if form.value.before is None else None
        except Invalid as error:
            form.take(error)
    since, until = _shown_period(form)
    wording = Wording(reader(request))
    return page(
        request,
        "oversight/record.html",
        200 if found is not None else 422,
        form=form,
        since=since,
        until=until,
        people=[(person.id, person.name) for person in await queries.people(gate)],
        rows=[(row, wording.event(row)) for row in found.events] if found else [],
        before=found.before if found else None,
        total=total,
        counted=COUNTED,
        RecordedAction=RecordedAction,
        outcomes=[(outcome.value, outcome.label) for outcome in (Outcome.ALLOWED, Outcome.DENIED)],
        export_address=with_query(_address(request, "/access-record/export"), before=None),
    )


@get("/access-record/export", include_in_schema=False)
async def export_record(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Give the filtered record as CSV, in the reader's language."""
    form = _filters(request)
    if not form.valid:
        raise Invalid(msgid("These filters could not be read."), form.errors)
    blocks = await export(gate, form.value, reader(request))
    name = f"access-record-{today().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Stream(blocks, media_type="text/csv", headers=headers)


@get("/access-record/{event_id:uuid}", include_in_schema=False)
async def show_event(request: AnyRequest, gate: NamedDependency[Gate], event_id: FromPath[UUID]) -> Response[str]:
    """Show one event with everything that is recorded of it."""
    row = await queries.event(gate, event_id)
    return page(request, "oversight/event.html", row=row, words=Wording(reader(request)).event(row))


@get("/operator", include_in_schema=False)
async def show_operator(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the operator the network and their log; show an auditor what the operator did to the organisation."""
    found = await operator_log.entries(gate, _before(request))
    wording = Wording(reader(request))
    is_operator = gate.may(Network, "list")
    return page(
        request,
        "oversight/operator.html",
        organisations=await operator_log.organisations(gate) if is_operator else [],
        is_operator=is_operator,
        rows=[(row, *wording.operator(row)) for row in found.events],
        before=found.before,
        kinds=dict(OrganisationKind.choices()),
    )


def _filters(request: AnyRequest) -> Form[RecordFilters]:
    typed: dict[str, list[str]] = {}
    for name, text in request.query_params.multi_items():
        typed.setdefault(name, []).append(text)
    return Form.read(RecordFilters, typed)


def _shown_period(form: Form[RecordFilters]) -> tuple[str, str]:
    """Give the two days as the filter shows them: what was asked for, or what is shown without asking."""
    since, until = form.typed("since"), form.typed("until")
    if form.valid:
        first, last = queries.period(form.value.since, form.value.until)
        return first.isoformat(), last.isoformat()
    return since, until


def _before(request: AnyRequest) -> UUID | None:
    try:
        return UUID(request.query_params.get("before", ""))
    except ValueError:
        return None


def _address(request: AnyRequest, path: str) -> str:
    return path + (f"?{request.url.query}" if request.url.query else "")


handlers = [show_record, export_record, show_event, show_operator]
