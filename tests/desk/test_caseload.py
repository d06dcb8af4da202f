"""The caseload over HTTP: whose cases, in which order, through which filters."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from casework.core.clock import now, today
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As


async def ids(as_: As, who: str, query: str = "") -> list[str]:
    """Give the ids of a caseload in order."""
    reply = await (await as_(who)).get(f"/api/cases?{query}" if query else "/api/cases")
    assert reply.status_code == 200, reply.text
    return [row["id"] for row in reply.json()["rows"]]


async def test_everybody_sees_their_own_and_a_lead_the_team_s(as_: As, case_of: CaseOf) -> None:
    of = {who: str(await case_of(who)) for who in ("asha", "ben", "hilda", "cara")}
    assert of["asha"] in await ids(as_, "asha")
    assert of["ben"] not in await ids(as_, "asha")
    assert of["ben"] not in await ids(as_, "asha", "scope=team")
    team = await ids(as_, "ines")
    assert {of["asha"], of["ben"]} <= set(team)
    assert not {of["hilda"], of["cara"]} & set(team)
    assert of["asha"] not in await ids(as_, "ines", "scope=mine")


@pytest.mark.parametrize(("who", "status"), [("fee", 403), ("adam", 403), ("otto", 403), ("nils", 403), ("pia", 200)])
async def test_who_has_no_caseload(as_: As, who: str, status: int) -> None:
    assert (await (await as_(who)).get("/api/cases")).status_code == status


async def test_filters_and_orders(as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    one = await case_of("hilda", given_name="Zora", family_name="Äpfel", sort_key="apfel zora", district="12054")
    two = await case_of("hilda", given_name="Adam", family_name="Zander", sort_key="zander adam")
    await owner.execute(
        "update cases set last_contact_at = $2, phase = 'plan' where id = $1", one, now() - timedelta(90)
    )
    due_on = (today() + timedelta(5)).isoformat()
    deadline = {"kind": "evidence_request", "due_on": due_on, "inputs": {"event_on": due_on}}
    reply = await (await as_("hilda")).post(f"/api/cases/{one}/deadlines", json=deadline)
    assert reply.status_code == 201, reply.text
    both = {str(one), str(two)}

    async def found(query: str) -> list[str]:
        return [key for key in await ids(as_, "hilda", query) if key in both]

    assert await found("") == [str(two), str(one)]
    assert await found("sort=contact") == [str(one), str(two)]
    assert await found("sort=name") == [str(one), str(two)]
    assert await found("sort=-name") == [str(two), str(one)]
    assert await found("sort=deadline") == [str(one), str(two)]
    assert await found("sort=-deadline") == [str(one), str(two)]
    assert set(await found("sort=opened")) == both
    assert await found("silent=60") == [str(one)]
    assert await found("phase=plan") == [str(one)]
    assert await found("district=12054") == [str(one)]
    assert await found("text=apf") == [str(one)]
    assert await found("text=Äpf") == [str(one)]
    assert await found("text=Zora") == [str(one)]
    number = (await (await as_("hilda")).get(f"/api/cases/{two}")).json()["number"]
    assert await found(f"text={number.lower()}") == [str(two)]
    assert await found("status=closed") == []
    assert set(await found("status=all&district=&phase=")) == both


@pytest.mark.parametrize(
    "query",
    [
        "sort=salary",
        "page=0",
        "page=x",
        "phase=moon",
        "district=Barnim",
        "silent=-1",
        "scope=all",
        "status=half",
        "text=" + "x" * 101,
        "page=999999999999",
        "text=%00",
        "sort=name;drop table cases",
    ],
)
async def test_filters_that_mean_nothing_are_said(as_: As, query: str) -> None:
    asha = await as_("asha")
    assert (await asha.get(f"/api/cases?{query}")).status_code == 422
    assert (await asha.get(f"/cases?{query}")).status_code == 200


async def test_fifty_on_a_page(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    person = BY_NAME["cara"]
    await owner.execute(
        "insert into cases (org_id, id, number, title, sort_key, phase, owner_id, restricted, opened_on,"
        " last_contact_at) select $1, gen_random_uuid(), 'W-' || n, 'Case ' || n, 'case', 'intake', $2, false,"
        " current_date, now() - n * interval '1 hour' from generate_series(1, 60) n",
        person.flat.id,
        person.member_id,
    )
    cara = await as_("cara")
    first, second = [(await cara.get(f"/api/cases?page={page}")).json() for page in (1, 2)]
    assert (len(first["rows"]), first["has_more"]) == (50, True)
    assert second["has_more"] is False
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}


async def test_a_list_is_one_record_that_knows_its_clients(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await case_of("asha")
    reply = await (await as_("asha")).get("/api/cases")
    rows = await owner.fetch("select * from audit_events where request_id = $1", UUID(reply.headers["x-request-id"]))
    assert [(row["action"], row["object_type"]) for row in rows] == [("list", "case")]
    assert rows[0]["result_count"] == len(reply.json()["rows"])
    assert len(rows[0]["subjects"]) >= 1
