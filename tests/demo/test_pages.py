"""The demo network through the program: what its people see, and what they do not."""

from contextlib import AsyncExitStack
from datetime import timedelta

import httpx

from casework.app import create_app
from casework.config import Settings
from casework.core.clock import today
from casework.demo.days import Days
from casework.demo.organisations import BARNIM
from casework.demo.people import EMINE, FRANZISKA, NADJA, PASSWORD, Person
from tests.conftest import anonymous_client


async def test_the_people_see_what_is_theirs(network: tuple[Settings, list[str]]) -> None:
    application = create_app(network[0])
    async with application.lifespan(), AsyncExitStack() as stack:

        async def sign_in(person: Person) -> httpx.AsyncClient:
            client = await stack.enter_async_context(anonymous_client(application))
            reply = await client.post("/api/sign-in", json={"email": person.email, "password": PASSWORD})
            assert reply.status_code == 200, reply.text
            return client

        nadja, franziska, emine = [await sign_in(person) for person in (NADJA, FRANZISKA, EMINE)]
        await _today_is_full(nadja)
        await _some_look_like_one(nadja)
        assert "Aigerim &amp; Timur Seitkali" in (await nadja.get("/")).text
        (case,) = (await nadja.get("/api/cases?text=Seitkali")).json()["rows"]
        assert "Сейтқали" in (await nadja.get(f"/cases/{case['id']}")).text
        assert (await emine.get(f"/cases/{case['id']}")).status_code == 404
        assert "Timur Seitkali" in (await franziska.get("/referrals")).text
        assert "Seitkali" not in (await emine.get("/referrals")).text


async def _today_is_full(nadja: httpx.AsyncClient) -> None:
    shown = (await nadja.get("/api/today")).json()
    days = Days(today(), BARNIM.land)
    assert len(shown["inbox"]) == 2
    assert [row["title"] for row in shown["silent"]] == ["Ioana Dumitrescu", "Farid Rahimi"]
    soon = (today() + timedelta(days=14)).isoformat()
    assert sum(row["due_on"] <= soon for row in shown["deadlines"]) == 3
    # On days off nobody has appointments; the page shows today and tomorrow.
    working = sum(days.is_working(today() + timedelta(days=number)) for number in (0, 1))
    assert len(shown["appointments"]) >= 2 * working


async def _some_look_like_one(nadja: httpx.AsyncClient) -> None:
    pairs = (await nadja.get("/api/people/duplicates")).json()
    families = {frozenset(pair[each]["family_name"] for each in ("one", "other")) for pair in pairs}
    assert families >= {
        frozenset({"Hryzenko", "Grytsenko"}),
        frozenset({"Al-Khatib", "Alkhateeb"}),
        frozenset({"Dumitrescu", "Dumitresku"}),
    }
