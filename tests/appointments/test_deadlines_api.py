"""Deadlines over the API: computed as the calculator does, confirmed or corrected, completed, and for whom."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import today
from tests.appointments.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case

OBJECTION = {"event_on": "2026-10-01", "authority": "jobcenter"}


async def calculated(
    client: httpx.AsyncClient, kind: str, inputs: dict[str, object], land: str = "bb"
) -> httpx.Response:
    return await client.post("/api/deadlines/calculation", json={"kind": kind, "land": land, "inputs": inputs})


async def kept(client: httpx.AsyncClient, case_id: UUID, **changes: object) -> httpx.Response:
    body: dict[str, object] = {"kind": "objection", "inputs": OBJECTION, "due_on": "2026-11-02"} | changes
    return await client.post(f"/api/cases/{case_id}/deadlines", json=body)


@pytest.mark.parametrize(
    ("kind", "inputs", "land", "due_on"),
    [
        ("title_expiry", {"event_on": "2026-12-24"}, "bb", "2026-12-24"),
        # 1 November 2026 is a Sunday.
        ("objection", {"event_on": "2026-10-01", "authority": "jobcenter"}, "bb", "2026-11-02"),
        # 31 October is a holiday in Brandenburg and not in Berlin; in 2025 it is a Friday.
        ("objection", {"event_on": "2025-09-30", "authority": "trade_office"}, "bb", "2025-10-30"),
        ("objection", {"event_on": "2025-10-01", "proper_instruction": False}, "be", "2026-10-01"),
        ("objection", {"posted_on": "2025-03-03", "authority": "jobcenter"}, "bb", "2025-04-07"),
        ("apply_before_event", {"event_on": "2026-12-01", "event": "business_start"}, "bb", "2026-11-30"),
        ("tax_notice", {"event_on": "2026-09-30"}, "be", "2026-10-30"),
        ("tax_notice", {"event_on": "2025-10-01"}, "be", "2025-11-03"),
    ],
)
async def test_calculation(as_: As, kind: str, inputs: dict[str, object], land: str, due_on: str) -> None:
    reply = await calculated(await as_("asha"), kind, inputs, land)
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert found["due_on"] == due_on
    assert found["sentence"]
    assert found["norm"] in found["sentence"]


async def test_the_calculation_is_also_an_address(as_: As) -> None:
    asha = await as_("asha")
    address = "/api/deadlines/calculation?kind=objection&land=bb"
    found = (await asha.get(f"{address}&event_on=2024-03-14")).json()
    assert found["due_on"] == "2024-04-15"
    assert found["sentence"].endswith(
        "ends Monday 15 April because 14 April is a Sunday (BGB § 193); VwGO § 70, SGG § 84"
    )
    german = await asha.get(f"{address}&event_on=14.03.2024", headers={"Accept-Language": "de"})
    assert "weil der 14.04. ein Sonntag ist" in german.json()["sentence"]
    refused = await asha.get(f"{address}&event_on=2024-02-30")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["event_on"])
    assert (await asha.get(address)).status_code == 422
    assert (await asha.get("/api/deadlines/calculation?kind=nonsense&land=bb")).status_code in {400, 422}
    assert (await (await as_("adam")).get(f"{address}&event_on=2024-03-14")).status_code == 403


async def test_what_is_kept_says_everything_about_its_date(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    reply = await kept(asha, case_id, title="Jobcenter")
    assert reply.status_code == 201, reply.text
    made = reply.json()
    row = await owner.fetchrow("select * from deadlines where id = $1", UUID(made["id"]))
    assert row is not None
    assert (row["rule"], row["rule_version"], row["norm"], row["land"]) == (
        "objection.sgg",
        "2025-01-01",
        "SGG § 84",
        "bb",
    )
    assert (row["due_on"], row["computed_due_on"], row["correction"]) == (date(2026, 11, 2), date(2026, 11, 2), None)
    assert row["confirmed_by"] == BY_NAME["asha"].member_id
    assert row["confirmed_at"] is not None
    assert "2026-10-01" in row["inputs"]
    assert "Sunday" in made["calculation"]["sentence"]
    german = await asha.get(f"/api/deadlines/{made['id']}", headers={"Accept-Language": "de"})
    assert "Sonntag" in german.json()["calculation"]["sentence"]
    assert {
        row["action"] for row in await owner.fetch("select action from audit_events where object_id = $1", row["id"])
    } == {
        "create",
        "read",
    }


async def test_another_date_needs_a_reason(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    refused = await kept(asha, case_id, due_on="2026-10-30")
    assert refused.status_code == 422
    assert "02.11.2026" in refused.json()["errors"]["correction"][0]
    corrected = await kept(asha, case_id, due_on="2026-10-30", correction="The letter names this day.")
    assert corrected.status_code == 201, corrected.text
    made = corrected.json()
    assert (made["due_on"], made["calculation"]["due_on"]) == ("2026-10-30", "2026-11-02")
    assert all(day < "2026-10-30" for day in made["warn_on"])


@pytest.mark.parametrize(
    ("who", "reading", "keeping"),
    [
        ("asha", 200, 201),
        ("ben", 200, 201),
        ("ines", 200, 201),
        ("hilda", 404, 404),
        ("fee", 404, 404),
        ("omar", 404, 404),
        ("pia", 404, 404),
        ("adam", 404, 404),
        ("otto", 404, 404),
    ],
)
async def test_who_reads_keeps_and_completes(as_: As, case_of: CaseOf, who: str, reading: int, keeping: int) -> None:
    case_id = await case_of("asha")
    made = (await kept(await as_("asha"), case_id)).json()
    client = await as_(who)
    assert (await client.get(f"/api/deadlines/{made['id']}")).status_code == reading
    assert (await client.get(f"/api/cases/{case_id}/deadlines")).status_code == reading
    assert (await client.get(f"/deadlines/{made['id']}")).status_code == reading
    assert (await client.get(f"/cases/{case_id}/deadlines")).status_code == reading
    assert (await kept(client, case_id)).status_code == keeping
    done = await client.post(
        f"/api/deadlines/{made['id']}/completion",
        json={"how": "done", "on": "2026-11-01"},
        headers={"If-Match": '"1"'},
    )
    assert done.status_code == reading, done.text


async def test_completing_tells_whether_it_was_in_time(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")

    async def end(how: str, on: str, version: int, identity: str) -> httpx.Response:
        return await asha.post(
            f"/api/deadlines/{identity}/completion", json={"how": how, "on": on}, headers={"If-Match": f'"{version}"'}
        )

    made = (await kept(asha, case_id)).json()["id"]
    assert (await end("done", (today() + timedelta(days=1)).isoformat(), 1, made)).status_code == 422
    assert (await end("done", "2026-11-02", 1, made)).json()["status"] == "done"
    assert (await end("done", "2026-11-02", 2, made)).status_code == 409
    again = await asha.post(f"/api/deadlines/{made}/reopening", headers={"If-Match": '"2"'})
    assert again.json()["status"] == "open"
    assert (await end("done", "2026-11-03", 3, made)).json()["status"] == "done_late"
    ahead = (today() + timedelta(days=30)).isoformat()
    other = (await kept(asha, case_id, kind="plan_review", inputs={"event_on": ahead}, due_on=ahead)).json()["id"]
    assert (await end("missed", today().isoformat(), 1, other)).status_code == 409
    assert (await end("dropped", today().isoformat(), 1, other)).json()["status"] == "dropped"
    assert (await end("dropped", today().isoformat(), 1, other)).status_code == 412


async def test_open_deadlines_by_owner_and_urgency(as_: As, case_of: CaseOf) -> None:
    ben, case_id = await as_("ben"), await case_of("ben")
    for event in ("2026-11-20", "2026-11-10"):
        assert (
            await kept(ben, case_id, kind="plan_review", inputs={"event_on": event}, due_on=event)
        ).status_code == 201
    member = BY_NAME["ben"].member_id
    found = (await ben.get(f"/api/deadlines?member_id={member}&until=2026-11-30&limit=200")).json()
    days = [entry["due_on"] for entry in found if entry["case_id"] == str(case_id)]
    assert days == ["2026-11-10", "2026-11-20"]
    assert all(entry["due_on"] <= "2026-11-30" for entry in found)
    hilda = await as_("hilda")
    assert all(entry["case_id"] != str(case_id) for entry in (await hilda.get("/api/deadlines?limit=200")).json())


async def test_the_person_must_belong_to_the_case(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha = await as_("asha")
    first, second = await insert_client(owner, "asha"), await insert_client(owner, "asha", given_name="Levi")
    case_id, other = await new_case(asha, first), await insert_client(owner, "omar")
    assert (await kept(asha, case_id, client_id=str(first))).status_code == 201
    for stranger in (second, other, uuid4()):
        refused = await kept(asha, case_id, client_id=str(stranger))
        assert refused.status_code == 422
        assert "client_id" in refused.json()["errors"]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("objection", {}),
        ("objection", {"event_on": "31.02.2026"}),
        ("objection", {"event_on": "0001-01-01"}),
        ("objection", {"event_on": "9999-12-31"}),
        ("objection", {"event_on": "2026-10-01", "days_left": 3}),
        ("objection", {"event_on": "2026-10-01", "posted_on": "2026-10-02"}),
        ("evidence_request", {"event_on": "2026-10-01", "period": {"days": 10**12}}),
        ("evidence_request", {"event_on": "2026-10-01", "period": {"days": -1}}),
        ("benefit_claim_remainder", {"event_on": "2026-10-01", "days_left": 10**9}),
        ("apply_before_event", {"event_on": "2026-10-01", "event": "birthday"}),
        ("nonsense", {"event_on": "2026-10-01"}),
    ],
)
async def test_bad_inputs_are_told(as_: As, case_of: CaseOf, kind: str, inputs: dict[str, object]) -> None:
    asha = await as_("asha")
    reply = await calculated(asha, kind, inputs)
    assert reply.status_code == 422, reply.text
    assert reply.json()["errors"]
    assert (await kept(asha, await case_of("asha"), kind=kind, inputs=inputs)).status_code == 422


async def test_the_calculator_is_for_those_who_keep_deadlines(as_: As) -> None:
    for who in ("adam", "otto", "fee"):
        assert (await calculated(await as_(who), "objection", dict(OBJECTION))).status_code == 403
