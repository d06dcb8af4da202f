"""An attacker with a session: sends requests, keeps what came back, and says what is wrong with it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast
from urllib.parse import urlencode
from uuid import UUID, uuid4

import asyncpg
import httpx
from litestar import Litestar

from casework.config import Settings
from casework.core.crypto import new_token, token_hash
from casework.web.entrance import cookie_name
from tests.cast import Person
from tests.factories import SESSION
from tests.isolation.surface import Route, form_fields
from tests.isolation.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Key: TypeAlias = Callable[[str], object]
ADDRESS = ("192.0.2.66", 666)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Visitor:
    """One member with a session that is renewed whenever an attack has ended it."""

    app: Litestar
    owner: Owner
    person: Person | None
    replies: list[tuple[Route, httpx.Response]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Attackers come from an address of their own, so that their failed sign-ins do not shut out other tests.
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=cast("Any", self.app), raise_app_exceptions=False, client=ADDRESS),
            base_url="http://testserver.local",
            headers={"Accept-Language": "en"},
        )
        self._signed_in = False

    @property
    def who(self) -> str:
        """Give the name that the tests use."""
        return self.person.who if self.person else "nobody"

    async def sign_in(self) -> str | None:
        """Open a session behind the fence, which costs no password check, and give its token."""
        self._signed_in = True
        self.client.cookies.clear()
        if self.person is None:
            return None
        token = new_token()
        await self.owner.execute(SESSION, token_hash(token), self.person.flat.id, self.person.member_id)
        settings: Settings = self.app.state.settings
        self.client.cookies.set(cookie_name(settings), token, domain="testserver.local")
        return token

    async def send(self, route: Route, key: Key, **changes: Any) -> httpx.Response:  # noqa: ANN401  # Passed on to httpx.
        """Send a request with its ids from `key`; the body is a valid one unless told otherwise."""
        if not self._signed_in:
            await self.sign_in()
        body = changes.pop("body", None) or route.sample(key)
        asked = {"params": {name: str(key(name)) for name in route.keys_in_query()}} | changes
        headers = {"If-Match": '"1"'} | asked.pop("headers", {})
        if route.is_form and not route.safe:
            # Encoded here, because the client refuses to send what no honest client would.
            asked["content"] = urlencode(form_fields(body), doseq=True, errors="surrogatepass").encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif body is not None:
            asked["content"] = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        reply = await self.client.request(route.method, route.address(key), headers=headers, **asked)
        self.replies.append((route, reply))
        if self.person and (not route.safe) and (reply.status_code == 401 or reply.headers.get("set-cookie")):
            # The attack has ended or changed the session: the next one comes with a fresh one.
            await self.sign_in()
        return reply


def ids_of(world: World, path: str) -> Key:
    """Give the ids of a world by the names of the parameters, and made-up ones where it has none."""
    return lambda name: world.key(name, path) or uuid4()


def random_ids(_: str) -> UUID:
    """Give an id that nobody has."""
    return uuid4()


def one_of(field_name: str, planted: Key, rest: Key) -> Key:
    """Give one field's id from one place and all others from another."""
    return lambda name: planted(name) if name == field_name else rest(name)


def settled(reply: httpx.Response) -> tuple[int, str, str | None, str | None]:
    """Give what an answer tells, without ids and without the request's own number."""
    body = ID.sub("ID", reply.text)
    location = reply.headers.get("location")
    return reply.status_code, body, reply.headers.get("etag"), ID.sub("ID", location) if location else None


def canaries_in(reply: httpx.Response) -> set[str]:
    """Give the columns whose canaries are in an answer, its headers included."""
    return canaries_of(reply.text + " " + " ".join(f"{name}: {value}" for name, value in reply.headers.items()))


def canaries_of(text: str) -> set[str]:
    """Give the columns whose canaries are in a text."""
    return {found.rstrip(".") for found in re.findall(r"kanarie[a-z]+[\w.]*", text.lower())}
