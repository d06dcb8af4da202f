"""Notes, contacts and drafts: what they take, who reads them, who changes them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.core.clock import now
from tests.cases.conftest import CaseOf
from tests.conftest import As

CONTACT = {
    "entry": "contact",
    "topics": ["business_founding", "funding"],
    "mode": "in_person",
    "duration_minutes": 50,
    "language": "ru",
    "interpreting": "professional",
    "text": "Start-up grant discussed.",
}


async def test_a_contact_counts_as_the_last_one(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    yesterday = now() - timedelta(days=1)
    for at in (yesterday, yesterday - timedelta(days=30)):
        reply = await asha.post(f"/api/cases/{case_id}/notes", json={**CONTACT, "at": at.isoformat()})
        assert reply.status_code == 201, reply.text
    case = (await asha.get(f"/api/cases/{case_id}")).json()
    assert datetime.fromisoformat(case["last_contact_at"]) > yesterday
    later = now()
    await asha.post(f"/api/cases/{case_id}/notes", json={**CONTACT, "at": later.isoformat()})
    case = (await asha.get(f"/api/cases/{case_id}")).json()
    assert datetime.fromisoformat(case["last_contact_at"]) == later
    assert case["version"] == 1


async def test_notes_come_newest_first_in_pages(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    for day in (3, 1, 2):
        at = datetime(2026, 3, day, 9, tzinfo=UTC).isoformat()
        await asha.post(f"/api/cases/{case_id}/notes", json={"text": f"day {day}", "at": at})
    pages = [
        [note["text"] for note in (await asha.get(f"/api/cases/{case_id}/notes?{query}")).json()]
        for query in ("limit=2", "limit=2&offset=2")
    ]
    assert pages == [["day 3", "day 2"], ["day 1"]]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [("team", {"asha", "ben", "ines"}), ("me_and_lead", {"ben", "ines"}), ("restricted", {"asha", "ben"})],
)
async def test_who_reads_bens_note_in_ashas_case(as_: As, case_of: CaseOf, visibility: str, readers: set[str]) -> None:
    case_id = await case_of()
    written = await (await as_("ben")).post(
        f"/api/cases/{case_id}/notes", json={"text": "seen?", "visibility": visibility}
    )
    assert written.status_code == 201, written.text
    note_id = written.json()["id"]
    for who in ("asha", "ben", "ines", "hilda", "fee", "omar", "pia"):
        reply = await (await as_(who)).get(f"/api/notes/{note_id}")
        assert (reply.status_code == 200) == (who in readers), who
        assert reply.status_code in {200, 404}
        listed = await (await as_(who)).get(f"/api/cases/{case_id}/notes")
        assert (note_id in listed.text) == (who in readers), who


@pytest.mark.parametrize(("who", "status"), [("asha", 201), ("ben", 201), ("ines", 201), ("fee", 404), ("omar", 404)])
async def test_who_writes_notes(as_: As, case_of: CaseOf, who: str, status: int) -> None:
    reply = await (await as_(who)).post(f"/api/cases/{await case_of()}/notes", json={"text": "x"})
    assert reply.status_code == status


async def test_only_the_author_changes_a_note(as_: As, case_of: CaseOf) -> None:
    case_id, ben = await case_of(), await as_("ben")
    note = await ben.post(f"/api/cases/{case_id}/notes", json={"text": "frist"})
    address, headers = f"/api/notes/{note.json()['id']}", {"If-Match": note.headers["etag"]}
    for who in ("asha", "ines"):
        reply = await (await as_(who)).put(address, json={"text": "mine now"}, headers=headers)
        assert reply.status_code == 403, who
    reply = await ben.put(address, json={"text": "first"}, headers=headers)
    assert reply.status_code == 200, reply.text
    assert reply.headers["etag"] == '"2"'
    assert (await ben.put(address, json={"text": "again"}, headers=headers)).status_code == 412
    assert (await ben.put(address, json={"text": "again"})).status_code == 428


@pytest.mark.parametrize(
    "body",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 20_001},
        {"text": "x", "visibility": "everybody"},
        {"text": "x", "topics": ["weather"]},
        {"entry": "contact", "text": "no mode"},
        {"entry": "contact", "mode": "phone"},
        {"entry": "letter", "text": "x"},
        {**CONTACT, "duration_minutes": 0},
        {**CONTACT, "duration_minutes": 1441},
        {**CONTACT, "language": "klingon"},
        {**CONTACT, "at": "2999-01-01T00:00:00Z"},
        {**CONTACT, "at": "2026-01-01T00:00:00"},
        {"text": "nul \u0000"},
        "text",
    ],
)
async def test_what_cannot_be_written_is_said(as_: As, case_of: CaseOf, body: object) -> None:
    asha, case_id = await as_("asha"), await case_of()
    reply = await asha.post(f"/api/cases/{case_id}/notes", json=body)
    assert reply.status_code in {400, 422}, reply.text
    assert (await asha.get(f"/api/cases/{case_id}/notes")).json() == []


async def test_a_note_is_recorded_with_its_clients(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of()
    note_id = (await asha.post(f"/api/cases/{case_id}/notes", json=CONTACT)).json()["id"]
    row = await owner.fetchrow("select * from audit_events where object_id = $1", UUID(note_id))
    assert row is not None
    assert row["action"] == "create"
    assert len(row["subjects"]) == 1
    assert "grant" not in str(row["fields"])


async def test_drafts_are_kept_found_and_private(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    address = f"/drafts/case-note/{case_id}"
    for text in ("half a", "half a sentence"):
        assert (await asha.put(address, json={"fields": {"text": [text]}})).status_code == 200
    assert (await asha.get(address)).json()["fields"] == {"text": ["half a sentence"]}
    assert any(draft["case_id"] == str(case_id) for draft in (await asha.get("/api/drafts")).json())
    assert (await ben.get(address)).status_code == 404
    assert "half a sentence" not in (await ben.get("/api/drafts")).text
    assert (await asha.delete(address)).status_code == 204
    assert (await asha.get(f"/api{address}")).status_code == 404


async def test_drafts_stay_with_cases_one_may_read_and_within_limits(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    body = {"fields": {"text": ["x"]}}
    assert (await (await as_("hilda")).put(f"/drafts/case-note/{case_id}", json=body)).status_code == 404
    assert (await asha.put(f"/drafts/case-note/{uuid4()}", json=body)).status_code == 404
    assert (await asha.put(f"/drafts/Case Note/{case_id}", json=body)).status_code in {400, 404, 422}
    for fields in ({"text": ["x" * 20_001]}, {f"f{n}": ["x"] for n in range(61)}, {"text": "x"}):
        assert (await asha.put(f"/drafts/case-note/{case_id}", json={"fields": fields})).status_code in {400, 422}
    long = {f"f{number}": ["x" * 20_000] for number in range(6)}
    assert (await asha.put(f"/drafts/case-note/{case_id}", json={"fields": long})).status_code == 422
