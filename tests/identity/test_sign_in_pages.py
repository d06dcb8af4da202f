"""Signing in and out, and choosing an organisation, as pages."""

from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest
from litestar import Litestar

from tests.cast import NORTH, PASSWORD, WEST
from tests.conftest import As

DORA = {"email": "dora@both.example", "password": PASSWORD}


async def test_the_sign_in_page_is_open_to_everybody_and_in_their_language(anonymous: httpx.AsyncClient) -> None:
    assert "Forgotten your password?" in (await anonymous.get("/sign-in")).text
    german = await anonymous.get("/sign-in", headers={"Accept-Language": "de"})
    assert german.status_code == 200
    assert "Passwort vergessen?" in german.text


async def test_signing_in_leads_to_where_one_was_going(anonymous: httpx.AsyncClient) -> None:
    asked = await anonymous.get("/memberships")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Fmemberships")
    reply = await anonymous.post(
        "/sign-in", data={"email": "ASHA@n.example ", "password": PASSWORD, "next": "/cases?page=2"}
    )
    assert (reply.status_code, reply.headers["location"]) == (303, "/cases?page=2")
    assert (await anonymous.get("/api/me")).json()["name"] == "Asha Adler"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "/sign-in"])
async def test_nobody_is_led_away_by_a_prepared_link(anonymous: httpx.AsyncClient, target: str) -> None:
    data = {"email": "asha@n.example", "password": PASSWORD, "next": target}
    assert (await anonymous.post("/sign-in", data=data)).headers["location"] == "/"


@pytest.mark.parametrize(("email", "password"), [("ben@n.example", "wrong"), ("nobody@n.example", PASSWORD)])
async def test_a_wrong_pair_is_said_alike_and_only_the_password_is_lost(
    anonymous: httpx.AsyncClient, email: str, password: str
) -> None:
    reply = await anonymous.post("/sign-in", data={"email": email, "password": password, "next": "/cases"})
    assert reply.status_code == 401
    assert "The e-mail address or the password is not right." in reply.text
    assert f'value="{email}"' in reply.text
    assert 'value="/cases"' in reply.text
    assert password not in reply.text


async def test_empty_fields_are_named(anonymous: httpx.AsyncClient) -> None:
    reply = await anonymous.post("/sign-in", data={"email": "ben@n.example", "password": ""})
    assert reply.status_code == 422
    assert "Please fill in this field." in reply.text


async def test_a_person_with_two_organisations_chooses_one_and_may_switch(anonymous: httpx.AsyncClient) -> None:
    choice = await anonymous.post("/sign-in", data=DORA | {"next": "/cases"})
    assert choice.status_code == 200
    assert NORTH.name in choice.text
    assert WEST.name in choice.text
    # Until then the session opens nothing, and every way leads to the choice.
    assert (await anonymous.get("/api/me")).status_code == 401
    assert (await anonymous.get("/sign-in?next=/cases")).headers["location"] == "/memberships?next=%2Fcases"
    waiting = dict(anonymous.cookies)
    chosen = await anonymous.post("/memberships", data={"organisation": str(WEST.id), "next": "/cases"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/cases")
    assert (await anonymous.get("/api/me")).json()["organisation"]["name"] == WEST.name
    assert dict(anonymous.cookies) != waiting
    west = dict(anonymous.cookies)
    assert "open now" in (await anonymous.get("/memberships")).text
    await anonymous.post("/memberships", data={"organisation": str(NORTH.id)})
    assert (await anonymous.get("/api/me")).json()["organisation"]["name"] == NORTH.name
    # Switching rotates: the session in the other organisation has ended.
    anonymous.cookies.clear()
    anonymous.cookies.update(west)
    assert (await anonymous.get("/api/me")).status_code == 401


async def test_nobody_chooses_an_organisation_that_is_not_theirs(anonymous: httpx.AsyncClient) -> None:
    await anonymous.post("/sign-in", data=DORA)
    reply = await anonymous.post("/memberships", data={"organisation": "Founders South"})
    assert reply.status_code == 422
    assert "You do not work for this organisation." in reply.text


async def test_signing_out_ends_the_session_and_clears_what_the_browser_holds(anonymous: httpx.AsyncClient) -> None:
    await anonymous.post("/sign-in", data={"email": "hilda@n.example", "password": PASSWORD})
    token = dict(anonymous.cookies)
    reply = await anonymous.post("/sign-out")
    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in?done=signed-out")
    assert reply.headers["clear-site-data"] == '"cache"'
    assert "You are signed out." in (await anonymous.get("/sign-in?done=signed-out")).text
    anonymous.cookies.update(token)
    assert (await anonymous.get("/api/me")).status_code == 401
    assert (await anonymous.post("/sign-out")).status_code == 303


@pytest.fixture
def demo_people(app: Litestar) -> Iterator[None]:
    app.state.demo_people = [
        SimpleNamespace(
            name="Nadja Invented", role="counsellor", organisation=NORTH.name, email="asha@n.example", password=PASSWORD
        )
    ]
    yield
    app.state.demo_people = []


@pytest.mark.usefixtures("demo_people")
async def test_the_demo_offers_its_people(anonymous: httpx.AsyncClient) -> None:
    reply = await anonymous.get("/sign-in")
    assert "Nadja Invented" in reply.text
    assert f"<h3>{NORTH.name}</h3>" in reply.text
    assert "Counsellor" in reply.text


async def test_without_the_demo_nobody_is_offered(anonymous: httpx.AsyncClient, as_: As) -> None:
    assert "People of the demo" not in (await anonymous.get("/sign-in")).text
    assert (await (await as_("asha")).get("/sign-in")).status_code == 200
