"""Deadlines as JSON; `api` serves these handlers together with its own."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, Parameter

from casework.access.gate import Gate
from casework.appointments import deadline_actions as actions
from casework.appointments import deadline_queries as queries
from casework.appointments import plan_reviews  # noqa: F401  # It listens from the start.
from casework.appointments.codes import DeadlineKind
from casework.appointments.deadline_inputs import CANNOT_COMPUTE
from casework.appointments.deadline_schemas import (
    Calculation,
    CalculationView,
    Completion,
    DeadlineView,
    NewDeadline,
)
from casework.appointments.frames import query_fields
from casework.appointments.input_forms import InputForm
from casework.appointments.rules import compute
from casework.core.clock import today
from casework.core.errors import Invalid
from casework.tenancy.codes import Land
from casework.web.answers import Answer, tagged
from casework.web.forms import Form
from casework.web.render import language_of

AnyRequest = Request[Any, Any, Any]
Limit = Annotated[int, Parameter(ge=1, le=200)]
Offset = Annotated[int, Parameter(ge=0, le=10_000)]


async def _answer(request: AnyRequest, gate: Gate, deadline_id: UUID, status: int = 200) -> Answer[DeadlineView]:
    await gate.flush()
    row = await queries.deadline(gate, deadline_id)
    return tagged(DeadlineView.of(row, language_of(request)), row.version, status)


@get("/api/deadlines")
async def list_open(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    until: FromQuery[date | None] = None,
    member_id: FromQuery[UUID | None] = None,
    limit: FromQuery[Limit] = 50,
    offset: FromQuery[Offset] = 0,
) -> list[DeadlineView]:
    """Give open deadlines up to day `until` (default: 90 days on), most urgent first, of one member's cases or all."""
    rows = await queries.open_rows(
        gate, until=until or today() + timedelta(days=90), member_id=member_id, limit=limit, offset=offset
    )
    return [DeadlineView.of(row, language_of(request)) for row in rows]


@get("/api/cases/{case_id:uuid}/deadlines")
async def list_of_case(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    case_id: FromPath[UUID],
    limit: FromQuery[Limit] = 50,
    offset: FromQuery[Offset] = 0,
) -> list[DeadlineView]:
    """Give the deadlines of a case, the latest entered first."""
    await queries.case_facts(gate, case_id)
    rows = await queries.all_of_case(gate, case_id, limit=limit, offset=offset)
    return [DeadlineView.of(row, language_of(request)) for row in rows]


@get("/api/deadlines/calculation")
async def calculate_from_address(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    kind: FromQuery[DeadlineKind],
    land: FromQuery[Land],
) -> Answer[CalculationView]:
    """Compute a deadline from the words of the address, named as the fields of the calculator's page are."""
    queries.require_engine(gate)
    form = Form.read(InputForm, {**query_fields(request), "kind": [kind.value], "land": [land.value]})
    if not form.valid:
        raise Invalid(CANNOT_COMPUTE, fields=form.errors)
    return Answer(content=CalculationView.of(compute(kind, form.value.inputs(), land), language_of(request)))


@post("/api/deadlines/calculation", status_code=200)
async def calculate(
    request: AnyRequest, gate: NamedDependency[Gate], data: JSONBody[Calculation]
) -> Answer[CalculationView]:
    """Compute a deadline without keeping it."""
    queries.require_engine(gate)
    return Answer(content=CalculationView.of(compute(data.kind, data.inputs, data.land), language_of(request)))


@post("/api/cases/{case_id:uuid}/deadlines")
async def keep(
    request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID], data: JSONBody[NewDeadline]
) -> Answer[DeadlineView]:
    """Keep a deadline with the date that the actor confirms, or corrects with a reason."""
    deadline = await actions.keep(gate, case_id, data)
    return await _answer(request, gate, deadline.id, 201)


@get("/api/deadlines/{deadline_id:uuid}")
async def read(request: AnyRequest, gate: NamedDependency[Gate], deadline_id: FromPath[UUID]) -> Answer[DeadlineView]:
    """Give a deadline with its computation."""
    return await _answer(request, gate, deadline_id)


@put("/api/deadlines/{deadline_id:uuid}")
async def change(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    version: NamedDependency[int],
    deadline_id: FromPath[UUID],
    data: JSONBody[NewDeadline],
) -> Answer[DeadlineView]:
    """Compute an open deadline anew from other inputs."""
    await actions.change(gate, deadline_id, data, version)
    return await _answer(request, gate, deadline_id)


@post("/api/deadlines/{deadline_id:uuid}/completion", status_code=200)
async def complete(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    version: NamedDependency[int],
    deadline_id: FromPath[UUID],
    data: JSONBody[Completion],
) -> Answer[DeadlineView]:
    """End a deadline as done, missed or dropped."""
    await actions.complete(gate, deadline_id, data, version)
    return await _answer(request, gate, deadline_id)


@post("/api/deadlines/{deadline_id:uuid}/reopening", status_code=200)
async def reopen(
    request: AnyRequest, gate: NamedDependency[Gate], version: NamedDependency[int], deadline_id: FromPath[UUID]
) -> Answer[DeadlineView]:
    """Take back that a deadline was done, missed or dropped."""
    await actions.reopen(gate, deadline_id, version)
    return await _answer(request, gate, deadline_id)


handlers = [list_open, list_of_case, calculate, calculate_from_address, keep, read, change, complete, reopen]
