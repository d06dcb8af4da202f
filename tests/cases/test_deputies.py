"""Standing in for somebody who is away: what opens, what stays hidden, when it ends, and what the record tells."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import httpx
import pytest

from casework.core.clock import today
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def member(who: str) -> str:
    """Give the id of one of the cast as JSON has it."""
    return str(BY_NAME[who].member_id)


@pytest.fixture(autouse=True)
async def _nobody_stays_away(owner: Owner) -> AsyncIterator[None]:
    await owner.execute("delete from absences")
    yield
    await owner.execute("delete from absences")


async def away(who: httpx.AsyncClient, deputy: str, first: int = 0, last: int = 7, **more: object) -> httpx.Response:
    """Enter an absence from one day to another, counted from today."""
    days = {"starts_on": today() + timedelta(days=first), "ends_on": today() + timedelta(days=last)}
    body = {"deputy_id": member(deputy), **{name: day.isoformat() for name, day in days.items()}, **more}
    return await who.post("/api/absences", json=body)


async def change(who: httpx.AsyncClient, case_id: UUID, version: int = 1) -> int:
    """Try what only whoever carries a case may do, and give the status."""
    headers = {"If-Match": f'"{version}"'}
    return (await who.put(f"/api/cases/{case_id}/phase", json={"phase": "plan"}, headers=headers)).status_code


async def test_the_deputy_works_in_the_cases_and_only_while_it_lasts(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    assert await change(ben, case_id) == 403
    entered = await away(asha, "ben")
    assert entered.status_code == 201, entered.text
    assert await change(ben, case_id) == 200
    listed = (await ben.get("/api/cases?scope=deputising")).json()
    assert listed["scope"] == "deputising"
    assert str(case_id) in {row["id"] for row in listed["rows"]}
    assert {row["owner_name"] for row in listed["rows"]} == {"Asha Adler"}
    assert [row["name"] for row in (await ben.get("/api/today")).json()["stand_ins"]] == ["Asha Adler"]
    assert "You stand in for Asha Adler" in (await ben.get("/")).text
    assert "Standing in" in (await ben.get("/cases?scope=deputising")).text
    # To give cases away is not part of standing in, and nobody else gained anything.
    giving = {"owner_id": member("ben")}
    reply = await ben.put(f"/api/cases/{case_id}/assignment", json=giving, headers={"If-Match": '"2"'})
    assert reply.status_code == 403
    assert await change(await as_("hilda"), case_id, 2) == 404
    assert await change(asha, case_id, 2) == 200
    ended = await asha.post(f"/absences/{entered.json()['id']}/end", data={"version": "1"})
    assert ended.status_code == 303
    assert await change(ben, case_id, 3) == 403
    assert (await ben.get("/api/cases?scope=deputising")).json()["scope"] == "mine"
    assert (await ben.get("/api/today")).json()["stand_ins"] == []


@pytest.mark.parametrize(("first", "last", "status"), [(1, 3, 403), (0, 0, 200)])
async def test_it_counts_by_the_day(as_: As, case_of: CaseOf, first: int, last: int, status: int) -> None:
    case_id = await case_of()
    assert (await away(await as_("asha"), "ben", first, last)).status_code == 201
    assert await change(await as_("ben"), case_id) == status


async def test_hidden_cases_and_words_stay_hidden_unless_said(as_: As, case_of: CaseOf) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    hidden, open_case = await case_of(restricted=True), await case_of()
    note = {"text": "For my eyes.", "visibility": "restricted"}
    key = (await asha.post(f"/api/cases/{open_case}/notes", json=note)).json()["id"]
    mine = (await asha.post(f"/api/cases/{open_case}/notes", json={**note, "visibility": "me_and_lead"})).json()["id"]
    client = (await asha.get(f"/api/cases/{hidden}")).json()["persons"][0]["client_id"]
    entered = (await away(asha, "ben")).json()
    for address in (f"/api/cases/{hidden}", f"/api/people/{client}", f"/api/notes/{key}", f"/api/notes/{mine}"):
        assert (await ben.get(address)).status_code == 404, address
    await asha.post(f"/api/absences/{entered['id']}/end", headers={"If-Match": '"1"'})
    assert (await away(asha, "ben", includes_restricted=True)).status_code == 201
    for address in (f"/api/cases/{hidden}", f"/api/people/{client}", f"/api/notes/{key}"):
        assert (await ben.get(address)).status_code == 200, address
    assert (await ben.get(f"/api/notes/{mine}")).status_code == 404


async def test_the_record_tells_on_whose_behalf(as_: As, case_of: CaseOf, owner: Owner) -> None:
    asha, ben, case_id, own = await as_("asha"), await as_("ben"), await case_of(), await case_of("ben")
    await away(asha, "ben")
    for key in (case_id, own):
        assert (await ben.get(f"/api/cases/{key}")).status_code == 200
    assert await change(ben, case_id) == 200
    assert (await ben.get("/api/cases?scope=deputising")).status_code == 200
    told = await owner.fetch(
        "select e.object_id, e.action, e.on_behalf_of from audit_events e where e.actor_id = $1"
        " and e.subjects && array(select unnest(client_ids) from cases where id = any($2::uuid[]))",
        BY_NAME["ben"].member_id,
        [case_id, own],
    )
    behalf: dict[UUID | None, set[Any]] = {}
    for row in told:
        behalf.setdefault(row["object_id"], set()).add(row["on_behalf_of"])
    assert behalf[case_id] == {BY_NAME["asha"].member_id}
    assert behalf[own] == {None}
    assert behalf[None] == {BY_NAME["asha"].member_id}, "the list of her cases was seen on her behalf"
    event = await owner.fetchval(
        "select id from audit_events where object_id = $1 and on_behalf_of is not null limit 1", case_id
    )
    assert "Asha Adler" in (await (await as_("otto")).get(f"/access-record/{event}")).text


@pytest.mark.parametrize(
    ("who", "deputy", "more", "status"),
    [
        ("asha", "ben", {}, 201),
        ("asha", "asha", {}, 422),
        ("asha", "hilda", {}, 422),
        ("asha", "fee", {}, 422),
        ("asha", "cara", {}, 422),
        ("asha", "ben", {"member_id": "ben"}, 422),
        ("ines", "ben", {"member_id": "asha"}, 201),
        ("ines", "ben", {"member_id": "asha", "includes_restricted": True}, 422),
        ("ines", "ben", {"member_id": "hilda"}, 422),
        ("asha", "ben", {"first": 3, "last": 1}, 422),
        ("asha", "ben", {"first": -9, "last": -2}, 422),
        ("asha", "ben", {"last": 500}, 422),
        ("fee", "asha", {}, 403),
        ("otto", "asha", {}, 403),
        ("adam", "asha", {}, 403),
    ],
)
async def test_who_enters_what(as_: As, who: str, deputy: str, more: dict[str, Any], status: int) -> None:
    body: dict[str, Any] = {name: member(value) if name == "member_id" else value for name, value in more.items()}
    reply = await away(await as_(who), deputy, **body)
    assert reply.status_code == status, reply.text


async def test_no_two_at_once_and_no_chain(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    entered = await away(asha, "ben")
    assert (await away(asha, "ines", 3, 9)).status_code == 422
    assert (await away(ben, "asha", 5, 6)).status_code == 422, "who stands in is away in these days"
    assert (await away(ben, "ines", 0, 1)).status_code == 201
    assert await change(await as_("ines"), case_id) == 200, "as the lead, whom standing in gives nothing"
    foreign = f"/api/absences/{entered.json()['id']}"
    for who, status in (("omar", 404), ("hilda", 404), ("ben", 403), ("ines", 201)):
        reply = await (await as_(who)).post(f"{foreign}/end", headers={"If-Match": '"1"'})
        assert reply.status_code == status, who
    assert (await asha.post(f"{foreign}/end", headers={"If-Match": '"2"'})).status_code == 409


async def test_the_page_keeps_what_was_typed(as_: As) -> None:
    asha = await as_("asha")
    page = (await asha.get("/absences")).text
    assert "Ben Becker" in page
    assert "Hilda Hahn" not in page
    days = {"starts_on": today().isoformat(), "ends_on": "31.02.2027"}
    wrong = await asha.post("/absences", data={"deputy_id": member("ben"), **days})
    assert wrong.status_code == 422
    assert "31.02.2027" in wrong.text
    days["ends_on"] = today().isoformat()
    assert (await asha.post("/absences", data={"deputy_id": member("ben"), **days})).status_code == 303
    assert "Ben Becker stands in" in (await asha.get("/absences?done=entered")).text
    assert "Asha Adler" in (await (await as_("ines")).get("/absences")).text
    assert "away until" in (await (await as_("ines")).get("/workload")).text
    assert "Absence and deputy" in (await asha.get("/account")).text
    assert (await (await as_("otto")).get("/absences")).status_code == 403


async def test_the_deputy_is_offered_the_cases_and_warned_of_their_deadlines(as_: As, case_of: CaseOf) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    # By this name the case is among the first to choose from, however many there are.
    open_case, hidden = await case_of(family_name="Aaberg"), await case_of(family_name="Aaberg", restricted=True)
    for key in (open_case, hidden):
        # The longest overdue stand first, whatever else is open.
        due = (today() - timedelta(days=3_000)).isoformat()
        deadline = {"kind": "title_expiry", "inputs": {"event_on": due}, "due_on": due, "correction": "As printed."}
        reply = await asha.post(f"/api/cases/{key}/deadlines", json=deadline)
        assert reply.status_code == 201, reply.text
    shown = (await asha.get(f"/api/cases/{open_case}")).json()
    pages = (f"/contacts/new?search={shown['number']}", "/referrals/new")
    for address in pages:
        assert f"{open_case}" not in (await ben.get(address)).text, address
    assert (await away(asha, "ben")).status_code == 201
    for address in pages:
        assert f"{open_case}" in (await ben.get(address)).text, address
    for case_id in (open_case, hidden):
        (colleague,) = (await ben.get("/api/today")).json()["stand_ins"]
        found = {row["case_id"] for row in colleague["deadlines"]}
        assert (str(case_id) in found) == (case_id == open_case)
        assert (f"/cases/{case_id}" in (await ben.get("/")).text) == (case_id == open_case)
    assert f"{hidden}" not in (await ben.get("/referrals/new")).text
