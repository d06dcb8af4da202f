"""Handing cases over as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import handover_actions, handover_queries
from casework.cases.handover_schemas import Handover, HandoverView, WaitingHandover
from casework.cases.queries import case_head
from casework.cases.running import running_in
from casework.cases.schemas import CaseHead
from casework.web.answers import Answer, tagged
from casework.web.render import language_of


@put("/api/cases/{case_id:uuid}/assignment")
async def hand_over(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Handover]
) -> Answer[CaseHead | None]:
    """Give a case to a colleague, with a summary; a restricted case that one sees no longer answers 204."""
    case = await handover_actions.hand_over(gate, case_id, version, data)
    await gate.flush()
    if case.restricted and case.team_id not in gate.actor.led_teams:
        return Answer(content=None, status_code=204)
    head = await case_head(gate, case_id)
    return tagged(head, head.version)


@get("/api/cases/{case_id:uuid}/handovers")
async def list_handovers(
    request: Request[Any, Any, Any], gate: NamedDependency[Gate], case_id: FromPath[UUID]
) -> HandoverView:
    """Give who carried a case when, each handing-over with its summary, and what is running now."""
    head = await case_head(gate, case_id)
    found = await handover_queries.handovers_of(gate, case_id)
    running = await running_in(gate, case_id, language_of(request))
    return HandoverView(handover_queries.carriers(head, found), found, running)


@get("/api/handovers")
async def list_waiting(gate: NamedDependency[Gate]) -> list[WaitingHandover]:
    """Give the cases that were handed to oneself and that one has not confirmed."""
    return await handover_queries.waiting_for_me(gate)


@post("/api/handovers/{handover_id:uuid}/confirmation", status_code=204)
async def confirm(gate: NamedDependency[Gate], handover_id: FromPath[UUID]) -> None:
    """Confirm that one has taken a case over."""
    await handover_actions.confirm(gate, handover_id)


@post("/api/handovers/confirmation", status_code=204)
async def confirm_all(gate: NamedDependency[Gate]) -> None:
    """Confirm every case that was handed to oneself."""
    await handover_actions.confirm_all(gate)


handlers = [hand_over, list_handovers, list_waiting, confirm, confirm_all]
