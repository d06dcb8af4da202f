"""The organisation's people: who administers them, what they may become, and that the last administrator stays."""

import asyncio
import re
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.cast import BY_NAME, NORTH, SOUTH, team_id
from tests.conftest import As
from tests.identity.conftest import Engage

HARBOUR = str(team_id(NORTH, "Harbour"))
HILL = str(team_id(NORTH, "Hill"))
ASHA = BY_NAME["asha"].member_id


@pytest.mark.parametrize(
    ("who", "status"),
    [("adam", 200), ("asha", 403), ("ines", 403), ("fee", 403), ("otto", 403), ("nils", 403)],
)
async def test_the_administration_sees_who_works_here(as_: As, who: str, status: int) -> None:
    client = await as_(who)
    for path in ("/members", "/api/members"):
        reply = await client.get(path)
        assert reply.status_code == status, path
        assert ("Hilda Hahn" in reply.text) == (status == 200)
        assert "Cara Christ" not in reply.text


@pytest.mark.parametrize(
    ("who", "status"), [("adam", 200), ("wanda", 404), ("asha", 403), ("otto", 403), ("nils", 404), ("pia", 404)]
)
async def test_one_member_is_shown_to_their_own_administration_only(as_: As, who: str, status: int) -> None:
    client = await as_(who)
    for path in (f"/members/{ASHA}", f"/api/members/{ASHA}", f"/members/{ASHA}/deactivation"):
        assert (await client.get(path)).status_code == status, path
    assert (await client.get(f"/api/members/{ASHA}")).headers.get("etag") == ('"1"' if status == 200 else None)


