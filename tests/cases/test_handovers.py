"""Handing a case over: to whom, with what, who confirms, and who carried it when."""

from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As

SUMMARY = "The objection is written; call the authority on Monday."


def member(who: str) -> str:
    """Give the id of one of the cast as JSON has it."""
    return str(BY_NAME[who].member_id)


async def give(giver: httpx.AsyncClient, case_id: UUID, to: str, version: int = 1) -> httpx.Response:
    """Hand a case over with a summary."""
    body = {"owner_id": member(to), "summary": SUMMARY}
    return await giver.put(f"/api/cases/{case_id}/assignment", json=body, headers={"If-Match": f'"{version}"'})


async def waiting(who: httpx.AsyncClient, case_id: UUID) -> dict[str, str] | None:
    """Give the hand-over of a case that waits for somebody on their start page, None if there is none."""
    found = (await who.get("/api/today")).json()["handovers"]
    return next((row for row in found if row["case_id"] == str(case_id)), None)


@pytest.mark.parametrize(
    ("who", "to", "status"),
    [
        ("asha", "ben", 200),
        ("asha", "hilda", 422),
        ("asha", "fee", 422),
        ("asha", "asha", 422),
        ("asha", "cara", 422),
        ("ben", "ben", 403),
        ("ines", "ben", 200),
        ("ines", "hilda", 422),
        ("hilda", "hilda", 404),
        ("omar", "cara", 404),
    ],
)
async def test_who_hands_over_to_whom(as_: As, case_of: CaseOf, who: str, to: str, status: int) -> None:
    reply = await give(await as_(who), await case_of(), to)
    assert reply.status_code == status, reply.text
    assert (status == 200) == ("Ben Becker" in reply.text)


async def test_the_receiver_sees_it_on_today_and_confirms(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    assert (await give(asha, case_id, "ben")).status_code == 200
    found = await waiting(ben, case_id)
    assert found is not None
    assert found["summary"] == SUMMARY
    assert "Handed over to you" in (await ben.get("/")).text
    assert "I have taken this case over" in (await ben.get(f"/cases/{case_id}")).text
    assert "I have taken" not in (await asha.get(f"/cases/{case_id}")).text
    address = f"/handovers/{found['id']}/confirmation"
    assert (await asha.post(f"/api{address}")).status_code == 403
    assert (await (await as_("ines")).post(f"/api{address}")).status_code == 403
    assert (await (await as_("omar")).post(f"/api{address}")).status_code == 404
    assert (await ben.post(address)).status_code == 303
    assert (await ben.post(f"/api{address}")).status_code == 409
    assert await waiting(ben, case_id) is None
    page = (await ben.get(f"/cases/{case_id}?done=taken")).text
    assert "You have taken this case over." in page
    assert SUMMARY in page


async def test_who_carried_the_case_when(as_: As, case_of: CaseOf) -> None:
    case_id, ines = await case_of(), await as_("ines")
    assert (await give(await as_("asha"), case_id, "ben")).status_code == 200
    assert (await give(ines, case_id, "ines", 2)).status_code == 200
    assert await waiting(ines, case_id) is None, "whoever takes a case needs no confirmation"
    assert await waiting(await as_("ben"), case_id) is None
    seen = (await ines.get(f"/api/cases/{case_id}/handovers")).json()
    assert [row["name"] for row in seen["carriers"]] == ["Ines Ilse", "Ben Becker", "Asha Adler"]
    assert seen["carriers"][0]["until"] is None
    assert seen["carriers"][1]["until"] == seen["carriers"][0]["since"]
    assert "Who carried the case" in (await ines.get(f"/cases/{case_id}")).text
    assert (await (await as_("hilda")).get(f"/api/cases/{case_id}/handovers")).status_code == 404


async def test_what_is_running_stands_beside(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    deadline = {
        "kind": "objection",
        "due_on": "2027-01-15",
        "correction": "agreed",
        "inputs": {"event_on": "2026-11-16", "proper_instruction": True},
    }
    reply = await asha.post(f"/api/cases/{case_id}/deadlines", json=deadline)
    assert reply.status_code == 201, reply.text
    form = (await asha.get(f"/cases/{case_id}/assignment")).text
    assert f"/deadlines/{reply.json()['id']}" in form
    running = (await asha.get(f"/api/cases/{case_id}/handovers")).json()["running"]
    assert [row["kind"] for row in running] == ["Deadline"]
    german = await asha.get(f"/api/cases/{case_id}/handovers", headers={"Accept-Language": "de"})
    assert german.json()["running"][0]["kind"] == "Frist"


async def test_what_was_typed_stays_and_the_page_leads_on(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    address = f"/cases/{case_id}/assignment"
    wrong = await asha.post(address, data={"owner_id": "", "summary": SUMMARY, "version": "1"})
    assert wrong.status_code == 422
    assert SUMMARY in wrong.text
    stale = await asha.post(address, data={"owner_id": member("ben"), "summary": SUMMARY, "version": "7"})
    assert stale.status_code == 409
    assert SUMMARY in stale.text
    draft = await asha.put(f"/drafts/case-handover/{case_id}", json={"fields": {"summary": ["half a sentence"]}})
    assert draft.status_code == 200
    assert "half a sentence" in (await asha.get(address)).text
    done = await asha.post(address, data={"owner_id": member("ben"), "summary": SUMMARY, "version": "1"})
    assert done.headers["location"] == f"/cases/{case_id}?done=assigned"


async def test_a_hidden_case_is_gone_for_who_gave_it_away(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of(restricted=True)
    assert (await give(asha, case_id, "ben")).status_code == 204
    assert (await asha.get(f"/api/cases/{case_id}")).status_code == 404
    assert (await (await as_("ben")).get(f"/api/cases/{case_id}")).status_code == 200
    second = await case_of(restricted=True)
    form = {"owner_id": member("ben"), "summary": "", "version": "1"}
    assert (await asha.post(f"/cases/{second}/assignment", data=form)).headers["location"] == "/cases"


async def test_the_record_tells_of_it(as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    case_id = await case_of()
    assert (await give(await as_("asha"), case_id, "ben")).status_code == 200
    client = await owner.fetchval("select client_ids[1] from cases where id = $1", case_id)
    told = await owner.fetch(
        "select object_type, action, fields from audit_events where $1 = any(subjects) and actor_id = $2"
        " and action in ('create', 'update') and object_type in ('case', 'handover') order by at",
        client,
        BY_NAME["asha"].member_id,
    )
    assert {"owner_id"} <= {name for row in told if row["object_type"] == "case" for name in row["fields"]}
    assert [row["action"] for row in told if row["object_type"] == "handover"] == ["create"]
