"""Attack 9: sessions that were planted, ended or ridden from another site; and whatever a machine thinks of sending."""

import os
from typing import Any, TypeAlias

import asyncpg
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar
from schemathesis.core.result import Ok

from casework.core.crypto import new_token, token_hash
from casework.web.entrance import cookie_name
from tests.cast import NORTH
from tests.isolation.conftest import VisitorOf
from tests.isolation.surface import Route
from tests.isolation.test_http_matrix import CLOSED, is_public, not_own
from tests.isolation.visitor import Visitor, canaries_in, ids_of
from tests.isolation.world import World, rows_hashed

Case: TypeAlias = "schemathesis.Case[Any]"
Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver.local.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)
# More examples find more: set the variable and leave it running.
EXAMPLES = int(os.environ.get("CASEWORK_SCHEMA_EXAMPLES", "3"))


@pytest.mark.parametrize("header", FOREIGN, ids=lambda header: next(iter(header.values())))
async def test_no_route_acts_for_another_site(
    routes: list[Route], visitor: VisitorOf, own: World, header: dict[str, str]
) -> None:
    cara, nobody = visitor("cara"), visitor(None)
    for route in routes:
        if not route.safe:
            for attacker in (cara, nobody) if is_public(route) else (cara,):
                reply = await attacker.send(route, ids_of(own, route.path), headers=header)
                assert reply.status_code == 403, route.name


async def test_reading_from_another_site_changes_nothing(
    routes: list[Route], visitor: VisitorOf, behind: Owner, own: World
) -> None:
    """Links from elsewhere are followed with the session; so no address that reads may write."""
    cara = visitor("cara")
    await cara.sign_in()
    before = await rows_hashed(behind, own.flat)
    for route in routes:
        if route.method == "GET":
            await cara.send(route, ids_of(own, route.path), headers={"Sec-Fetch-Site": "cross-site"})
    after = await rows_hashed(behind, own.flat)
    assert {table for table in before if before[table] != after[table]} == set()


async def test_a_planted_cookie_is_worth_nothing(app: Litestar, visitor: VisitorOf, behind: Owner) -> None:
    nobody = visitor(None)
    await nobody.sign_in()
    name = cookie_name(app.state.settings)
    stored = await behind.fetchval("select encode(token_hash, 'hex') from door.sessions limit 1")
    number = await behind.fetchval("select id::text from door.sessions limit 1")
    for planted in (new_token(), "x", stored, number, "", "a" * 5000, "%00", "' or true --"):
        reply = await nobody.client.get("/api/me", headers={"Cookie": f"{name}={planted}"})
        assert reply.status_code == 401, planted


async def test_signing_in_never_takes_over_a_planted_session(visitor: VisitorOf, app: Litestar) -> None:
    nobody = visitor(None)
    await nobody.sign_in()
    planted = new_token()
    body = {"email": "asha@n.example", "password": "a long enough sentence", "organisation": NORTH.prefix}
    name = cookie_name(app.state.settings)
    reply = await nobody.client.post("/api/sign-in", json=body, headers={"Cookie": f"{name}={planted}"})
    assert reply.status_code == 200, reply.text
    assert reply.cookies[name] != planted
    flags = reply.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags


@pytest.mark.parametrize("path", ["/api/sign-out", "/sign-out"])
async def test_after_signing_out_the_token_is_dead(visitor: VisitorOf, app: Litestar, path: str) -> None:
    cara = visitor("cara")
    token = await cara.sign_in()
    assert (await cara.client.get("/api/me")).status_code == 200
    assert (await cara.client.post(path)).status_code in {204, 303}
    cara.client.cookies.set(cookie_name(app.state.settings), token or "", domain="testserver.local")
    assert (await cara.client.get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        "revoked_at = now()",
        "expires_at = now() - interval '1 second'",
        "seen_at = now() - interval '31 minutes'",
        "org_id = null, member_id = null",
    ],
)
async def test_an_ended_session_opens_no_route(
    routes: list[Route], visitor: VisitorOf, behind: Owner, own: World, change: str
) -> None:
    cara = visitor("cara")
    token = await cara.sign_in()
    await behind.execute(f"update door.sessions set {change} where token_hash = $1", token_hash(token or ""))
    for route in routes:
        if route.method == "GET" and not is_public(route) and not route.path.startswith(CLOSED):
            reply = await cara.send(route, ids_of(own, route.path))
            # Whoever still has to choose an organisation may see that choice, and nothing else.
            if route.path.endswith("/memberships") and "null" in change:
                continue
            # Some addresses only send on to another one of the program, which then asks.
            sent_away = reply.status_code == 303 and reply.headers["location"].startswith("/") and not reply.text
            # A request that lacks a parameter is told so before it is asked who sends it.
            assert reply.status_code in {400, 401} or sent_away, f"{route.name}: {reply.status_code}"


def invented(document: dict[str, Any]) -> list[Case]:
    """Give requests that a machine made from the OpenAPI document, a few for each operation."""
    cases: list[Case] = []
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok), "an operation of the document cannot be understood"
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def collect(case: Case) -> None:
            cases.append(case)

        collect()
    return cases


async def test_nothing_a_machine_sends_breaks_in(
    app: Litestar, visitor: VisitorOf, behind: Owner, victim: World, own: World
) -> None:
    """Two organisations' sessions over the whole document: no fault of ours, and nobody's canary on the other side."""
    document = app.openapi_schema.to_schema()
    sent = 0
    before = await rows_hashed(behind, NORTH)
    people: list[tuple[Visitor, World]] = [(visitor("cara"), own), (visitor("wanda"), own)]
    for case in invented(document):
        for person, world in people:
            if "sign-" in case.path or "account" in case.path or "password" in case.path:
                continue
            reply = await _send(person, case)
            if reply is not None:
                sent += 1
                assert reply.status_code < 500, f"{reply.request.url} {case.body!r}"
                assert not not_own(canaries_in(reply), world), f"{case.method} {case.formatted_path}"
    assert sent > 50
    assert await rows_hashed(behind, NORTH) == before
    assert victim.canary


async def _send(person: Visitor, case: Case) -> httpx.Response | None:
    if not person.client.cookies:
        await person.sign_in()
    call = case.as_transport_kwargs(base_url="http://testserver.local")
    wanted = {name: call[name] for name in ("method", "url", "params", "json", "data", "headers") if call.get(name)}
    try:
        return await person.client.request(**wanted)
    except (UnicodeEncodeError, ValueError, httpx.HTTPError, TypeError):
        # The client itself refuses to send some of what a machine thinks of.
        return None
