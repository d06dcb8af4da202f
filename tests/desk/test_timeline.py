"""The timeline of everything: each kind alone, page by page, and cheap in a case of ten years."""

from uuid import UUID, uuid4

import asyncpg
from litestar import Litestar

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.cases.queries import case_head
from casework.core.actor import Origin
from casework.core.clock import today
from casework.desk.timeline import timeline
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME, NORTH
from tests.conftest import As
from tests.effort import Effort, measured
from tests.factories import new_client, ticket_for

FILL = """
insert into case_notes (org_id, id, case_id, entry, at, topics, mode, text, visibility, author_id, created_at)
select $1, gen_random_uuid(), $2, case when n % 3 = 0 then 'note' else 'contact' end, now() - n * interval '1 day',
  '{work}', 'phone', 'Entry ' || n, case when n % 50 = 0 then 'me_and_lead' else 'team' end, $3, now()
from generate_series(1, 2000) n
"""


async def test_each_kind_alone(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    person = (await asha.get(f"/api/cases/{case_id}")).json()["persons"][0]["client_id"]
    await asha.post(f"/api/cases/{case_id}/notes", json={"text": "A plain note"})
    contact = {"entry": "contact", "mode": "phone", "text": "A talk"}
    await asha.post(f"/api/cases/{case_id}/notes", json=contact)
    result = {"result_kind": "housing_found", "client_ids": [person], "reached_on": today().isoformat()}
    await asha.post(f"/api/cases/{case_id}/results", json=result)
    task = (await asha.post(f"/api/cases/{case_id}/tasks", json={"title": "Done thing"})).json()
    await asha.put(f"/api/tasks/{task['id']}/completion", headers={"If-Match": '"1"'})
    light = {"topics": ["work"], "mode": "phone", "outcome": "informed", "note": "Light words"}
    light_id = (await asha.post("/api/light-contacts", json=light)).json()["id"]
    link = {"json": {"case_id": str(case_id)}, "headers": {"If-Match": '"1"'}}
    await asha.put(f"/api/light-contacts/{light_id}/link", **link)  # type: ignore[arg-type]  # Its keywords differ.
    expected = {
        "contact": ["A talk", "Light words"],
        "note": ["A plain note"],
        "result": ["Housing found"],
        "task": ["Done thing"],
        "phase": ["Case opened"],
        "appointment": [],
    }
    everything = {text for texts in expected.values() for text in texts}
    for kind, texts in expected.items():
        past = (await asha.get(f"/cases/{case_id}?kind={kind}")).text.partition('class="past"')[2]
        assert {text for text in everything if text in past} == set(texts), kind
    past = (await asha.get(f"/cases/{case_id}?kind=nonsense")).text.partition('class="past"')[2]
    assert {text for text in everything if text in past} == everything
    found = (await asha.get(f"/api/cases/{case_id}/timeline")).json()["entries"]
    assert {entry["kind"] for entry in found} >= {"note", "light", "result", "task", "opened"}
    assert (await asha.get(f"/api/cases/{case_id}/timeline?kind=nonsense")).status_code == 422
    assert (await (await as_("hilda")).get(f"/api/cases/{case_id}/timeline")).status_code == 404


async def _walk(gate: Gate, case_id: UUID) -> tuple[list[str], list[Effort]]:
    seen: list[str] = []
    efforts: list[Effort] = []
    head = await case_head(gate, case_id)
    page = None
    while page is None or page.older:
        async with measured(gate, "case_notes") as effort:
            page = await timeline(gate, head, page and page.older)
        seen += [entry.item.text for entry in page.entries if entry.kind == "note"]
        efforts.append(effort)
    return seen, efforts


async def test_two_thousand_entries_page_by_page(
    app: Litestar, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case_id = await case_of()
    await owner.execute(FILL, NORTH.id, case_id, BY_NAME["asha"].member_id)
    await owner.execute("analyze case_notes")
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["ben"]), Origin(uuid4())) as gate:
        seen, efforts = await _walk(gate, case_id)
    # Nothing is missing, nothing comes twice, and what is for the lead alone is not there.
    assert seen == [f"Entry {n}" for n in range(1, 2001) if n % 50]
    # However far back a page lies, it takes the same statements and reads a few entries around it.
    assert len({len(effort.statements) for effort in efforts}) == 1
    assert max(effort.rows for effort in efforts) < 200


async def test_cases_of_one_client_whoever_carries_them(as_: As) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    client_id = await new_client(asha, given_name="Twocases")
    numbers = {}
    for who, client in (("asha", asha), ("ben", ben)):
        reply = await client.post("/api/cases", json={"client_ids": [str(client_id)]})
        numbers[who] = reply.json()["number"]
    shown = await asha.get(f"/cases?client={client_id}&status=all")
    assert all(number in shown.text for number in numbers.values())
    assert "Twocases" in shown.text
    listed = (await asha.get(f"/api/cases?client={client_id}")).json()["rows"]
    assert {row["number"] for row in listed} == set(numbers.values())
    hilda = await (await as_("hilda")).get(f"/cases?client={client_id}&status=all")
    assert not any(number in hilda.text for number in numbers.values())
