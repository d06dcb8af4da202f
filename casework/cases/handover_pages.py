"""Pages on which a case is handed over and taken."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import handover_actions, handover_queries, note_queries
from casework.cases.forms import AnyRequest, version_in
from casework.cases.handover_schemas import Handover
from casework.cases.models import Case
from casework.cases.queries import case_head
from casework.cases.running import running_in
from casework.core.errors import Invalid, Stale
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import language_of, page


@get("/cases/{case_id:uuid}/assignment", include_in_schema=False)
async def ask_handover(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Ask who carries the case from now on and what they have to know; list what is running."""
    await gate.get(Case, case_id, "assign")
    kept = await note_queries.draft(gate, handover_actions.FORM, case_id)
    form = Form(Handover, kept.fields) if kept is not None else Form.blank(Handover)
    return await _page(request, gate, case_id, form, draft_at=kept.updated_at.isoformat() if kept else "")


@post("/cases/{case_id:uuid}/assignment", status_code=303, include_in_schema=False)
async def hand_over(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Give the case to a colleague."""
    fields = await read_fields(request)
    form, status = Form.read(Handover, fields), 422
    if form.valid:
        try:
            case = await handover_actions.hand_over(gate, case_id, version_in(fields), form.value)
            # A restricted case is gone for whoever gave it away.
            gone = case.restricted and case.team_id not in gate.actor.led_teams
            return Redirect("/cases" if gone else f"/cases/{case_id}?done=assigned", status_code=303)
        except (Invalid, Stale) as error:
            status = form.take(error)
    await gate.get(Case, case_id, "assign")
    return await _page(request, gate, case_id, form, status)


@post("/handovers/{handover_id:uuid}/confirmation", status_code=303, include_in_schema=False)
async def confirm(gate: NamedDependency[Gate], handover_id: FromPath[UUID]) -> Redirect:
    """Note that the case was taken over."""
    handover = await handover_actions.confirm(gate, handover_id)
    return Redirect(f"/cases/{handover.case_id}?done=taken", status_code=303)


@post("/handovers/confirmation", status_code=303, include_in_schema=False)
async def confirm_all(gate: NamedDependency[Gate]) -> Redirect:
    """Note that every waiting case was taken over."""
    await handover_actions.confirm_all(gate)
    return Redirect("/?done=taken", status_code=303)


async def _page(
    request: AnyRequest, gate: Gate, case_id: UUID, form: Form[Handover], status: int = 200, draft_at: str = ""
) -> Response[str]:
    head = await case_head(gate, case_id)
    found = await handover_queries.handovers_of(gate, case_id)
    receivers = await handover_queries.receivers(gate)
    return page(
        request,
        "cases/assignment.html",
        status,
        head=head,
        form=form,
        draft_at=draft_at,
        members=[(str(member.id), member.name) for member in receivers if member.id != head.owner_id],
        running=await running_in(gate, case_id, language_of(request)),
        carriers=handover_queries.carriers(head, found),
    )


handlers = [ask_handover, hand_over, confirm, confirm_all]
