"""One's calendar address, as JSON."""

from typing import Any

from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from casework.access.gate import Gate
from casework.core.clock import now
from casework.core.errors import NotFound
from casework.feeds import actions, queries
from casework.feeds.schemas import FeedView, NewFeed
from casework.identity.password_reset import link_base


@get("/api/account/calendar")
async def show_feed(gate: NamedDependency[Gate]) -> FeedView:
    """Give what one's calendar address shows and when it was used; 404 if there is none. The address stays secret."""
    feed = await queries.live_feed(gate)
    if feed is None:
        raise NotFound
    return FeedView(feed.initials, feed.made_at, feed.used_at)


@post("/api/account/calendar")
async def make_feed(request: Request[Any, Any, Any], gate: NamedDependency[Gate], data: JSONBody[NewFeed]) -> FeedView:
    """Make a new calendar address; the answer is the only one that holds it, and the address before ends."""
    token = await actions.make_feed(gate, initials=data.initials)
    base = link_base(request.app.state.settings, str(request.base_url))
    return FeedView(data.initials, now(), None, f"{base}/calendar/{token}.ics")


@delete("/api/account/calendar", status_code=204)
async def revoke_feed(gate: NamedDependency[Gate]) -> None:
    """Take one's calendar address back."""
    await actions.revoke_feed(gate)


handlers = [show_feed, make_feed, revoke_feed]
