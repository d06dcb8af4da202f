"""Taking lists out: what is in them, what is not, who may, and what the access record says."""

import csv
import io
from uuid import UUID

import httpx
import openpyxl
import pytest

from casework.transfer import export_actions
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case
from tests.transfer.conftest import Do, Owner
from tests.transfer.test_import import unique

EXPORT = {"subject": "cases", "file_format": "csv"}


def lines(content: bytes) -> list[dict[str, str]]:
    """Give the rows of a CSV by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


async def test_an_export_has_what_the_caseload_shows(as_: As, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    for number in range(3):
        client = await insert_client(owner, "asha", family_name=name, given_name=f"={number}", sort_key=name.casefold())
        await new_case(asha, client, concern="@SUM(A1)", phase="plan" if number else "intake")
    query = f"text={name.casefold()}&phase=plan"
    shown = (await asha.get(f"/api/cases?{query}")).json()["rows"]
    reply = await asha.post("/exports", data={**EXPORT, "filters": query})
    assert reply.headers["content-disposition"].startswith('attachment; filename="cases-')
    given = lines(reply.content)
    assert sorted(row["File number"] for row in given) == sorted(row["number"] for row in shown)
    assert len(given) == 2
    # No cell is a formula, whatever somebody typed.
    assert {row["Concern"] for row in given} == {"'@SUM(A1)"}
    assert {row["Name of the case"][0] for row in given} == {"'"}
    assert {row["Phase"] for row in given} == {"Planning"}
    book = openpyxl.load_workbook(
        io.BytesIO((await asha.post("/exports", data={**EXPORT, "filters": query, "file_format": "xlsx"})).content)
    )
    cells = list(book.active.iter_rows())
    assert len(cells) == 3
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "d", "b"}
    assert {row[7].value for row in cells[1:]} == {"@SUM(A1)"}


async def test_it_stands_in_the_record_with_clients_and_fields(as_: As, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    client = await insert_client(owner, "asha", family_name=name, given_name="Mira", sort_key=name.casefold())
    await new_case(asha, client)
    await asha.post("/exports", data={**EXPORT, "filters": f"text={name.casefold()}"})
    event = await owner.fetchrow(
        "select * from audit_events where action = 'export' and object_type = 'case' and actor_id = $1"
        " order by id desc limit 1",
        BY_NAME["asha"].member_id,
    )
    assert event is not None
    assert (event["subjects"], event["result_count"]) == ([client], 1)
    assert {"number", "title", "concern"} <= set(event["fields"])


@pytest.mark.parametrize("who", ["otto", "adam"])
async def test_only_who_works_with_clients_takes_lists_out(as_: As, who: str) -> None:
    somebody = await as_(who)
    assert (await somebody.get("/exports/new")).status_code == 403
    for subject in ("cases", "people", "contacts", "appointments", "deadlines", "tasks"):
        reply = await somebody.post("/exports", data={**EXPORT, "subject": subject})
        assert reply.status_code == 403, (who, subject)


async def test_tasks_are_taken_out_by_whoever_may_list_them(as_: As, owner: Owner) -> None:
    asha, fee, ben, name = await as_("asha"), await as_("fee"), await as_("ben"), unique()
    case = await new_case(asha, await insert_client(owner, "asha", family_name=name, given_name="Mira"))
    task = {"title": f"Call {name}", "assignee_id": str(BY_NAME["asha"].member_id), "due_on": "2026-12-01"}
    assert (await asha.post(f"/api/cases/{case}/tasks", json=task)).status_code == 201
    own = {"title": f"Copy {name}", "assignee_id": str(BY_NAME["fee"].member_id)}
    assert (await fee.post("/api/tasks", json=own)).status_code == 201
    wanted = {**EXPORT, "subject": "tasks"}
    given = [row for row in lines((await asha.post("/exports", data=wanted)).content) if name in row["Task"]]
    assert [(row["Task"], row["Due on"], row["Who does it"]) for row in given] == [
        (f"Call {name}", "2026-12-01", BY_NAME["asha"].name)
    ]
    # The front desk takes out its own tasks, and nothing else.
    assert [row["Task"] for row in lines((await fee.post("/exports", data=wanted)).content) if name in row["Task"]] == [
        f"Copy {name}"
    ]
    for subject in ("cases", "people", "contacts", "appointments", "deadlines"):
        assert (await fee.post("/exports", data={**EXPORT, "subject": subject})).status_code == 403, subject
    assert (await fee.get("/imports")).status_code == 200
    assert f"Copy {name}" not in (await ben.post("/exports", data=wanted)).text


async def test_restricted_cases_and_notes_stay_with_their_own(as_: As, owner: Owner) -> None:
    asha, ben, cara, name = await as_("asha"), await as_("ben"), await as_("cara"), unique()
    client = await insert_client(owner, "asha", family_name=name, given_name="Mira", health="Asthma")
    case = await new_case(asha, client)
    note = {"entry": "contact", "mode": "phone", "text": f"Secret {name}", "visibility": "me_and_lead"}
    assert (await asha.post(f"/api/cases/{case}/notes", json=note)).status_code == 201

    async def found(who: httpx.AsyncClient, subject: str) -> bool:
        reply = await who.post("/exports", data={**EXPORT, "subject": subject, "confidential": "on"})
        assert reply.status_code == 200
        return name in reply.text

    assert await found(asha, "contacts")
    assert not await found(ben, "contacts")
    assert await found(ben, "people")
    assert not await found(cara, "people")
    await owner.execute("update clients set restricted = true where id = $1", client)
    await owner.execute("update cases set restricted = true where id = $1", case)
    assert not await found(ben, "people")
    assert await found(asha, "people")
    # Health is only in the file where somebody asked for it.
    plain = await asha.post("/exports", data={**EXPORT, "subject": "people"})
    assert "Asthma" not in plain.text
    assert "Health" not in plain.text


async def test_a_large_one_is_made_apart_and_only_its_maker_fetches_it(
    as_: As, do: Do, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asha, name = await as_("asha"), unique()
    for number in range(5):
        await insert_client(owner, "asha", family_name=name, given_name=f"Mira {number}")
    monkeypatch.setattr(export_actions, "AT_ONCE", 2)
    monkeypatch.setattr(export_actions, "PORTION", 2)
    monkeypatch.setattr(export_actions, "PART", 100)
    reply = await asha.post("/exports", data={**EXPORT, "subject": "people"})
    assert reply.status_code == 303
    await do(reply)
    link = await owner.fetchval("select link from job_runs where id = $1", _last(reply))
    export = UUID(link.rsplit("/", 1)[1])
    page = await asha.get(f"/exports/{export}")
    assert "Only you can fetch it" in page.text
    file = await asha.get(f"/exports/{export}/file")
    given = lines(file.content)
    assert sum(1 for row in given if row["Family name"] == name) == 5
    assert len(given) == (await asha.get(f"/api/exports/{export}")).json()["row_count"]
    for who in ("ben", "ines", "cara", "otto"):
        assert (await (await as_(who)).get(f"/exports/{export}/file")).status_code in {403, 404}
    await owner.execute("update exports set expires_at = now() where id = $1", export)
    assert (await asha.get(f"/exports/{export}/file")).status_code == 404
    await owner.execute("select door.clear_transfers()")
    assert await owner.fetchval("select count(*) from export_parts where export_id = $1", export) == 0


def _last(reply: httpx.Response) -> UUID:
    return UUID(reply.headers["location"].rsplit("/", 1)[1])
