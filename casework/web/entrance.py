"""How a request comes in: its number, its origin, its ticket, and the gate that a handler receives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.config import Settings
from casework.core.actor import Origin
from casework.core.crypto import token_hash
from casework.core.db import Database
from casework.core.errors import Denied, Unauthenticated
from casework.core.model import new_id
from casework.web.answers import Repetition, Replayed
from casework.web.i18n import msgid
from casework.web.input import refuse_unreadable
from casework.web.resume import keep_typed
from casework.web.uploads import is_multipart, receive

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


def cookie_name(settings: Settings) -> str:
    """Give the session cookie's name; the __Host- prefix needs https, so plain http on loopback goes without."""
    return "__Host-casework" if settings.secure else "casework"


class Threshold:
    """The outermost layer: gives every request a number and every answer its security headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        headers = dict(HEADERS)
        if settings.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its number in `request.state["request_id"]` and in every log line."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        number = new_id()
        scope.setdefault("state", {})["request_id"] = number

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Plain tuples: this runs for every answer, and the framework's header objects cost a tenth of it.
                message["headers"] = [*message["headers"], *self._headers, (b"x-request-id", str(number).encode())]
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=str(number))
        try:
            await self._app(scope, receive, dressed)
        finally:
            structlog.contextvars.clear_contextvars()


def origin_of(request: ASGIConnection[Any, Any, Any, Any]) -> Origin:
    """Give where a request comes from; addresses in X-Forwarded-For count only as far as proxies are trusted."""
    settings: Settings = request.app.state.settings
    address = request.client.host if request.client else None
    if settings.trusted_proxies:
        forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        if len(forwarded) >= settings.trusted_proxies:
            address = forwarded[-settings.trusted_proxies]
    number: UUID = request.scope["state"]["request_id"]
    return Origin(number, address)


def ticket_of(request: ASGIConnection[Any, Any, Any, Any]) -> bytes:
    """Give the hash of the request's ticket; raises Unauthenticated without one."""
    token = request.cookies.get(cookie_name(request.app.state.settings))
    if not token:
        raise Unauthenticated
    return token_hash(token)


class CrossOrigin(Denied):
    """Another site made a browser send this."""

    def __init__(self) -> None:
        super().__init__(msgid("This request came from another site and was not carried out."))


async def admit(request: Request[Any, Any, Any]) -> None:
    """Stand before every route: same origin, a ticket unless the route is public, and a body that can be read.

    This is the framework's hook before each handler and not a guard, because guards copy the handler at every request.
    """
    if request.method not in SAFE:
        require_same_origin(request)
    takes_file = is_multipart(request) and bool(request.route_handler.opt.get("upload"))
    if not request.route_handler.opt.get("public"):
        try:
            ticket_of(request)
        except Unauthenticated:
            # Only a form is read, so that nothing typed is lost; a file that comes with it has to be chosen again.
            if takes_file:
                await receive(request, 0)
            await keep_typed(request)
            raise
    if request.method not in SAFE and "json" in request.headers.get("content-type", ""):
        refuse_unreadable(await request.body())
    # A file comes in before the gate opens, so that a slow line keeps no transaction waiting.
    if takes_file:
        settings: Settings = request.app.state.settings
        await receive(request, settings.document_bytes)
    elif is_multipart(request):
        await request.body()


def require_same_origin(request: Request[Any, Any, Any]) -> None:
    """Refuse an unsafe request that another site made a browser send (CSRF)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        raise CrossOrigin
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossOrigin


async def provide_gate(request: Request[Any, Any, Any]) -> AsyncIterator[Gate]:
    """Give a handler its gate; the transaction commits after the answer was rendered and before it is sent."""
    try:
        async with gate_of(request) as gate:
            yield gate
    except Unauthenticated:
        await keep_typed(request)
        raise


@asynccontextmanager
async def gate_of(request: Request[Any, Any, Any]) -> AsyncIterator[Gate]:
    """Open the gate for the holder of the request's ticket, with the answer kept if the request has a key."""
    database: Database = request.app.state.database
    repetition = await Repetition.of(request)
    repeated = None
    reading = request.method in SAFE
    async with opened(database, ticket_of(request), origin_of(request), reading=reading) as gate:
        request.state["actor"] = gate.actor
        if repetition is not None:
            repeated = await repetition.find(gate)
        if repeated is None:
            yield gate
            answer = request.state.get("answer")
            gate.failed = gate.failed or (answer is not None and answer.status >= 400)
            if not gate.failed and repetition is not None and answer is not None:
                await repetition.keep(gate, answer)
    if repeated is not None:
        raise Replayed(repeated)
