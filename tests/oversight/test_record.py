"""The auditor's desk: who sees which record, what the filters find, and that no content of a case is in it."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import ZONE, today
from casework.oversight.queries import first_id
from casework.web.sheets import safe
from tests.cast import BY_NAME, NORTH, WEST
from tests.conftest import As
from tests.oversight.conftest import SECRET, Happened, OpenFile


@pytest.mark.parametrize(
    ("who", "status"),
    [("otto", 200), ("uwe", 200), ("petra", 200), ("asha", 403), ("ines", 403), ("adam", 403), ("nils", 403)],
)
async def test_auditors_alone_read_the_record(as_: As, who: str, status: int) -> None:
    client = await as_(who)
    for path in ("/access-record", "/access-record/export", "/api/access-record"):
        assert (await client.get(path)).status_code == status, path


async def test_each_auditor_sees_their_own_organisation_only(as_: As, open_file: OpenFile) -> None:
    file = await open_file()
    otto, uwe = await as_("otto"), await as_("uwe")
    found = (await otto.get("/api/access-record", params={"file": file.number})).json()["events"]
    assert {"create", "read"} <= {event["action"] for event in found}
    assert {event["actor_name"] for event in found} == {"Asha Adler"}
    for wanted in (file.number, str(file.clients[0])):
        assert (await uwe.get("/api/access-record", params={"file": wanted})).json()["events"] == []
    for path in (f"/access-record/{found[0]['id']}", f"/api/access-record/{found[0]['id']}"):
        assert (await otto.get(path)).status_code == 200
        assert (await uwe.get(path)).status_code == 404
        assert (await (await as_("asha")).get(path)).status_code == 404
    assert "Asha Adler" not in (await uwe.get("/access-record")).text
    assert (await otto.get(f"/api/access-record/{uuid4()}")).status_code == 404


async def test_the_record_holds_file_numbers_and_no_names_of_clients(as_: As, open_file: OpenFile) -> None:
    file = await open_file()
    otto = await as_("otto")
    for path in ("/access-record", "/access-record/export", "/api/access-record"):
        text = (await otto.get(path, params={"file": file.number})).text
        assert file.number in text, path
        assert SECRET not in text, path
        assert "Ava" not in text, path


async def test_a_client_is_found_by_id_and_lists_only_if_wanted(as_: As, open_file: OpenFile) -> None:
    file, other = await open_file(), await open_file()
    asha, otto = await as_("asha"), await as_("otto")
    assert (await asha.get("/api/cases")).status_code == 200
    listed = {"action": "list", "object_type": "case"}

    async def found(**params: str) -> list[dict[str, object]]:
        reply = await otto.get("/api/access-record", params=params)
        assert reply.status_code == 200, reply.text
        events: list[dict[str, object]] = reply.json()["events"]
        return [{key: event[key] for key in listed} for event in events]

    client = str(file.clients[0])
    assert listed not in await found(file=client)
    assert listed in await found(file=client, lists="true")
    assert listed not in await found(file=file.number.lower())
    assert listed in await found(file=file.number, lists="true")
    assert {"action": "create", "object_type": "case"} in await found(file=client)
    assert other.number not in (await otto.get("/access-record", params={"file": file.number})).text
    page = await otto.get("/access-record", params={"file": file.number})
    assert "without the lists in which this client appeared among others" in page.text
    assert "lists=true" in page.text


async def test_what_was_refused_belongs_to_the_file_as_well(as_: As, open_file: OpenFile) -> None:
    file = await open_file()
    assert (await (await as_("hilda")).get(f"/api/cases/{file.case_id}")).status_code == 404
    otto = await as_("otto")
    events = (await otto.get("/api/access-record", params={"file": file.number, "outcome": "denied"})).json()["events"]
    assert [(event["actor_name"], event["object_type"], event["numbers"]) for event in events] == [
        ("Hilda Hahn", "case", [file.number])
    ]
    page = (await otto.get("/access-record", params={"file": file.number, "outcome": "denied"})).text
    assert "Hilda Hahn" in page
    assert "refused" in page
    allowed = (await otto.get("/api/access-record", params={"file": file.number, "outcome": "allowed"})).json()
    assert "Hilda Hahn" not in {event["actor_name"] for event in allowed["events"]}


async def test_person_action_and_period_narrow_the_record(as_: As, happened: Happened) -> None:
    otto = await as_("otto")
    day = datetime(2026, 3, 28, 22, 51, 30, tzinfo=ZONE)
    wanted = await happened(day, "ben", "print")
    await happened(day, "asha", "print")
    await happened(day, "ben", "read")
    await happened(day + timedelta(days=1), "ben", "print")
    await happened(day, "omar", "print")
    params = {"since": "2026-03-28", "until": "2026-03-28", "actor": str(BY_NAME["ben"].member_id), "action": "print"}
    found = (await otto.get("/api/access-record", params=params)).json()["events"]
    assert [event["id"] for event in found] == [str(wanted)]
    page = (await otto.get("/access-record", params=params)).text
    assert "22:51:30" in page
    assert "1 entry" in page
    assert 'value="2026-03-28"' in page
    # Without a period it is the last thirty days.
    assert str(wanted) not in (await otto.get("/access-record", params={"action": "print"})).text


async def test_days_are_german_days(as_: As, happened: Happened) -> None:
    otto = await as_("otto")
    # Half past eleven at night in UTC is the next day in Germany.
    late = await happened(datetime(2026, 5, 4, 23, 30, tzinfo=UTC), action="print")
    for day, there in ((date(2026, 5, 4), False), (date(2026, 5, 5), True)):
        reply = await otto.get("/api/access-record", params={"since": str(day), "until": str(day)})
        assert (str(late) in {event["id"] for event in reply.json()["events"]}) == there


async def test_pages_follow_each_other_without_gaps_or_repeats(as_: As, happened: Happened) -> None:
    otto = await as_("otto")
    start = datetime(2026, 6, 1, 8, tzinfo=ZONE)
    made = [str(await happened(start + timedelta(minutes=minute))) for minute in range(120)]
    params: dict[str, str] = {"since": "2026-06-01", "until": "2026-06-01"}
    seen: list[str] = []
    pages = 0
    while params.get("before") != "None":
        answer = (await otto.get("/api/access-record", params=params)).json()
        seen.extend(event["id"] for event in answer["events"])
        params["before"] = str(answer["before"])
        pages += 1
    assert pages == 3
    assert seen == made[::-1]
    page = (await otto.get("/access-record", params={"since": "2026-06-01", "until": "2026-06-01"})).text
    assert "120 entries" in page
    assert "Older entries" in page
    assert page.count('class="number" href="/access-record/') == 50


async def test_reading_and_exporting_the_record_is_recorded_itself(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    otto = await as_("otto")
    paths = (("/access-record", "list"), ("/access-record/export", "export"), ("/api/access-record", "list"))
    for path, action in paths:
        reply = await otto.get(path)
        row = await owner.fetchrow(
            "select action, actor_id, result_count from audit_events"
            " where object_type = 'access_record' and request_id = $1",
            reply.headers["x-request-id"],
        )
        assert (row["action"], row["actor_id"]) == (action, BY_NAME["otto"].member_id), path
        assert row["result_count"] is not None
    event = (await otto.get("/api/access-record")).json()["events"][0]["id"]
    reply = await otto.get(f"/access-record/{event}")
    action = await owner.fetchval(
        "select action from audit_events where object_type = 'access_record' and object_id = $1 and request_id = $2",
        event,
        reply.headers["x-request-id"],
    )
    assert action == "read"


def lines(reply: httpx.Response) -> list[dict[str, str]]:
    """Give the rows of an export."""
    assert reply.status_code == 200
    assert reply.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))


async def test_the_export_is_the_filtered_record_in_words(as_: As, open_file: OpenFile) -> None:
    file = await open_file()
    otto = await as_("otto")
    reply = await otto.get("/access-record/export", params={"file": file.number})
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == f'attachment; filename="access-record-{today()}.csv"'
    assert reply.headers["cache-control"] == "no-store"
    rows = lines(reply)
    assert {"Asha Adler"} == {row["Who"] for row in rows}
    assert {"added", "read"} <= {row["Action"] for row in rows}
    german = await otto.get("/access-record/export", params={"file": file.number}, headers={"Accept-Language": "de"})
    assert "angelegt" in {row["Handlung"] for row in lines(german)}


async def test_a_long_export_comes_in_portions_and_complete(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    start = datetime(2026, 7, 1, 8, tzinfo=ZONE)
    person = BY_NAME["asha"]
    await owner.executemany(
        "insert into audit_events (org_id, id, at, actor_id, actor_role, action, object_type)"
        " values ($1, $2, $3, $4, 'counsellor', 'read', 'case')",
        [
            (NORTH.id, first_id(moment), moment, person.member_id)
            for moment in (start + timedelta(milliseconds=number) for number in range(4500))
        ],
    )
    params = {"since": "2026-07-01", "until": "2026-07-01"}
    reply = await (await as_("otto")).get("/access-record/export", params=params)
    rows = lines(reply)
    assert len({row["Number of the entry"] for row in rows}) == len(rows) == 4500
    counts = await owner.fetch(
        "select result_count from audit_events where action = 'export' and request_id = $1 order by id",
        reply.headers["x-request-id"],
    )
    assert [row[0] for row in counts] == [2000, 2000, 500]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
async def test_no_cell_of_an_export_is_a_formula(text: str, as_: As, happened: Happened) -> None:
    assert safe(text) == f"'{text}"
    assert safe("B-2026-0143") == "B-2026-0143"
    await happened(datetime(2026, 8, 3, 9, tzinfo=ZONE), reason=text, fields=[text])
    params = {"since": "2026-08-03", "until": "2026-08-03"}
    reply = await (await as_("otto")).get("/access-record/export", params=params)
    for row in lines(reply):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())


@pytest.mark.parametrize(
    "params",
    [
        {"since": "yesterday"},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"actor": "nobody"},
        {"outcome": "maybe"},
        {"file": "x" * 61},
        {"before": "later"},
        {"file": "a\x00b"},
    ],
)
async def test_filters_that_cannot_be_read_are_said(as_: As, params: dict[str, str]) -> None:
    otto = await as_("otto")
    page = await otto.get("/access-record", params=params)
    assert page.status_code == 422
    assert "These filters could not be read." in page.text
    assert (await otto.get("/access-record/export", params=params)).status_code == 422
    reply = await otto.get("/api/access-record", params=params)
    assert reply.status_code in {400, 422}
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["N-2026-9999", "'; drop table audit_events; --", "%", "N-2026-01_3"])
async def test_an_unknown_file_finds_nothing(as_: As, text: str) -> None:
    reply = await (await as_("otto")).get("/access-record", params={"file": text})
    assert reply.status_code == 200
    assert "Nothing recorded" in reply.text


async def test_words_without_translation_are_shown_as_they_are(as_: As, happened: Happened) -> None:
    moment = datetime(2026, 9, 1, 9, tzinfo=ZONE)
    key = await happened(moment, action="levitate", object_type="broom", fields=["bristles"], outcome="hovering")
    otto = await as_("otto")
    for path in (f"/access-record/{key}", "/access-record?since=2026-09-01&until=2026-09-01"):
        text = (await otto.get(path)).text
        for word in ("levitate", "broom", "bristles", "hovering"):
            assert word in text, path


async def test_the_other_organisation_is_named(as_: As, happened: Happened) -> None:
    moment = datetime(2026, 9, 8, 9, tzinfo=ZONE)
    changes = {"actor_id": None, "actor_role": "organisation", "on_behalf_of": WEST.id, "outcome": "accepted"}
    await happened(moment, action="accept", object_type="referral", **changes)
    text = (await (await as_("otto")).get("/access-record?since=2026-09-08&until=2026-09-08")).text
    assert WEST.name in text
    assert "Other organisation" in text
    assert "Accepted" in text


async def test_the_key_of_a_moment_is_the_databases(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    for moment in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 22, 17, 3, 4, 567000, tzinfo=UTC)):
        assert await owner.fetchval("select app.first_uuid7($1)", moment) == first_id(moment)


async def test_only_the_partitions_of_the_period_are_read(
    happened: Happened, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Plan the very statement with its values: of 50 monthly partitions only those of the period are scanned."""
    await happened(datetime(2026, 3, 5, tzinfo=ZONE))
    low, high = (first_id(datetime(2026, month, 2, tzinfo=ZONE)) for month in (3, 4))
    plan = await owner.fetch(
        "explain select id from audit_events where org_id = $1 and id >= $2 and id < $3 order by id desc limit 51",
        NORTH.id,
        low,
        high,
    )
    text = "\n".join(row[0] for row in plan)
    assert "2026_03" in text
    assert "2026_04" in text
    assert "2026_05" not in text
    assert "Index" in text
    assert "Sort" not in text