async def test_a_new_member_gets_a_link_and_signs_in_with_it(
    as_: As, anonymous: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    adam = await as_("adam")
    typed = {"name": "Yara Yilmaz", "email": "Yara@new.example", "role": "counsellor", "teams": HILL, "leads": HARBOUR}
    reply = await adam.post("/members/new", data=typed)
    assert reply.status_code == 303
    page = (await adam.get(reply.headers["location"])).text
    assert "The person is added." in page
    mail = await owner.fetchrow("select * from door.outgoing_mails where recipient = 'yara@new.example'")
    assert mail["subject"] == f"Casework: your password for {NORTH.name}"
    token = re.search(r"/password-reset/([\w-]{43})", mail["body"])
    assert token
    assert (
        await anonymous.put(f"/api/password-reset/{token[1]}", json={"password": "a red kite rises"})
    ).status_code == 204
    await anonymous.post("/sign-in", data={"email": "yara@new.example", "password": "a red kite rises"})
    me = (await anonymous.get("/api/me")).json()
    assert me["name"] == "Yara Yilmaz"
    assert set(me["teams"]) == {HILL, HARBOUR}
    assert me["leads"] == [HARBOUR]
    recorded = await owner.fetch(
        "select action, object_type from audit_events where actor_id = $1 and object_id = $2",
        BY_NAME["adam"].member_id,
        UUID(me["member_id"]),
    )
    assert {("create", "member"), ("send_password_link", "member")} <= {tuple(row) for row in recorded}


async def test_mistakes_are_named_and_nothing_typed_is_lost(as_: As) -> None:
    adam = await as_("adam")
    reply = await adam.post("/members/new", data={"name": "Asha Again", "email": "asha@n.example", "role": "auditor"})
    assert reply.status_code == 422
    assert "This person works here already." in reply.text
    assert 'value="Asha Again"' in reply.text
    for wrong in ({"email": "no address"}, {"role": "network_operator"}, {"teams": str(team_id(SOUTH, "Seminars"))}):
        typed = {"name": "Xaver", "email": "xaver@new.example", "role": "counsellor"} | wrong
        assert (await adam.post("/members/new", data=typed)).status_code == 422, wrong
        sent = typed | {"teams": [wrong["teams"]]} if "teams" in wrong else typed
        assert (await adam.post("/api/members", json=sent)).status_code == 422, wrong


async def test_an_account_that_exists_elsewhere_is_not_told(as_: As, engage: Engage) -> None:
    elsewhere = await engage(SOUTH)
    adam = await as_("adam")
    answers = [
        await adam.post("/api/members", json={"name": "Zoe", "email": email, "role": "counsellor"})
        for email in (elsewhere.email, "quite-new@new.example")
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    known, unknown = (answer.json() for answer in answers)
    assert {key for key in known if known[key] != unknown[key]} <= {"id", "email", "created_at"}


async def test_a_role_and_teams_change_at_once_and_a_stale_edit_is_told(
    as_: As, anonymous: httpx.AsyncClient, engage: Engage
) -> None:
    adam, nele = await as_("adam"), await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    path = f"/api/members/{nele.member_id}"
    change = {"name": "Nele Neu", "role": "team_lead", "teams": [HILL], "leads": [HILL]}
    assert (await adam.put(path, json=change)).status_code == 428
    reply = await adam.put(path, json=change, headers={"If-Match": '"1"'})
    assert (reply.status_code, reply.headers["etag"]) == (200, '"2"')
    me = (await anonymous.get("/api/me")).json()
    assert (me["name"], me["role"], me["leads"]) == ("Nele Neu", "team_lead", [HILL])
    assert (await adam.put(path, json=change, headers={"If-Match": '"1"'})).status_code == 412
    typed = {"name": "Nele Alt", "role": "team_lead", "version": "1"}
    merged = await adam.post(f"/members/{nele.member_id}", data=typed)
    assert merged.status_code == 409
    assert "Nele Neu" in merged.text
    assert "Nele Alt" in merged.text
    # Teams alone are an edit, too.
    reply = await adam.put(path, json=change | {"teams": [], "leads": []}, headers={"If-Match": '"2"'})
    assert (reply.headers["etag"], reply.json()["teams"]) == ('"3"', [])


async def test_ending_access_stops_open_sessions_at_once(as_: As, anonymous: httpx.AsyncClient, engage: Engage) -> None:
    adam, nele = await as_("adam"), await engage()
    await anonymous.post("/sign-in", data=nele.sign_in)
    assert "End the access of Nele Neumann?" in (await adam.get(f"/members/{nele.member_id}/deactivation")).text
    reply = await adam.post(f"/members/{nele.member_id}/deactivation", data={"version": "1"})
    assert reply.status_code == 303
    for path in ("/api/me", "/api/account", "/api/account/sessions"):
        assert (await anonymous.get(path)).status_code == 401
    assert (await anonymous.post("/api/sign-in", json=nele.sign_in)).status_code == 401
    assert (await adam.post(f"/api/members/{nele.member_id}/password-link")).status_code == 409
    stale = await adam.post(f"/members/{nele.member_id}/reactivation", data={"version": "1"})
    assert stale.status_code == 412
    assert (await adam.post(f"/members/{nele.member_id}/reactivation", data={"version": "2"})).status_code == 303
    assert (await anonymous.post("/api/sign-in", json=nele.sign_in)).status_code == 200


async def test_the_last_administrator_stays(as_: As, engage: Engage) -> None:
    adam = await as_("adam")
    me = BY_NAME["adam"].member_id
    version = (await adam.get(f"/api/members/{me}")).headers["etag"]
    demoted = {"name": "Adam Amsel", "role": "counsellor"}
    for reply in (
        await adam.post(f"/api/members/{me}/deactivation", headers={"If-Match": version}),
        await adam.put(f"/api/members/{me}", json=demoted, headers={"If-Match": version}),
    ):
        assert reply.status_code == 409
        assert "last administrator" in reply.json()["detail"]
    page = await adam.post(f"/members/{me}/deactivation", data={"version": version.strip('"')})
    assert page.status_code == 409
    assert "The last administrator must stay." in page.text
    # An inactive administrator does not count, an active one does.
    other = await engage(role="organisation_admin")
    reply = await adam.post(f"/api/members/{other.member_id}/deactivation", headers={"If-Match": '"1"'})
    assert reply.status_code == 200
    assert (await adam.post(f"/api/members/{me}/deactivation", headers={"If-Match": version})).status_code == 409


async def test_two_administrators_cannot_end_each_other(as_: As, anonymous: httpx.AsyncClient, engage: Engage) -> None:
    adam, other = await as_("adam"), await engage(role="organisation_admin")
    await anonymous.post("/sign-in", data=other.sign_in)
    me = BY_NAME["adam"].member_id
    version = (await adam.get(f"/api/members/{me}")).headers["etag"]
    replies = await asyncio.gather(
        adam.post(f"/api/members/{other.member_id}/deactivation", headers={"If-Match": '"1"'}),
        anonymous.post(f"/api/members/{me}/deactivation", headers={"If-Match": version}),
    )
    statuses = sorted(reply.status_code for reply in replies)
    assert statuses in ([200, 401], [200, 409])
    if replies[1].status_code == 200:
        back = await anonymous.post(f"/api/members/{me}/reactivation", headers={"If-Match": replies[1].headers["etag"]})
        assert back.status_code == 200


async def test_teams_are_made_by_the_administration(as_: As) -> None:
    adam = await as_("adam")
    assert (await adam.post("/members/teams", data={"name": "Meadow"})).status_code == 303
    again = await adam.post("/members/teams", data={"name": "Meadow"})
    assert again.status_code == 422
    assert "There is a team of this name already." in again.text
    assert "Meadow" in [team["name"] for team in (await adam.get("/api/teams")).json()]
    assert (await (await as_("asha")).post("/api/teams", json={"name": "Mine"})).status_code == 403


@pytest.mark.parametrize("who", ["asha", "otto", "wanda", "nils"])
async def test_nobody_else_administers(as_: As, who: str) -> None:
    client = await as_(who)
    for path, data in (
        (f"/members/{ASHA}", {"name": "X", "role": "auditor", "version": "1"}),
        (f"/members/{ASHA}/deactivation", {"version": "1"}),
        (f"/members/{ASHA}/reactivation", {"version": "1"}),
        (f"/members/{ASHA}/password-link", {}),
    ):
        assert (await client.post(path, data=data)).status_code in {403, 404}, path
    if who != "wanda":
        typed = {"name": "Xaver", "email": "xaver@new.example", "role": "counsellor"}
        assert (await client.post("/api/members", json=typed)).status_code == 403
        assert (await client.post("/members/new", data=typed)).status_code == 403
