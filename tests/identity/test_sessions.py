"""Sessions: their limits, their cookie, their rotation, and what comes from elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import httpx
import pytest
from litestar import Litestar

from casework.app import create_app
from casework.config import Settings
from casework.core.crypto import new_token, token_hash
from tests.cast import PASSWORD
from tests.conftest import As, anonymous_client
from tests.identity.conftest import Engage

ASHA = {"email": "asha@n.example", "password": PASSWORD}


async def move(owner: "asyncpg.Connection[asyncpg.Record]", client: httpx.AsyncClient, change: str) -> None:
    """Change a session behind the fence, as time would."""
    status = await owner.execute(
        f"update door.sessions set {change} where token_hash = $1", token_hash(client.cookies["casework"])
    )
    assert status == "UPDATE 1"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("seen_at = now() - interval '29 minutes'", 200),
        ("seen_at = now() - interval '31 minutes'", 401),
        ("expires_at = now() + interval '1 minute'", 200),
        ("expires_at = now() - interval '1 second'", 401),
        ("revoked_at = now()", 401),
    ],
)
async def test_a_session_has_its_limits(
    anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]", change: str, status: int
) -> None:
    await anonymous.post("/sign-in", data=ASHA)
    await move(owner, anonymous, change)
    assert (await anonymous.get("/api/me")).status_code == status
    assert (await anonymous.get("/account")).status_code == (200 if status == 200 else 303)


async def test_being_busy_keeps_a_session_but_not_beyond_its_end(
    anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await anonymous.post("/sign-in", data=ASHA)
    await move(owner, anonymous, "seen_at = now() - interval '29 minutes'")
    await anonymous.get("/api/me")
    row = await owner.fetchrow(
        "select now() - seen_at as idle, expires_at - opened_at as whole from door.sessions where token_hash = $1",
        token_hash(anonymous.cookies["casework"]),
    )
    assert row["idle"].total_seconds() < 60
    assert row["whole"].total_seconds() == 12 * 3600


async def test_a_planted_token_is_worth_nothing_and_is_replaced(anonymous: httpx.AsyncClient) -> None:
    planted = new_token()
    anonymous.cookies.set("casework", planted, domain="testserver.local")
    assert (await anonymous.get("/api/me")).status_code == 401
    await anonymous.post("/sign-in", data=ASHA)
    assert anonymous.cookies["casework"] != planted
    anonymous.cookies.clear()
    anonymous.cookies.set("casework", planted, domain="testserver.local")
    assert (await anonymous.get("/api/me")).status_code == 401


async def test_signing_in_again_ends_the_session_before(anonymous: httpx.AsyncClient, app: Litestar) -> None:
    await anonymous.post("/sign-in", data=ASHA)
    before = anonymous.cookies["casework"]
    await anonymous.post("/sign-in", data={"email": "ben@n.example", "password": PASSWORD})
    assert (await anonymous.get("/api/me")).json()["name"] == "Ben Becker"
    async with anonymous_client(app) as client:
        client.cookies.set("casework", before)
        assert (await client.get("/api/me")).status_code == 401


async def test_the_cookie_is_kept_from_scripts_and_other_sites(anonymous: httpx.AsyncClient) -> None:
    cookie = (await anonymous.post("/sign-in", data=ASHA)).headers["set-cookie"]
    assert cookie.startswith("casework=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie


@asynccontextmanager
async def behind_https(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of the program as it runs behind https."""
    application = create_app(replace(settings, public_url="https://casework.example"))
    async with application.lifespan():
        client = anonymous_client(application)
        client.base_url = httpx.URL("https://casework.example")
        yield client
        await client.aclose()


async def test_over_https_the_cookie_carries_the_host_prefix(settings: Settings) -> None:
    async with behind_https(settings) as secure:
        await look_at_the_secure_cookie(secure)


async def look_at_the_secure_cookie(secure: httpx.AsyncClient) -> None:
    reply = await secure.post("/sign-in", data=ASHA)
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("__Host-casework=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert reply.headers["strict-transport-security"]
    assert (await secure.get("/api/me")).status_code == 200
    # The plain name opens nothing here.
    token = secure.cookies["__Host-casework"]
    secure.cookies.clear()
    assert (await secure.get("/api/me", headers={"Cookie": f"casework={token}"})).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver.local", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
    ],
)
async def test_another_site_cannot_act_in_ones_name(
    anonymous: httpx.AsyncClient,
    owner: "asyncpg.Connection[asyncpg.Record]",
    engage: Engage,
    headers: dict[str, str],
    status: int,
) -> None:
    await anonymous.post("/sign-in", data=(await engage()).sign_in)
    reply = await anonymous.post("/account/language", data={"language": "en"}, headers=headers)
    assert reply.status_code == status
    assert (await anonymous.get("/api/account")).json()["language"] == ("en" if status == 303 else "de")
    # Signing in is not open to other sites either: nobody is led into somebody else's account.
    assert (await anonymous.post("/sign-in", data=ASHA, headers=headers)).status_code == status
    refused = await owner.fetchval(
        "select reason from operator_events where request_id = $1", reply.headers["x-request-id"]
    )
    assert refused == ("cross_origin" if status == 403 else None)


async def test_a_worthless_ticket_is_recorded_and_none_at_all_is_not(
    anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]", as_: As
) -> None:
    async def recorded(reply: httpx.Response) -> str | None:
        reason: str | None = await owner.fetchval(
            "select reason from operator_events where request_id = $1", reply.headers["x-request-id"]
        )
        return reason

    assert await recorded(await anonymous.get("/api/me")) is None
    anonymous.cookies.set("casework", new_token(), domain="testserver.local")
    assert await recorded(await anonymous.get("/api/me")) == "worthless_ticket"
    assert await recorded(await anonymous.get("/account")) == "worthless_ticket"
    assert await recorded(await anonymous.get("/sign-in")) is None
    assert await recorded(await (await as_("asha")).get("/api/me")) is None
