"""Plans over the API: writing, agreeing, reviewing, the next version, and who may do which of it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.core.clock import today
from tests.conftest import As
from tests.plans.conftest import DRAWN, PlanOf

COPY_A_MEASURE = """
insert into plan_measures select (jsonb_populate_record(m, jsonb_build_object(
  'id', gen_random_uuid(), 'origin_id', gen_random_uuid()))).*
from plan_measures m where goal_id = $1
"""


async def test_a_goal_is_written_with_its_first_step(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goal = await plan.goal(success="Die erste Kundin", first_step="Businessplan schreiben", due_on="2027-01-15")
    assert [step["what"] for step in goal["measures"]] == ["Businessplan schreiben"]
    await plan.http.post(f"/api/plan-goals/{goal['id']}/measures", json={"what": "Termin", "responsible": "counsellor"})
    (shown,) = (await plan.read())["goals"]
    assert (shown["words"], shown["success"]) == ("Мы хотим свой магазин", "Die erste Kundin")
    assert [(one["what"], one["responsible"]) for one in shown["measures"]] == [
        ("Businessplan schreiben", "client"),
        ("Termin", "counsellor"),
    ]


async def test_a_step_of_a_partner_needs_the_partners_name(plan_of: PlanOf) -> None:
    plan = await plan_of()
    reply = await plan.http.post(
        f"{plan.address}/goals",
        json={"words": "Arbeit", "domain": "work", "first_step": "Kurs", "responsible": "partner"},
    )
    assert reply.status_code == 422
    assert "who" in reply.json()["errors"]
    assert (await plan.read())["goals"] == []


async def test_a_goal_belongs_to_a_person_of_the_case_only(plan_of: PlanOf) -> None:
    plan, other = await plan_of(), await plan_of()
    body = {"words": "Arbeit", "domain": "work", "client_id": str(other.persons[0])}
    reply = await plan.http.post(f"{plan.address}/goals", json=body)
    assert reply.status_code == 422


async def test_every_person_agrees_for_themselves(plan_of: PlanOf) -> None:
    plan = await plan_of(persons=2)
    await plan.goal()
    await plan.sign(plan.persons[0], signed_on=today().isoformat())
    assert (await plan.read())["state"] == "signing"
    reply = await plan.http.post(f"{plan.address}/goals", json={"words": "Mehr", "domain": "work"})
    assert reply.status_code == 409
    await plan.sign(plan.persons[1], form="typed", name="Timur Seitkali", confirmed=True)
    agreed = await plan.read()
    assert (agreed["state"], agreed["agreed_on"]) == ("agreed", today().isoformat())
    assert [(one["form"], one["name"]) for one in agreed["signatures"]] == [
        ("paper", "Mira 0 Moll"),
        ("typed", "Timur Seitkali"),
    ]


async def test_nobody_agrees_to_what_they_were_not_shown(plan_of: PlanOf) -> None:
    plan = await plan_of()
    await plan.goal()
    seen = (await plan.read())["version"]
    await plan.goal("Noch ein Ziel")
    body = {"client_id": str(plan.persons[0]), "form": "drawn", "drawing": DRAWN}
    reply = await plan.http.post(f"{plan.address}/agreement", json=body, headers={"If-Match": f'"{seen}"'})
    assert reply.status_code == 412
    reply = await plan.http.post(f"{plan.address}/agreement", json=body)
    assert reply.status_code == 428


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("drawing", {"form": "drawn"}),
        ("drawing", {"form": "drawn", "drawing": "M10,10L12,12"}),
        ("drawing", {"form": "drawn", "drawing": DRAWN + '"/><script>alert(1)</script>'}),
        ("drawing", {"form": "drawn", "drawing": DRAWN.replace("L30,", "L930,")}),
        ("drawing", {"form": "drawn", "drawing": DRAWN + "\n"}),
        ("drawing", {"form": "drawn", "drawing": "M١٠,١٠" + DRAWN}),
        ("confirmed", {"form": "typed", "name": "Mira Moll"}),
        ("name", {"form": "typed", "confirmed": True}),
        ("place", {"form": "paper", "signed_on": "2026-11-01"}),
        ("signed_on", {"form": "paper", "place": "Bernau"}),
        ("signed_on", {"form": "paper", "place": "Bernau", "signed_on": "2099-01-01"}),
        ("client_id", {"form": "drawn", "drawing": DRAWN, "client_id": str(uuid4())}),
    ],
)
async def test_half_a_signature_is_none(plan_of: PlanOf, field: str, changes: dict[str, object]) -> None:
    plan = await plan_of()
    await plan.goal()
    told = await plan.send("POST", "/agreement", {"client_id": str(plan.persons[0]), **changes}, 422)
    assert field in told["errors"]
    assert (await plan.read())["state"] == "draft"


async def test_an_empty_plan_is_not_agreed(plan_of: PlanOf) -> None:
    plan = await plan_of()
    body = {"client_id": str(plan.persons[0]), "form": "drawn", "drawing": DRAWN}
    await plan.send("POST", "/agreement", body, 409)


async def test_signatures_can_be_taken_back_until_all_are_there(plan_of: PlanOf) -> None:
    plan = await plan_of(persons=2)
    await plan.goal()
    await plan.sign(plan.persons[0], form="drawn", drawing=DRAWN)
    assert (await plan.send("DELETE", "/agreement", status=200))["state"] == "draft"
    await plan.agree()
    await plan.send("DELETE", "/agreement", status=409)


async def test_what_was_agreed_stays_as_it_was_signed(
    plan_of: PlanOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    plan = await plan_of()
    goal = await plan.goal(first_step="Businessplan")
    await plan.agree()
    match = {"If-Match": '"1"'}
    change = {"words": "Anders", "domain": "work"}
    assert (await plan.http.put(f"/api/plan-goals/{goal['id']}", json=change, headers=match)).status_code == 409
    assert (await plan.http.delete(f"/api/plan-goals/{goal['id']}", headers=match)).status_code == 409
    await plan.send("PUT", "", {"situation": "Anders"}, 409)
    await plan.send("DELETE", "", status=409)
    # Not even somebody who reaches the table changes it.
    for statement in (
        "update plan_goals set words = 'x' where id = $1",
        "delete from plan_goals where id = $1",
        "update plans set situation = 'x' where id = (select plan_id from plan_goals where id = $1)",
        "update plans set state = 'draft' where id = (select plan_id from plan_goals where id = $1)",
        "delete from plan_signatures where plan_id = (select plan_id from plan_goals where id = $1)",
        COPY_A_MEASURE,
    ):
        with pytest.raises(asyncpg.RaiseError):
            await owner.execute(statement, UUID(goal["id"]))


async def test_progress_goes_on_in_the_agreed_version_and_in_the_draft(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goal = await plan.goal(first_step="Businessplan")
    await plan.agree()
    draft = await plan.next_version()
    step = goal["measures"][0]
    done = {"state": "done", "on": today().isoformat()}
    reply = await plan.http.put(f"/api/plan-measures/{step['id']}/progress", json=done, headers={"If-Match": '"1"'})
    assert reply.status_code == 200
    for version in (plan, draft):
        (shown,) = (await version.read())["goals"]
        assert shown["measures"][0]["state"] == "done"
    late = {"state": "done", "on": (today() + timedelta(days=1)).isoformat()}
    reply = await plan.http.put(f"/api/plan-measures/{step['id']}/progress", json=late, headers={"If-Match": '"2"'})
    assert reply.status_code == 422


async def test_the_next_version_replaces_the_one_before_and_tells_what_differs(plan_of: PlanOf) -> None:
    plan = await plan_of()
    await plan.goal(first_step="Businessplan", due_on="2027-01-15")
    await plan.agree()
    draft = await plan.next_version()
    assert (await plan.http.post(f"/api/cases/{plan.case_id}/plans")).status_code == 409
    (goal,) = (await draft.read())["goals"]
    change = {"words": goal["words"], "domain": "business", "target_on": "2027-06-01"}
    await plan.http.put(f"/api/plan-goals/{goal['id']}", json=change, headers={"If-Match": '"1"'})
    await draft.goal("Deutsch B2", domain="language")
    await draft.agree()
    versions = (await plan.http.get(f"/api/cases/{plan.case_id}/plans")).json()
    assert [(one["number"], one["state"]) for one in versions] == [(2, "agreed"), (1, "replaced")]
    found = (await plan.http.get(f"{draft.address}/differences?earlier={plan.plan_id}")).json()
    assert [(one["change"], one["what"]) for one in found] == [("changed", goal["words"]), ("added", "Deutsch B2")]
    assert found[0]["fields"][0]["after"] == "2027-06-01"
    other = await plan_of()
    assert (await plan.http.get(f"{draft.address}/differences?earlier={other.plan_id}")).status_code == 404


async def test_a_review_says_what_was_reached_and_plans_the_next(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goal, other = await plan.goal(), await plan.goal("Deutsch")
    await plan.send("POST", "/reviews", {"held_on": today().isoformat()}, 409)
    await plan.agree()
    later = (today() + timedelta(weeks=13)).isoformat()
    review = {
        "held_on": today().isoformat(),
        "findings": [
            {"goal_id": goal["id"], "attainment": "reached", "words": "Der Laden ist offen."},
            {"goal_id": other["id"], "attainment": "open"},
        ],
        "next_review_on": later,
    }
    await plan.send("POST", "/reviews", review)
    shown = await plan.read()
    assert [one["attainment"] for one in shown["goals"]] == ["reached", "open"]
    assert (shown["next_review_on"], shown["reviews"][0]["findings"][0]["words"]) == (later, "Der Laden ist offen.")
    # What is over stays in the old version.
    draft = await (await plan.next_version()).read()
    assert [one["words"] for one in draft["goals"]] == ["Deutsch"]
    foreign = {**review, "findings": [{"goal_id": str(uuid4()), "attainment": "reached"}]}
    await plan.send("POST", "/reviews", foreign, 422)
    await plan.send("POST", "/reviews", {**review, "held_on": str(today() - timedelta(days=1))}, 422)


async def test_the_planned_review_is_a_deadline_that_moves_and_is_done(plan_of: PlanOf) -> None:
    plan = await plan_of()
    await plan.goal()
    first, second = today() + timedelta(days=30), today() + timedelta(days=120)
    await plan.send("PUT", "", {"next_review_on": first.isoformat()}, 200)
    await plan.agree()

    async def deadlines() -> list[tuple[str, str, date]]:
        found = (await plan.http.get(f"/api/cases/{plan.case_id}/deadlines")).json()
        rows = found["rows"] if isinstance(found, dict) else found
        return sorted((one["kind"], one["status"], date.fromisoformat(one["due_on"])) for one in rows)

    assert await deadlines() == [("plan_review", "open", first)]
    await plan.send("POST", "/reviews", {"held_on": today().isoformat(), "next_review_on": second.isoformat()})
    assert await deadlines() == [("plan_review", "done", first), ("plan_review", "open", second)]


async def test_the_team_reads_and_others_find_nothing(plan_of: PlanOf, as_: As) -> None:
    plan = await plan_of()
    goal = await plan.goal()
    paths = (plan.address, f"/api/plan-goals/{goal['id']}", f"/api/cases/{plan.case_id}/plans")
    for who, status in (("ben", 200), ("ines", 200), ("hilda", 404), ("cara", 404)):
        for path in paths:
            assert (await (await as_(who)).get(path)).status_code == status, (who, path)
    for who in ("fee", "otto", "adam", "pia"):
        for path in paths:
            assert (await (await as_(who)).get(path)).status_code in {403, 404}, (who, path)
    body = {"words": "Mehr", "domain": "work"}
    assert (await (await as_("ben")).post(f"{plan.address}/goals", json=body)).status_code == 403
    assert (await (await as_("ines")).post(f"{plan.address}/goals", json=body)).status_code == 201


async def test_a_draft_can_be_discarded(plan_of: PlanOf) -> None:
    plan = await plan_of(persons=2)
    await plan.goal(first_step="Businessplan")
    await plan.sign(plan.persons[0], form="drawn", drawing=DRAWN)
    version = (await plan.read())["version"]
    reply = await plan.http.delete(plan.address, headers={"If-Match": f'"{version}"'})
    assert reply.status_code == 204, reply.text
    assert (await plan.http.get(f"/api/cases/{plan.case_id}/plans")).json() == []


async def test_a_corrected_review_keeps_what_it_said(plan_of: PlanOf, as_: As) -> None:
    plan = await plan_of()
    goal = await plan.goal()
    await plan.agree()
    later = (today() + timedelta(weeks=13)).isoformat()
    review = {
        "held_on": today().isoformat(),
        "summary": "Wrong words",
        "findings": [{"goal_id": goal["id"], "attainment": "reached", "words": "Der Laden ist offen."}],
        "next_review_on": later,
    }
    made = await plan.send("POST", "/reviews", review)
    address, deadlines = f"/api/plan-reviews/{made['id']}", f"/api/cases/{plan.case_id}/deadlines"
    due = (await plan.http.get(deadlines)).json()
    found = {"goal_id": goal["id"], "attainment": "partly", "words": "Der Raum ist gemietet."}
    right = review | {"summary": "Right words", "findings": [found]}
    corrected = await plan.http.put(address, json=right, headers={"If-Match": '"1"'})
    assert corrected.status_code == 200, corrected.text
    shown = await plan.read()
    assert shown["goals"][0]["attainment"] == "partly"
    (kept,) = shown["reviews"]
    assert (kept["summary"], kept["findings"][0]["words"]) == ("Right words", "Der Raum ist gemietet.")
    (before,) = kept["earlier"]
    assert (before["summary"], before["findings"][0]["words"]) == ("Wrong words", "Der Laden ist offen.")
    assert (await plan.http.get(deadlines)).json() == due, "the review was held before, and the next one stays"
    assert (await plan.http.put(address, json=right, headers={"If-Match": '"1"'})).status_code == 412
    wrong = right | {"held_on": (today() + timedelta(days=1)).isoformat()}
    assert (await plan.http.put(address, json=wrong, headers={"If-Match": '"2"'})).status_code == 422
    for who, status in (("ben", 403), ("hilda", 404), ("cara", 404)):
        reply = await (await as_(who)).put(address, json=right, headers={"If-Match": '"2"'})
        assert reply.status_code == status, who


async def test_correcting_an_older_review_leaves_the_goals_where_they_are(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goal = await plan.goal()
    await plan.agree()
    reviews = [
        await plan.send(
            "POST",
            "/reviews",
            {"held_on": today().isoformat(), "findings": [{"goal_id": goal["id"], "attainment": attainment}]},
        )
        for attainment in ("partly", "reached")
    ]
    change = {"held_on": today().isoformat(), "findings": [{"goal_id": goal["id"], "attainment": "open"}]}
    reply = await plan.http.put(f"/api/plan-reviews/{reviews[0]['id']}", json=change, headers={"If-Match": '"1"'})
    assert reply.status_code == 200, reply.text
    assert (await plan.read())["goals"][0]["attainment"] == "reached"
