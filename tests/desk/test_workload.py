"""What a team carries, and many cases given to a colleague at once."""

import re
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from litestar import Litestar

from casework.access.opening import opened
from casework.cases import workload_actions
from casework.cases.codes import Phase
from casework.cases.workload_schemas import Reassignment
from casework.core.actor import Origin
from tests.cast import BY_NAME, NORTH, team_id
from tests.conftest import As
from tests.effort import measured
from tests.factories import insert_client, new_case, ticket_for

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
MANY = 300


def member(who: str) -> str:
    """Give the id of one of the cast as JSON has it."""
    return str(BY_NAME[who].member_id)


async def case_of(as_: As, owner: Owner, who: str, **client: object) -> UUID:
    """Open a case of somebody's."""
    return await new_case(await as_(who), await insert_client(owner, who, **client))


async def reassign(who: httpx.AsyncClient, **body: Any) -> httpx.Response:  # noqa: ANN401  # A body is any JSON.
    """Give cases to somebody over the API."""
    return await who.post("/api/workload/reassignment", json=body)


async def load_of(ines: httpx.AsyncClient, who: str) -> dict[str, Any]:
    """Give what one counsellor carries."""
    found: list[dict[str, Any]] = (await ines.get("/api/workload")).json()
    return next(row for row in found if row["member_id"] == member(who))


async def test_numbers_by_counsellor(as_: As, owner: Owner) -> None:
    ines = await as_("ines")
    before = await load_of(ines, "asha")
    case_id = await case_of(as_, owner, "asha")
    deadline = {
        "kind": "objection",
        "due_on": "2026-01-15",
        "correction": "agreed",
        "inputs": {"event_on": "2025-12-15", "proper_instruction": True},
    }
    reply = await (await as_("asha")).post(f"/api/cases/{case_id}/deadlines", json=deadline)
    assert reply.status_code == 201, reply.text
    await owner.execute("update cases set last_contact_at = now() - interval '400 days' where id = $1", case_id)
    after = await load_of(ines, "asha")
    assert after["phases"]["intake"] == before["phases"].get("intake", 0) + 1
    assert after["overdue"] == before["overdue"] + 1
    assert after["silent"] == before["silent"] + 1
    page = (await ines.get("/workload")).text
    assert "Asha Adler" in page
    assert "Hilda Hahn" not in page, "she works in another team"
    assert str(case_id) in (await ines.get(f"/workload/cases?owner={member('asha')}&silent=365")).text
    for who, status in (("asha", 403), ("otto", 403), ("fee", 403)):
        assert (await (await as_(who)).get("/api/workload")).status_code == status
        assert (await (await as_(who)).get("/workload/cases")).status_code == status
    assert "Asha" not in (await (await as_("omar")).get("/workload")).text


