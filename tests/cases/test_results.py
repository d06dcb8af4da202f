"""Closure, results and exits are three fields of their own; phases and closures keep their history."""

from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from casework.cases.result_actions import half_a_year_after
from casework.core.clock import today
from tests.cases.conftest import CaseOf
from tests.conftest import As
from tests.factories import insert_client, new_case


async def only_person(client: httpx.AsyncClient, case_id: object) -> str:
    found: str = (await client.get(f"/api/cases/{case_id}")).json()["persons"][0]["client_id"]
    return found


async def changed(client: httpx.AsyncClient, case_id: object, method: str, part: str, body: Any = None) -> Any:  # noqa: ANN401  # A body is any JSON.
    etag = (await client.get(f"/api/cases/{case_id}")).headers["etag"]
    reply = await client.request(method, f"/api/cases/{case_id}/{part}", json=body, headers={"If-Match": etag})
    assert reply.status_code in {200, 201}, reply.text
    return reply.json()


async def test_results_of_several_persons_with_their_evidence(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha = await as_("asha")
    persons = [str(await insert_client(owner, "asha", given_name=name)) for name in ("Aigul", "Talgat")]
    case_id = await new_case(asha, *persons)  # type: ignore[arg-type]  # A key is a key in text, too.
    form = {
        "result_kind": "company_founded",
        "client_ids": persons,
        "reached_on": today().isoformat(),
        "evidence": "Register extract seen",
    }
    entered = await asha.post(f"/cases/{case_id}/results", data=form)
    assert entered.status_code == 303, entered.text
    page = await asha.get(f"/cases/{case_id}/results")
    assert page.text.count("Register extract seen") == 2
    assert (await asha.get(f"/api/cases/{case_id}")).json()["counts"]["results"] == 2
    first = (await asha.get(f"/api/cases/{case_id}/results")).json()[0]
    address = f"/api/results/{first['id']}"
    better = {"result_kind": "self_employed_main", "reached_on": today().isoformat()}
    assert (await asha.put(address, json=better, headers={"If-Match": '"1"'})).json()["evidence"] is None
    assert (await asha.put(address, json=better, headers={"If-Match": '"1"'})).status_code == 412
    assert (await (await as_("ben")).delete(address, headers={"If-Match": '"2"'})).status_code == 403
    assert (await asha.delete(address, headers={"If-Match": '"2"'})).status_code == 204
    late = await asha.post(f"/cases/{case_id}/results", data=form | {"reached_on": "31.12.2099"})
    assert late.status_code == 422
    assert "Register extract seen" in late.text


@pytest.mark.parametrize(("who", "status"), [("asha", 200), ("ben", 200), ("ines", 200), ("hilda", 404), ("fee", 404)])
async def test_who_sees_results(as_: As, case_of: CaseOf, who: str, status: int) -> None:
    case_id, reader = await case_of(), await as_(who)
    for part in ("results", "phases"):
        assert (await reader.get(f"/cases/{case_id}/{part}")).status_code == status
    for part in ("results", "exits", "phases", "closures"):
        assert (await reader.get(f"/api/cases/{case_id}/{part}")).status_code == status


LEFT = today() - timedelta(days=300)


@pytest.mark.parametrize(
    ("point", "outcome", "days", "status"),
    [
        ("after_28_days", "eecr04", 20, 201),
        ("after_28_days", "eecr04", 29, 422),
        ("after_28_days", "not_reached", 40, 201),
        ("after_28_days", "eecr05", 20, 422),
        ("after_6_months", "eecr05", 190, 201),
        ("after_6_months", "eecr05", 100, 422),
        ("after_6_months", "eecr01", 190, 422),
        ("after_6_months", "not_applicable", 190, 201),
        ("after_28_days", "eecr02", -1, 422),
    ],
)
async def test_what_is_asked_when(as_: As, case_of: CaseOf, point: str, outcome: str, days: int, status: int) -> None:
    asha, case_id = await as_("asha"), await case_of()
    body = {
        "client_id": await only_person(asha, case_id),
        "point": point,
        "outcome": outcome,
        "left_on": LEFT.isoformat(),
        "established_on": (LEFT + timedelta(days=days)).isoformat(),
    }
    assert (await asha.post(f"/api/cases/{case_id}/exits", json=body)).status_code == status


async def test_the_latest_event_wins_where_two_exclude_each_other(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    person = await only_person(asha, case_id)

    async def enter(outcome: str, days: int) -> int:
        body = {
            "client_id": person,
            "point": "after_28_days",
            "outcome": outcome,
            "left_on": LEFT.isoformat(),
            "established_on": (LEFT + timedelta(days=days)).isoformat(),
        }
        return (await asha.post(f"/api/cases/{case_id}/exits", json=body)).status_code

    assert [await enter("eecr01", 5), await enter("eecr03", 6), await enter("eecr04", 20)] == [201, 201, 201]
    assert {row["outcome"] for row in (await asha.get(f"/api/cases/{case_id}/exits")).json()} == {"eecr03", "eecr04"}
    assert await enter("eecr01", 10) == 422
    assert await enter("eecr04", 21) == 422
    assert await enter("not_reached", 25) == 201
    assert [row["outcome"] for row in (await asha.get(f"/api/cases/{case_id}/exits")).json()] == ["not_reached"]


def test_half_a_year_ends_with_the_month() -> None:
    assert half_a_year_after(date(2026, 8, 31)) == date(2027, 2, 28)
    assert half_a_year_after(date(2026, 3, 15)) == date(2026, 9, 15)
    assert half_a_year_after(date(2026, 6, 30)) == date(2026, 12, 30)


async def test_every_closure_is_kept(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    await changed(asha, case_id, "POST", "closure", {"reason": "lost_contact", "note": "Three letters"})
    await changed(asha, case_id, "POST", "reopening")
    await changed(asha, case_id, "POST", "closure", {"reason": "goals_achieved"})
    closures = (await asha.get(f"/api/cases/{case_id}/closures")).json()
    assert [(row["reason"], row["reopened_on"] is not None) for row in closures] == [
        ("lost_contact", True),
        ("goals_achieved", False),
    ]
    assert closures[0]["closer_name"] == "Asha Adler"
    page = await asha.get(f"/cases/{case_id}/results")
    assert "Three letters" in page.text
    assert "Contact lost" in page.text


async def test_phases_keep_their_days(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of()
    for phase in ("assessment", "plan"):
        await changed(asha, case_id, "PUT", "phase", {"phase": phase})
    phases = (await asha.get(f"/api/cases/{case_id}/phases")).json()
    assert [row["phase"] for row in phases] == ["intake", "assessment", "plan"]
    version = (await asha.get(f"/api/cases/{case_id}")).json()["version"]
    early = (today() - timedelta(days=3)).isoformat()
    for since in (early, (today() + timedelta(days=1)).isoformat()):
        wrong = await asha.post(
            f"/cases/{case_id}/phases", data={"version": str(version), "phase": "linking", "since": since}
        )
        assert wrong.status_code == 422, since
    right = {"version": str(version), "phase": "linking", "since": today().isoformat()}
    assert (await asha.post(f"/cases/{case_id}/phases", data=right)).status_code == 303
    assert (await asha.post(f"/cases/{case_id}/phases", data=right)).status_code == 409
    await changed(asha, case_id, "POST", "closure", {"reason": "no_further_need"})
    assert [row["phase"] for row in (await asha.get(f"/api/cases/{case_id}/phases")).json()][-2:] == [
        "linking",
        "closure",
    ]
    assert "Linking" in (await asha.get(f"/cases/{case_id}")).text
