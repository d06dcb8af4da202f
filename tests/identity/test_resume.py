"""A session that ends in the middle of a form: the password is asked for in place, and what was typed goes on."""

import re
from html import unescape
from urllib.parse import parse_qsl

import asyncpg
import httpx
import pytest

from casework.core.crypto import token_hash
from tests.cast import NORTH, PASSWORD, WEST

NOTE = {"text": "Frau Ö. bringt den Bescheid <mit> & ruft an", "topics": ["work", "housing"], "version": "3"}
ASHA = {"email": "asha@n.example", "password": PASSWORD}
DORA = {"email": "dora@both.example", "password": PASSWORD}


def hidden(page: str, name: str) -> str:
    """Give the value of a hidden field."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', page.partition("<main")[2])
    assert found, page
    return unescape(found[0])


async def expire(owner: "asyncpg.Connection[asyncpg.Record]", client: httpx.AsyncClient) -> None:
    await owner.execute(
        "update door.sessions set seen_at = now() - interval '31 minutes' where token_hash = $1",
        token_hash(client.cookies["casework"]),
    )


async def test_a_form_is_kept_and_goes_on_after_signing_in(
    anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await anonymous.post("/sign-in", data=ASHA)
    await expire(owner, anonymous)
    asked = await anonymous.post("/account/language?from=here", data=NOTE)
    assert asked.status_code == 401
    assert "Please sign in again" in asked.text
    kept = {"next": hidden(asked.text, "next"), "typed": hidden(asked.text, "typed")}
    assert kept["next"] == "/account/language?from=here"
    assert parse_qsl(kept["typed"]) == [
        ("text", NOTE["text"]),
        ("topics", "work"),
        ("topics", "housing"),
        ("version", "3"),
    ]
    # A slip in the password loses nothing.
    wrong = await anonymous.post("/sign-in", data=ASHA | {"password": "wrong"} | kept)
    assert wrong.status_code == 401
    assert hidden(wrong.text, "typed") == kept["typed"]
    going = await anonymous.post("/sign-in", data=ASHA | kept)
    assert going.status_code == 200
    assert 'action="/account/language?from=here"' in going.text
    assert hidden(going.text, "text") == NOTE["text"]
    assert going.text.count('name="topics"') == 2
    # It is the same person in the same place, so the script may send it at once.
    assert "data-send-at-once" in going.text
    assert (await anonymous.get("/api/me")).status_code == 200


async def test_the_same_organisation_goes_on_without_asking(
    anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await anonymous.post("/sign-in", data=DORA)
    await anonymous.post("/memberships", data={"organisation": str(WEST.id)})
    await expire(owner, anonymous)
    reply = await anonymous.post("/sign-in", data=DORA | {"next": "/x", "typed": "a=1"})
    assert "data-send-at-once" in reply.text
    assert (await anonymous.get("/api/me")).json()["organisation"]["name"] == WEST.name


async def test_without_a_known_place_the_person_chooses_and_decides(anonymous: httpx.AsyncClient) -> None:
    choice = await anonymous.post("/sign-in", data=DORA | {"next": "/x", "typed": "a=1"})
    kept = {"next": hidden(choice.text, "next"), "typed": hidden(choice.text, "typed")}
    assert kept == {"next": "/x", "typed": "a=1"}
    going = await anonymous.post("/memberships", data={"organisation": str(NORTH.id)} | kept)
    assert f"You are now signed in for {NORTH.name}." in going.text
    assert "data-send-at-once" not in going.text
    assert 'action="/x"' in going.text


async def test_somebody_else_does_not_send_it_unasked(
    anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await anonymous.post("/sign-in", data=ASHA)
    await expire(owner, anonymous)
    data = {"email": "ben@n.example", "password": PASSWORD, "next": "/x", "typed": "a=1"}
    assert "data-send-at-once" not in (await anonymous.post("/sign-in", data=data)).text


@pytest.mark.parametrize("target", ["https://evil.example/x", "//evil.example", "javascript:alert(1)"])
async def test_it_goes_to_this_site_only(anonymous: httpx.AsyncClient, target: str) -> None:
    reply = await anonymous.post("/sign-in", data=ASHA | {"next": target, "typed": "a=1"})
    assert 'action="/"' in reply.text


async def test_passwords_and_what_is_too_long_are_not_carried_along(anonymous: httpx.AsyncClient) -> None:
    asked = await anonymous.post("/account/password", data={"password": "secret old", "new_password": "secret new"})
    assert asked.status_code == 401
    assert "secret" not in asked.text
    long = await anonymous.post("/account/language", data={"text": "x" * 400_001})
    assert long.status_code == 401
    assert "xxx" not in long.text


async def test_the_api_is_told_in_json(anonymous: httpx.AsyncClient) -> None:
    reply = await anonymous.post("/api/sign-out")
    assert (reply.status_code, reply.headers["content-type"]) == (401, "application/problem+json")
