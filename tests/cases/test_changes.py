"""Changing, closing, handing over and hiding cases: who may, and what is recorded."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import today
from tests.cases.conftest import CaseOf
from tests.conftest import As
from tests.factories import insert_client, new_case, new_client

CLOSING = {"reason": "goals_achieved", "note": "The shop is open."}


async def send(
    who: httpx.AsyncClient, method: str, case_id: UUID, part: str, body: object = None, version: int = 1
) -> httpx.Response:
    """Send an edit of a case that is based on a version."""
    return await who.request(method, f"/api/cases/{case_id}{part}", json=body, headers={"If-Match": f'"{version}"'})


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("asha", 200),
        ("ben", 200),
        ("ines", 200),
        ("hilda", 404),
        ("fee", 404),
        ("adam", 404),
        ("otto", 404),
        ("omar", 404),
        ("cara", 404),
        ("pia", 404),
        ("nils", 404),
    ],
)
async def test_who_reads_a_case(as_: As, case_of: CaseOf, who: str, status: int) -> None:
    case_id = await case_of()
    assert (await (await as_(who)).get(f"/api/cases/{case_id}")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("asha", 201), ("ben", 403), ("ines", 201), ("hilda", 404), ("omar", 404), ("pia", 404)]
)
async def test_only_her_counsellor_or_lead_closes(as_: As, case_of: CaseOf, who: str, status: int) -> None:
    case_id = await case_of()
    reply = await send(await as_(who), "POST", case_id, "/closure", CLOSING)
    assert reply.status_code == status, reply.text


async def test_closing_and_reopening(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    closed = await send(asha, "POST", case_id, "/closure", CLOSING)
    assert closed.json()["closed_on"] == today().isoformat()
    assert closed.json()["closure_reason"] == "goals_achieved"
    assert (await send(asha, "POST", case_id, "/closure", CLOSING, 2)).status_code == 409
    assert (await send(asha, "PUT", case_id, "/phase", {"phase": "plan"}, 2)).status_code == 409
    assert (await send(await as_("ben"), "POST", case_id, "/reopening", None, 2)).status_code == 403
    opened = await send(asha, "POST", case_id, "/reopening", None, 2)
    assert opened.json()["closed_on"] is None
    assert opened.json()["phase"] == "monitoring"
    assert (await send(asha, "POST", case_id, "/reopening", None, 3)).status_code == 409


@pytest.mark.parametrize("days", [1, -1])
async def test_a_case_closes_between_its_opening_and_today(as_: As, case_of: CaseOf, days: int) -> None:
    case_id = await case_of()
    body = {**CLOSING, "closed_on": (today() + timedelta(days=days)).isoformat()}
    assert (await send(await as_("asha"), "POST", case_id, "/closure", body)).status_code in {409, 422}


async def test_edits_need_the_present_version(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    change = {"phase": "plan", "concern": "A shop.", "venture": "Tailoring", "district": "12054"}
    changed = await send(asha, "PUT", case_id, "", change)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2"'
    assert changed.json()["venture"] == "Tailoring"
    assert (await send(asha, "PUT", case_id, "", change)).status_code == 412
    assert (await asha.put(f"/api/cases/{case_id}", json=change)).status_code == 428
    assert (await send(await as_("ben"), "PUT", case_id, "", change, 2)).status_code == 403
    assert (await send(await as_("ines"), "PUT", case_id, "/phase", {"phase": "linking"}, 2)).status_code == 200


async def test_a_hidden_case_does_not_exist_for_the_team(as_: As, case_of: CaseOf) -> None:
    case_id = await case_of()
    asha, ben, ines = await as_("asha"), await as_("ben"), await as_("ines")
    assert (await send(asha, "PUT", case_id, "/restriction", {"restricted": True})).status_code == 403
    assert (await send(ines, "PUT", case_id, "/restriction", {"restricted": True})).status_code == 200
    invented = await ben.get(f"/api/cases/{uuid4()}")
    hidden = await ben.get(f"/api/cases/{case_id}")
    assert hidden.status_code == 404
    assert {**hidden.json(), "request_id": ""} == {**invented.json(), "request_id": ""}
    assert (await ben.post(f"/api/cases/{case_id}/notes", json={"text": "x"})).status_code == 404
    assert (await asha.get(f"/api/cases/{case_id}")).status_code == 200


async def test_a_person_joins_and_the_title_follows(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of(given_name="Olena", family_name="Hryzenko")
    ivan = str(await insert_client(owner, "hilda", given_name="Ivan", family_name="Hryzenko"))
    reply = await send(asha, "POST", case_id, "/persons", {"client_id": ivan})
    assert reply.status_code == 201, reply.text
    assert reply.json()["title"] == "Olena & Ivan Hryzenko"
    assert (await send(asha, "POST", case_id, "/persons", {"client_id": ivan}, 2)).status_code == 409
    ben = await send(await as_("ben"), "POST", case_id, "/persons", {"client_id": ivan}, 2)
    assert ben.status_code == 403


async def test_a_new_name_reaches_the_titles(as_: As) -> None:
    asha = await as_("asha")
    client = await new_client(asha, given_name="Mariola", family_name="Wrona")
    opened = await asha.post("/api/cases", json={"client_ids": [str(client)]})
    person = await asha.get(f"/api/people/{client}")
    details = {"given_name": "Mariola", "family_name": "Wrzesień"}
    reply = await asha.put(f"/api/people/{client}", json=details, headers={"If-Match": person.headers["etag"]})
    assert reply.status_code == 200, reply.text
    case = (await asha.get(f"/api/cases/{opened.json()['id']}")).json()
    assert case["title"] == "Mariola Wrzesień"
    assert case["version"] == 1


async def test_what_was_done_stands_in_the_record(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of()
    await send(asha, "POST", case_id, "/closure", CLOSING)
    await send(await as_("ben"), "POST", case_id, "/reopening", None, 2)
    rows = await owner.fetch(
        "select action, fields, outcome, cardinality(subjects) as shown from audit_events"
        " where object_id = $1 and object_type = 'case' order by id",
        case_id,
    )
    done = [(row["action"], row["outcome"]) for row in rows]
    assert done == [
        ("create", "allowed"),
        ("read", "allowed"),
        ("read", "allowed"),
        ("update", "allowed"),
        ("read", "allowed"),
        ("denied", "denied"),
    ]
    assert {"closed_on", "closure_reason", "closure_note", "phase"} <= set(rows[3]["fields"])
    assert [row["shown"] for row in rows[1:5]] == [1, 1, 1, 1]


async def test_hiding_a_client_hides_their_cases(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    ines, ben, client = await as_("ines"), await as_("ben"), await insert_client(owner, "asha")
    case_id = await new_case(await as_("asha"), client)
    assert (await ben.get(f"/api/cases/{case_id}")).status_code == 200
    person = await ines.get(f"/api/people/{client}")
    hidden = await ines.post(f"/api/people/{client}/restriction", headers={"If-Match": person.headers["etag"]})
    assert hidden.status_code == 200, hidden.text
    assert (await ben.get(f"/api/cases/{case_id}")).status_code == 404
    assert (await (await as_("asha")).get(f"/api/cases/{case_id}")).json()["restricted"] is True


@pytest.mark.parametrize(
    ("who", "status"), [("fee", 200), ("asha", 403), ("hilda", 404), ("adam", 404), ("otto", 404), ("cara", 404)]
)
async def test_the_front_desk_knows_the_head_alone(as_: As, case_of: CaseOf, who: str, status: int) -> None:
    case_id = await case_of(given_name="Olena")
    reply = await (await as_(who)).get(f"/api/cases/{case_id}/head")
    assert reply.status_code == status, reply.text
    if status == 200:
        assert set(reply.json()) == {"id", "number", "title", "district"}
        found = await (await as_(who)).get("/people", params={"search": reply.json()["number"]})
        assert found.headers["location"] == f"/cases/{case_id}/appointments"
