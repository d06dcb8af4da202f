"""Tasks: given to oneself and to colleagues, in cases and beside them, done and taken up again."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from casework.core.clock import today
from tests.cases.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As

# Today shows the first few by their day; whatever else somebody has to do comes after this.
LONG_DUE = (today() - timedelta(days=3_000)).isoformat()


def member(who: str) -> str:
    return str(BY_NAME[who].member_id)


async def given(client: httpx.AsyncClient, address: str = "/api/tasks", **task: object) -> dict[str, Any]:
    reply = await client.post(address, json={"title": "Call the trade office"} | task)
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_a_task_of_one_s_own_is_on_today_until_it_is_done(as_: As) -> None:
    asha = await as_("asha")
    late = await given(asha, title="Overdue paper", due_on=LONG_DUE)
    await given(asha, title="Some day")
    listed = [task["title"] for task in (await asha.get("/api/tasks")).json()["rows"]]
    assert listed.index("Overdue paper") < listed.index("Some day")
    assert late["id"] in [task["id"] for task in (await asha.get("/api/today")).json()["tasks"]]
    assert "Overdue paper" in (await asha.get("/")).text
    done = await asha.post(f"/tasks/{late['id']}/completion", data={"next": "/", "done": "yes"})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "Overdue paper" not in (await asha.get("/")).text
    assert "Overdue paper" in (await asha.get("/tasks?status=done")).text
    etag = (await asha.get(f"/api/tasks/{late['id']}")).headers["etag"]
    again = await asha.delete(f"/api/tasks/{late['id']}/completion", headers={"If-Match": etag})
    assert again.json()["done_at"] is None


async def test_nobody_else_sees_a_task_beside_the_cases(as_: As) -> None:
    mine = await given(await as_("asha"))
    theirs = await given(await as_("asha"), assignee_id=member("ben"))
    seen = {
        who: (await (await as_(who)).get(f"/api/tasks/{mine['id']}")).status_code for who in ("ben", "ines", "cara")
    }
    assert seen == {"ben": 404, "ines": 404, "cara": 404}
    assert (await (await as_("ben")).get(f"/api/tasks/{theirs['id']}")).status_code == 200
    assert theirs["id"] in (await (await as_("asha")).get("/tasks?whose=given")).text


@pytest.mark.parametrize(("who", "status"), [("asha", 200), ("ben", 200), ("ines", 200), ("hilda", 404), ("fee", 404)])
async def test_who_sees_a_task_of_ashas_case(as_: As, case_of: CaseOf, who: str, status: int) -> None:
    case_id = await case_of()
    task = await given(await as_("asha"), f"/api/cases/{case_id}/tasks", assignee_id=member("ben"))
    reader = await as_(who)
    assert (await reader.get(f"/api/tasks/{task['id']}")).status_code == status
    assert (await reader.get(f"/cases/{case_id}/tasks")).status_code == status


async def test_only_colleagues_who_see_the_case_get_its_tasks(as_: As, case_of: CaseOf) -> None:
    case_id, asha, ines = await case_of(), await as_("asha"), await as_("ines")
    for who in ("hilda", "fee", "cara"):
        reply = await asha.post(f"/api/cases/{case_id}/tasks", json={"title": "x", "assignee_id": member(who)})
        assert reply.status_code == 422, who
    tasks = f"/api/cases/{case_id}/tasks"
    task = await given(asha, tasks, assignee_id=member("ben"), title="For Ben", due_on=LONG_DUE)
    assert "For Ben" in (await (await as_("ben")).get("/")).text
    etag = (await ines.get(f"/api/cases/{case_id}")).headers["etag"]
    await ines.put(f"/api/cases/{case_id}/restriction", json={"restricted": True}, headers={"If-Match": etag})
    assert "For Ben" not in (await (await as_("ben")).get("/")).text
    assert (await (await as_("ben")).get(f"/api/tasks/{task['id']}")).status_code == 404


async def test_a_task_on_the_pages_of_a_case(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    form = {"title": "Copy the passport", "due_on": "31.12.2026", "assignee_id": member("ben")}
    wrong = await asha.post(f"/cases/{case_id}/tasks", data=form | {"due_on": "soon"})
    assert wrong.status_code == 422
    assert "Copy the passport" in wrong.text
    assert (await asha.post(f"/cases/{case_id}/tasks", data=form)).status_code == 303
    page = await asha.get(f"/cases/{case_id}")
    assert "Copy the passport" in page.text
    assert page.text.count("Ben Becker") >= 1
    (task,) = (await asha.get(f"/api/cases/{case_id}/tasks")).json()
    edited = await asha.post(f"/tasks/{task['id']}/edit", data=form | {"version": "1", "title": "Copy two passports"})
    assert edited.status_code == 303
    stale = await asha.post(f"/tasks/{task['id']}/edit", data=form | {"version": "1", "title": "Late words"})
    assert stale.status_code == 409
    assert "Late words" in stale.text
    assert (await asha.get(f"/api/cases/{case_id}")).json()["counts"]["tasks"] == 1


async def test_the_front_desk_has_tasks_too(as_: As) -> None:
    fee = await as_("fee")
    await given(fee, title="Order forms", due_on=LONG_DUE)
    assert "Order forms" in (await fee.get("/")).text
    assert (await fee.get("/tasks")).status_code == 200
    assert (await (await as_("adam")).get("/tasks")).status_code == 403
