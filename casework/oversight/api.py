"""The access record and the operator's log as JSON."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from casework.access.gate import Gate
from casework.oversight import operator_log, queries
from casework.oversight.schemas import EventRow, OperatorPage, OrganisationRow, RecordFilters, RecordPage

Limit = Annotated[int, QueryParameter(ge=1, le=200)]


@get("/api/access-record")
async def list_events(  # noqa: PLR0913, PLR0917  # Each is a filter of its own.
    gate: NamedDependency[Gate],
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    actor: FromQuery[UUID | None] = None,
    file: Annotated[str | None, QueryParameter(max_length=60)] = None,
    action: Annotated[str | None, QueryParameter(max_length=60)] = None,
    outcome: FromQuery[Literal["allowed", "denied"] | None] = None,
    lists: FromQuery[bool] = False,
    before: FromQuery[UUID | None] = None,
    limit: Limit = queries.PAGE,
) -> RecordPage:
    """Give the access record, newest first, of the last 30 days unless `since` and `until` say otherwise.

    `file` is a file number such as N-2026-0143 or a client's id; `lists` adds lists in which this client was one of
    several. The answer's `before` is what to send for the next page.
    """
    filters = RecordFilters(
        since=since, until=until, actor=actor, file=file, action=action, outcome=outcome, lists=lists, before=before
    )
    return await queries.events(gate, filters, limit)


@get("/api/access-record/{event_id:uuid}")
async def show_event(gate: NamedDependency[Gate], event_id: FromPath[UUID]) -> EventRow:
    """Give one event of the access record."""
    return await queries.event(gate, event_id)


@get("/api/operator/organisations")
async def list_organisations(gate: NamedDependency[Gate]) -> list[OrganisationRow]:
    """Give the organisations of the network; for its operator."""
    return await operator_log.organisations(gate)


@get("/api/operator/log")
async def list_operator_log(
    gate: NamedDependency[Gate], before: FromQuery[UUID | None] = None, limit: Limit = operator_log.PAGE
) -> OperatorPage:
    """Give the operator's log, newest first: the operator gets all of it, an auditor what concerns the organisation."""
    return await operator_log.entries(gate, before, limit)


handlers = [list_events, show_event, list_organisations, list_operator_log]
