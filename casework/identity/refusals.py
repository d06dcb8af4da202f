"""Refusals that belong to no organisation, written into the operator's log without holding up anything else."""

import time
from typing import Any

from litestar import Request
from litestar.types import Scope

from casework.core.errors import CaseworkError, Unauthenticated
from casework.core.log import log
from casework.identity.sign_in import SignIn
from casework.web.entrance import CrossOrigin, cookie_name, origin_of

# A flood must neither fill the log nor keep the door's few connections busy; what is left out is counted.
MOST_A_MINUTE = 60


class Refusals:
    """Hears every exception after which a request ends, and records those that nobody else does."""

    def __init__(self) -> None:
        self._minute = 0
        self._written = 0

    async def hear(self, exception: Exception, scope: Scope) -> None:
        """Record a request from another site, or a ticket that opens nothing (any more)."""
        if isinstance(exception, CrossOrigin):
            await self._record(scope, "request", "cross_origin")
        elif isinstance(exception, Unauthenticated) and _carries_ticket(scope):
            await self._record(scope, "enter", "worthless_ticket")

    async def _record(self, scope: Scope, action: str, reason: str) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            if self._written > MOST_A_MINUTE:
                log.warning("refusals_not_recorded", count=self._written - MOST_A_MINUTE)
            self._minute, self._written = minute, 0
        self._written += 1
        if self._written > MOST_A_MINUTE:
            return
        counter: SignIn = scope["litestar_app"].state.sign_in
        try:
            await counter.record_refusal(action, reason, origin_of(Request(scope)))
        except CaseworkError as error:
            # The request is refused either way; that its record failed must not turn the answer into another one.
            log.warning("refusal_not_recorded", reason=reason, kind=type(error).__name__)


def _carries_ticket(scope: Scope) -> bool:
    """Tell whether a request to a route that needs a session came with a cookie for one."""
    request: Request[Any, Any, Any] = Request(scope)
    is_public = bool(scope["route_handler"].opt.get("public"))
    return not is_public and bool(request.cookies.get(cookie_name(request.app.state.settings)))
