"""One's own account: password, language, and the places where one is signed in."""

from uuid import uuid4

import asyncpg
import httpx
from litestar import Litestar

from tests.cast import PASSWORD
from tests.conftest import anonymous_client
from tests.identity.conftest import Engage

NEW = "seven ducks on the canal"


async def test_the_account_page_tells_who_one_is(anonymous: httpx.AsyncClient, engage: Engage) -> None:
    nele = await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    page = (await anonymous.get("/account")).text
    assert "Nele Neumann" in page
    assert "Counselling North" in page
    assert "this session" in page
    assert (await anonymous.get("/api/account")).json() == {
        "name": "Nele Neumann",
        "organisation": "Counselling North",
        "role": "counsellor",
        "language": "de",
    }


async def test_changing_the_password_needs_the_present_one_and_ends_the_other_sessions(
    app: Litestar, anonymous: httpx.AsyncClient, engage: Engage, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    nele = await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    async with anonymous_client(app) as elsewhere:
        await elsewhere.post("/sign-in", data=nele.sign_in)
        wrong = await anonymous.post("/account/password", data={"old_password": "wrong", "password": NEW})
        assert wrong.status_code == 422
        assert "Your present password is not right." in wrong.text
        assert NEW not in wrong.text
        reply = await anonymous.post("/account/password", data={"old_password": PASSWORD, "password": NEW})
        assert (reply.status_code, reply.headers["location"]) == (303, "/account?done=password")
        assert (await anonymous.get("/api/me")).status_code == 200
        assert (await elsewhere.get("/api/me")).status_code == 401
        assert (await elsewhere.post("/sign-in", data=nele.sign_in | {"password": NEW})).status_code == 303
    assert await owner.fetchval(
        "select count(*) from audit_events where action = 'password_change' and actor_id = $1", nele.member_id
    )


async def test_guessing_the_present_password_is_paused(anonymous: httpx.AsyncClient, engage: Engage) -> None:
    nele = await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    for _ in range(10):
        reply = await anonymous.post("/api/account/password", json={"old_password": "guess", "password": NEW})
        assert reply.status_code == 422
    reply = await anonymous.post("/account/password", data={"old_password": PASSWORD, "password": NEW})
    assert reply.status_code == 429


async def test_sessions_can_be_ended_one_by_one_or_all_others(
    app: Litestar, anonymous: httpx.AsyncClient, engage: Engage
) -> None:
    nele = await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    others = [anonymous_client(app) for _ in range(3)]
    for other in others:
        await other.post("/sign-in", data=nele.sign_in)
    sessions = (await anonymous.get("/api/account/sessions")).json()
    assert len(sessions) == 4
    assert [session["current"] for session in sessions].count(True) == 1
    last = next(session for session in sessions if not session["current"])
    reply = await anonymous.post(f"/account/sessions/{last['id']}/end")
    assert reply.headers["location"] == "/account?done=session#sessions"
    assert [(await other.get("/api/me")).status_code for other in others].count(401) == 1
    current = next(session for session in sessions if session["current"])
    assert (await anonymous.delete(f"/api/account/sessions/{current['id']}")).status_code == 404
    assert (await anonymous.delete("/api/account/sessions")).status_code == 204
    assert [(await other.get("/api/me")).status_code for other in others].count(401) == 3
    assert (await anonymous.get("/api/me")).status_code == 200
    for other in others:
        await other.aclose()


async def test_nobody_ends_somebody_elses_session(app: Litestar, anonymous: httpx.AsyncClient, engage: Engage) -> None:
    nele, nora = await engage(), await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    async with anonymous_client(app) as hers:
        await hers.post("/sign-in", data=nora.sign_in)
        session = (await hers.get("/api/account/sessions")).json()[0]["id"]
        for wanted in (session, uuid4()):
            assert (await anonymous.delete(f"/api/account/sessions/{wanted}")).status_code == 404
        assert (await hers.get("/api/me")).status_code == 200


async def test_the_language_is_remembered_for_pages_and_mails(anonymous: httpx.AsyncClient, engage: Engage) -> None:
    nele = await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    await anonymous.post("/account/language", data={"language": "en"})
    assert anonymous.cookies["language"] == "en"
    assert (await anonymous.get("/api/account")).json()["language"] == "en"
    assert (await anonymous.put("/api/account/language", json={"language": "fr"})).status_code == 422
    assert (await anonymous.post("/account/language", data={"language": "fr"})).status_code == 422
