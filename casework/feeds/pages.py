"""The page of one's calendar address, and the address itself."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.core.errors import NotFound, Unauthenticated
from casework.feeds import actions, queries
from casework.feeds.schemas import NewFeed
from casework.feeds.strangers import Strangers
from casework.identity import account_entries
from casework.identity.password_reset import link_base
from casework.web import navigation
from casework.web.answers import Answer
from casework.web.entrance import origin_of
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]
STRANGERS = Strangers()
ROLES = ("counsellor", "team_lead", "provider", "front_desk")
account_entries.register(
    msgid("Calendar"),
    msgid("See your appointments and deadlines in your calendar program, without names."),
    "/account/calendar",
    ROLES,
)
# In the access record a fetch stands under the member's name, with this role.
navigation.name_roles([("calendar_feed", msgid("Calendar program"))])


@get("/calendar/{token:str}", opt={"public": True}, include_in_schema=False)
async def fetch_calendar(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    """Give the calendar behind a secret address, to programs that ask without signing in; 404 for any other."""
    origin = origin_of(request)
    STRANGERS.refuse(origin.address)
    ticket = actions.ticket_of(token.removesuffix(".ics"))
    base = link_base(request.app.state.settings, str(request.base_url))
    try:
        async with opened(request.app.state.database, ticket, origin) as gate:
            found = await actions.fetch(gate, base)
    except Unauthenticated:
        STRANGERS.count(origin.address)
        raise NotFound from None
    # A program may keep what it has, but asks each time whether it still holds.
    headers = {"ETag": found.tag, "Cache-Control": "private, no-cache"}
    asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if found.tag in asked:
        return Answer(content=b"", status_code=304, headers=headers, media_type="text/calendar")
    headers["Content-Disposition"] = 'inline; filename="casework.ics"'
    return Answer(content=found.content, headers=headers, media_type="text/calendar")


@get("/account/calendar", include_in_schema=False)
async def show_feed(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show whether one has a calendar address and when it was used; never the address itself."""
    return await _page(request, gate, Form.blank(NewFeed))


@post("/account/calendar", include_in_schema=False, status_code=200)
async def make_feed(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Make a new address and show it, once."""
    form = await read_form(request, NewFeed)
    if not form.valid:
        return await _page(request, gate, form, status=422)
    token = await actions.make_feed(gate, initials=form.value.initials)
    return await _page(request, gate, Form.blank(NewFeed), address=address_of(request, token))


@post("/account/calendar/revoke", status_code=303, include_in_schema=False)
async def revoke_feed(gate: NamedDependency[Gate]) -> Redirect:
    """Take the address back."""
    await actions.revoke_feed(gate)
    return Redirect("/account/calendar?done=revoked", status_code=303)


def address_of(request: AnyRequest, token: str) -> str:
    """Give the whole address of a feed's token."""
    return f"{link_base(request.app.state.settings, str(request.base_url))}/calendar/{token}.ics"


async def _page(
    request: AnyRequest, gate: Gate, form: Form[NewFeed], address: str = "", status: int = 200
) -> Response[str]:
    feed = await queries.live_feed(gate)
    done = request.query_params.get("done", "")
    return page(request, "feeds/feed.html", status, feed=feed, form=form, secret=address, done=done)


handlers = [fetch_calendar, show_feed, make_feed, revoke_feed]
