"""Today, the caseload and the case page over HTTP, as different people."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from casework.core.clock import now, today
from casework.desk.happenings import noon
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As


@pytest.mark.parametrize(
    ("who", "status", "where"),
    [
        ("asha", 200, ""),
        ("ines", 200, ""),
        ("pia", 200, ""),
        ("fee", 200, ""),
        ("nils", 200, ""),
        ("otto", 303, "/access-record"),
        ("adam", 303, "/members"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_everybody_starts_where_their_work_is(as_: As, who: str, status: int, where: str, language: str) -> None:
    reply = await (await as_(who)).get("/", headers={"Accept-Language": language})
    assert reply.status_code == status, reply.text
    assert reply.headers.get("location", "") == where


async def test_today_names_who_was_not_met_for_long(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    long_ago, lately = await case_of("ben", given_name="Ioana"), await case_of("ben", given_name="Farid")
    await owner.execute(
        "update cases set last_contact_at = $2 where id = $1", long_ago, noon(today() - timedelta(days=974))
    )
    ben = await as_("ben")
    silent = [case["id"] for case in (await ben.get("/api/today")).json()["silent"]]
    assert str(long_ago) in silent
    assert str(lately) not in silent
    page = await ben.get("/")
    assert "Ioana Moll" in page.text
    assert "974 days ago" in page.text


async def test_today_shows_whose_appointments(as_: As, case_of: CaseOf) -> None:
    hilda, case_id = await as_("hilda"), await case_of("hilda", given_name="Olena")
    starts = now() + timedelta(minutes=1)
    booked = await hilda.post(
        f"/api/cases/{case_id}/appointments",
        json={"kind": "initial_interview", "starts_at": starts.isoformat(), "place": "Room 2"},
    )
    assert booked.status_code == 201, booked.text
    answer = await hilda.get("/api/today")
    assert answer.status_code == 200, answer.text
    view = answer.json()
    assert str(case_id) in [row["case_id"] for row in view["appointments"]]
    assert "Room 2" in (await hilda.get("/")).text
    assert "Room 2" in (await (await as_("fee")).get("/")).text
    assert "Room 2" not in (await (await as_("asha")).get("/")).text
    assert "Room 2" not in (await (await as_("cara")).get("/")).text
    assert "Room 2" in (await hilda.get(f"/cases/{case_id}")).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("asha", 200), ("ben", 200), ("ines", 200), ("hilda", 404), ("fee", 404), ("omar", 404), ("pia", 404)],
)
@pytest.mark.parametrize("part", ["", "/releases"])
async def test_who_sees_the_page_of_a_case(as_: As, case_of: CaseOf, who: str, status: int, part: str) -> None:
    case_id = await case_of(given_name="Olena", native_given_name="Олена")
    reply = await (await as_(who)).get(f"/cases/{case_id}{part}")
    assert reply.status_code == status
    assert ("Олена" in reply.text) == (status == 200)


async def test_the_timeline_goes_back_page_by_page(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    start = now()
    for number in range(35):
        at = (start - timedelta(hours=number + 1)).isoformat()
        reply = await asha.post(f"/api/cases/{case_id}/notes", json={"text": f"entry-{number:02}", "at": at})
        assert reply.status_code == 201
    first = await asha.get(f"/cases/{case_id}")
    assert "entry-00" in first.text
    assert "entry-34" not in first.text
    older = first.text.split("before=")[1].split('"')[0]
    second = await asha.get(f"/cases/{case_id}?before={older}")
    assert "entry-34" in second.text
    seen = [f"entry-{number:02}" in first.text or f"entry-{number:02}" in second.text for number in range(35)]
    assert all(seen)
    for nonsense in ("x", "2026-13-01", "2026-01-01T00:00:00", "%00"):
        assert (await asha.get(f"/cases/{case_id}?before={nonsense}")).status_code == 200


async def test_the_caseload_page_says_what_to_do_and_counts_honestly(as_: As, case_of: CaseOf) -> None:
    case_id = await case_of("dora", given_name="Olena", native_given_name="Олена")
    dora = await as_("dora")
    page = await dora.get("/cases")
    assert f"/cases/{case_id}" in page.text
    assert "Олена" in page.text
    total = len((await dora.get("/api/cases")).json()["rows"])
    assert f"{total} case" in page.text
    assert "No case fits these filters" in (await dora.get("/cases?phase=aftercare")).text
    assert (await dora.get("/cases", headers={"Accept-Language": "de"})).status_code == 200
    assert "Cases of my teams" in (await (await as_("ines")).get("/cases")).text
    assert "Cases of my teams" not in (await (await as_("ines")).get("/cases?scope=mine")).text
    assert "No cases yet" in (await (await as_("dora_west")).get("/cases")).text


async def test_the_page_of_a_case_is_recorded(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    ben, case_id = await as_("ben"), await case_of()
    reply = await ben.get(f"/cases/{case_id}")
    rows = await owner.fetch("select * from audit_events where request_id = $1", UUID(reply.headers["x-request-id"]))
    read = [row for row in rows if row["action"] == "read" and row["object_type"] == "case"]
    assert [row["object_id"] for row in read] == [case_id]
    assert read[0]["actor_id"] == BY_NAME["ben"].member_id
    assert len(read[0]["subjects"]) == 1
    assert "case_note" in {row["object_type"] for row in rows}
