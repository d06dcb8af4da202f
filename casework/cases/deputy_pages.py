"""Pages on which absences and deputies are entered."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import deputy_actions, deputy_queries
from casework.cases.deputy_models import Absence
from casework.cases.deputy_schemas import NewAbsence
from casework.cases.forms import AnyRequest, uuids_in, version_in
from casework.cases.handover_queries import CARRIERS, receivers
from casework.core.clock import today
from casework.core.errors import Invalid
from casework.identity import account_entries
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import page

account_entries.register(
    msgid("Absence and deputy"), msgid("Say when you are away and who stands in for you."), "/absences", CARRIERS
)


@get("/absences", include_in_schema=False)
async def show_absences(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show who is away and who stands in, and the form for another absence."""
    asked = uuids_in(request.query_params.getall("member", []))
    form = Form.blank(NewAbsence, starts_on=today(), member_id=asked[0] if asked else gate.actor.member_id)
    return await _page(request, gate, form)


@post("/absences", status_code=303, include_in_schema=False)
async def enter_absence(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Enter an absence, or show the form again with what is wrong."""
    form = await read_form(request, NewAbsence)
    if form.valid:
        try:
            await deputy_actions.enter_absence(gate, form.value)
            return Redirect("/absences?done=entered", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _page(request, gate, form, 422)


@post("/absences/{absence_id:uuid}/end", status_code=303, include_in_schema=False)
async def end_absence(request: AnyRequest, gate: NamedDependency[Gate], absence_id: FromPath[UUID]) -> Redirect:
    """End an absence at once."""
    await deputy_actions.end_absence(gate, absence_id, version_in(await read_fields(request)))
    return Redirect("/absences?done=ended", status_code=303)


async def _page(request: AnyRequest, gate: Gate, form: Form[NewAbsence], status: int = 200) -> Response[str]:
    gate.require(Absence, "create")
    actor = gate.actor
    led = await receivers(gate) if actor.led_teams else []
    chosen = uuids_in([form.typed("member_id")])
    allowed = {actor.member_id, *(member.id for member in led)}
    whose = chosen[0] if chosen and chosen[0] in allowed else actor.member_id
    deputies = await deputy_queries.colleagues_of(gate, whose)
    if led:
        # Without a script the member is chosen on the same page, so that the deputies are those of all teams one leads.
        deputies = list({member.id: member for member in (*deputies, *led)}.values())
    return page(
        request,
        "cases/absences.html",
        status,
        form=form,
        absences=await deputy_queries.coming_absences(gate),
        members=[(str(member.id), member.name) for member in led],
        deputies=[(str(member.id), member.name) for member in deputies],
        led={member.id for member in led},
        day=today(),
        done=request.query_params.get("done", ""),
    )


handlers = [show_absences, enter_absence, end_absence]