async def test_how_much_somebody_can_carry(as_: As) -> None:
    ines = await as_("ines")
    assert (await ines.put(f"/api/workload/{member('ben')}/capacity", json={"cases": 0})).status_code == 204
    assert (await load_of(ines, "ben"))["capacity"] == 0
    done = await ines.post(f"/workload/{member('ben')}/capacity", data={"cases": "80"})
    assert done.status_code == 303
    assert (await load_of(ines, "ben"))["capacity"] == 80
    wrong = await ines.post(f"/workload/{member('ben')}/capacity", data={"cases": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    for who, status in (("hilda", 404), ("cara", 404)):
        reply = await ines.put(f"/api/workload/{member(who)}/capacity", json={"cases": 5})
        assert reply.status_code == status
    refused = await (await as_("asha")).put(f"/api/workload/{member('ben')}/capacity", json={"cases": 5})
    assert refused.status_code == 403


async def test_ticked_cases_change_hands(as_: As, owner: Owner) -> None:
    ines, ben = await as_("ines"), await as_("ben")
    mine = [await case_of(as_, owner, "asha") for _ in range(2)]
    other, foreign = await case_of(as_, owner, "hilda"), await case_of(as_, owner, "cara")
    hidden = await case_of(as_, owner, "asha", restricted=True)
    form = {
        "to_id": member("ben"),
        "summary": "Asha is on leave.",
        "case_ids": [str(key) for key in (*mine, hidden, other, foreign, uuid4())],
    }
    done = await ines.post("/workload/reassignment", data=form)
    assert done.status_code == 303
    assert done.headers["location"] == f"/workload?moved=3&to={member('ben')}"
    assert "3 cases are now with Ben Becker." in (await ines.get(done.headers["location"])).text
    owners = {row[0]: row[1] for row in await owner.fetch("select id, owner_id from cases")}
    assert all(owners[key] == BY_NAME["ben"].member_id for key in (*mine, hidden))
    assert owners[other] == BY_NAME["hilda"].member_id
    assert owners[foreign] == BY_NAME["cara"].member_id
    history = (await ben.get(f"/api/cases/{mine[0]}/handovers")).json()
    assert [row["name"] for row in history["carriers"]] == ["Ben Becker", "Asha Adler"]
    assert history["handovers"][0]["summary"] == "Asha is on leave."
    recorded = await owner.fetch(
        "select object_id from audit_events where object_type = 'case' and action = 'update' and actor_id = $1"
        " and 'owner_id' = any(fields) and cardinality(subjects) = 1",
        BY_NAME["ines"].member_id,
    )
    assert {*mine, hidden} <= {row[0] for row in recorded}
    assert (await ben.post("/handovers/confirmation")).status_code == 303
    assert (await ben.get("/api/handovers")).json() == []


@pytest.mark.parametrize(
    ("who", "to", "status"),
    [("ines", "hilda", 422), ("ines", "fee", 422), ("ines", "cara", 422), ("asha", "ben", 403), ("otto", "ben", 403)],
)
async def test_who_gives_to_whom(as_: As, owner: Owner, who: str, to: str, status: int) -> None:
    case_id = await case_of(as_, owner, "asha")
    reply = await reassign(await as_(who), to_id=member(to), case_ids=[str(case_id)])
    assert reply.status_code == status, reply.text


async def test_nothing_chosen_keeps_what_was_typed(as_: As, owner: Owner) -> None:
    ines = await as_("ines")
    case_id = await case_of(as_, owner, "asha")
    # The longest silence comes first, so that the case is on the first page whatever other tests left.
    await owner.execute("update cases set last_contact_at = '2001-01-01' where id = $1", case_id)
    nothing = await ines.post("/workload/reassignment", data={"to_id": member("ben"), "summary": "Holidays"})
    assert nothing.status_code == 422
    assert "Choose at least one case" in nothing.text
    assert "Holidays" in nothing.text
    nobody = await ines.post("/workload/reassignment", data={"to_id": "", "case_ids": [str(case_id)]})
    assert nobody.status_code == 422
    assert re.search(rf'value="{case_id}"\s+checked', nobody.text)
    assert (await ines.get("/workload/cases?owner=x&phase=nonsense")).status_code == 200
    assert (await ines.get("/api/workload/cases?owner=x")).status_code == 422


async def test_three_hundred_at_once(app: Litestar, as_: As, owner: Owner) -> None:
    ines, asha = await as_("ines"), BY_NAME["asha"]
    client = await insert_client(owner, "asha")
    rows = [(NORTH.id, uuid4(), f"N-2020-{9000 + number}") for number in range(MANY)]
    await owner.executemany(
        "insert into cases (org_id, id, number, title, sort_key, phase, owner_id, team_id, restricted, district,"
        f" opened_on, last_contact_at) values ($1, $2, $3, 'Many', 'many', 'aftercare', '{asha.member_id}',"
        f" '{team_id(NORTH, 'Harbour')}', false, '12060', current_date, now())",
        rows,
    )
    await owner.executemany(
        "insert into case_persons (org_id, id, case_id, client_id, joined_on)"
        f" values ($1, gen_random_uuid(), $2, '{client}', current_date)",
        [row[:2] for row in rows],
    )
    wanted = Reassignment(to_id=BY_NAME["ben"].member_id, everything=True, owner=asha.member_id, phase=Phase.AFTERCARE)
    entry = await ticket_for(owner, BY_NAME["ines"])
    async with opened(app.state.database, entry, Origin(uuid4())) as gate, measured(gate) as effort:
        moved = await workload_actions.reassign(gate, wanted)
    assert set(moved.case_ids) >= {row[1] for row in rows}
    # Who may take them, which they are, the teams, and the move itself: as many as for one case.
    assert len(effort.statements) == 4, effort.statements
    told = await owner.fetchval(
        "select count(*) from handovers where case_id = any($1::uuid[])", [row[1] for row in rows]
    )
    assert told == MANY
    again = await reassign(ines, to_id=member("ben"), everything=True, owner=member("asha"), phase="aftercare")
    assert again.status_code == 422
    await owner.execute("update cases set closed_on = current_date where id = any($1::uuid[])", [r[1] for r in rows])
    await (await as_("ben")).post("/handovers/confirmation")
