"""Where one chooses one's reminders."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.identity import account_entries
from casework.reminders import actions, queries
from casework.reminders.codes import Mode, Subject
from casework.reminders.schemas import Choice, chosen
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_form
from casework.web.render import page

ROLES = ("counsellor", "team_lead", "front_desk", "provider", "employer_liaison")
account_entries.register(
    msgid("Reminders"), msgid("Be told by mail how much lies ahead, without any names."), "/account/reminders", ROLES
)
AnyRequest = Request[Any, Any, Any]


@get("/account/reminders", include_in_schema=False)
async def show_reminders(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show when and of what one is reminded."""
    return _page(request, Form.of(chosen(await queries.choice_of(gate))))


@post("/account/reminders", status_code=303, include_in_schema=False)
async def choose_reminders(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Keep when and of what one wants to be reminded."""
    form = await read_form(request, Choice)
    if not form.valid:
        return _page(request, form, 422)
    await actions.choose(gate, form.value)
    return Redirect("/account/reminders?done=chosen", status_code=303)


def _page(request: AnyRequest, form: Form[Choice], status: int = 200) -> Response[str]:
    hours = [(str(hour), f"{hour:02}:00") for hour in range(24)]
    done = request.query_params.get("done", "")
    return page(request, "reminders/choice.html", status, form=form, Mode=Mode, Subject=Subject, hours=hours, done=done)


handlers = [show_reminders, choose_reminders]
