"""Signing in and out over HTTP."""

import httpx
import pytest

from tests.cast import NORTH, PASSWORD, WEST
from tests.conftest import As


async def test_signing_in_tells_who_one_is(as_: As) -> None:
    asha = await as_("asha")
    reply = await asha.get("/api/me")
    assert reply.status_code == 200
    assert reply.json()["name"] == "Asha Adler"
    assert reply.json()["organisation"] == {"id": str(NORTH.id), "name": NORTH.name, "role": "counsellor"}


async def test_without_a_session_nothing_answers(anonymous: httpx.AsyncClient) -> None:
    reply = await anonymous.get("/api/me")
    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("email", "password"), [("asha@n.example", "wrong"), ("nobody@n.example", PASSWORD), ("nobody@n.example", "")]
)
async def test_wrong_pairs_answer_alike(anonymous: httpx.AsyncClient, email: str, password: str) -> None:
    reply = await anonymous.post("/api/sign-in", json={"email": email, "password": password})
    assert reply.status_code == 401
    assert reply.json()["detail"] == "The e-mail address or the password is not right."


async def test_a_person_with_two_organisations_names_one(anonymous: httpx.AsyncClient) -> None:
    reply = await anonymous.post("/api/sign-in", json={"email": "dora@both.example", "password": PASSWORD})
    assert reply.status_code == 422
    assert "organisation" in reply.json()["errors"]


async def test_after_signing_out_the_session_is_worth_nothing(anonymous: httpx.AsyncClient) -> None:
    await anonymous.post("/api/sign-in", json={"email": "hilda@n.example", "password": PASSWORD})
    token = dict(anonymous.cookies)
    assert (await anonymous.get("/api/me")).status_code == 200
    assert (await anonymous.post("/api/sign-out")).status_code == 204
    anonymous.cookies.update(token)
    assert (await anonymous.get("/api/me")).status_code == 401


async def test_switching_organisations_ends_one_session_and_opens_another(anonymous: httpx.AsyncClient) -> None:
    typed = {"email": "dora@both.example", "password": PASSWORD, "organisation": "N"}
    await anonymous.post("/api/sign-in", json=typed)
    names = [found["name"] for found in (await anonymous.get("/api/memberships")).json()]
    assert names == [NORTH.name, WEST.name]
    before = dict(anonymous.cookies)
    assert (await anonymous.post("/api/memberships", json={"organisation": "S"})).status_code == 422
    assert (await anonymous.post("/api/memberships", json={"organisation": "W"})).json()["name"] == WEST.name
    assert (await anonymous.get("/api/me")).json()["organisation"]["name"] == WEST.name
    anonymous.cookies.clear()
    anonymous.cookies.update(before)
    assert (await anonymous.get("/api/me")).status_code == 401
