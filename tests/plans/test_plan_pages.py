"""The pages of plans without JavaScript: what is typed is kept, what is agreed is shown, what is printed is right."""

import re
from datetime import timedelta

import httpx
import pytest

from casework.core.clock import today
from casework.plans.codes import LifeDomain
from casework.plans.labels import all_labels
from tests.conftest import As
from tests.plans.conftest import DRAWN, PlanOf

SPOKEN = ("en", "ar", "fa", "prs", "ru", "uk", "tr", "kmr", "ti", "fr", "es", "pl", "ro", "vi", "sq", "sr")


async def sent(
    http: httpx.AsyncClient, page: str, action: str, fields: dict[str, str], status: int = 303
) -> httpx.Response:
    """Open a page and send its form with the version that it carries."""
    shown = await http.get(page)
    assert shown.status_code == 200, shown.text
    version = re.search(r'name="version" value="(\d+)"', shown.text)
    reply = await http.post(action, data={**fields, **({"version": version[1]} if version else {})})
    assert reply.status_code == status, reply.text
    return reply


async def test_a_plan_from_the_first_goal_to_its_review(plan_of: PlanOf) -> None:
    plan = await plan_of()
    http, case = plan.http, f"/cases/{plan.case_id}/plan"
    page, goals = f"/plans/{plan.plan_id}", f"/plans/{plan.plan_id}/goals"
    first = {"words": "Свой магазин", "domain": "business", "first_step": "Plan", "due_on": "1.3.2027"}
    await sent(http, f"{goals}/new", goals, first)
    assert "Свой магазин" in (await http.get(case)).text
    (goal,) = (await plan.read())["goals"]
    change = {"words": "Свой магазин", "domain": "business", "success": "Die erste Kundin"}
    await sent(http, f"/plan-goals/{goal['id']}/edit", f"/plan-goals/{goal['id']}/edit", change)
    steps = f"/plan-goals/{goal['id']}/measures"
    await sent(http, f"{steps}/new", steps, {"what": "Anmeldung", "responsible": "partner", "who": "Gewerbeamt"})
    above = {"situation": "Zwei Nähmaschinen sind da", "next_review_on": "1.3.2027"}
    await sent(http, f"{page}/edit", f"{page}/edit", above)
    typed = {"client_id": str(plan.persons[0]), "form": "typed", "name": "Mira Moll", "confirmed": "true"}
    await sent(http, f"{page}/agreement", f"{page}/agreement", typed)
    shown = (await http.get(case)).text
    for text in ("The plan, version 1", "Gewerbeamt", "Zwei Nähmaschinen sind da", "Typed name and confirmation"):
        assert text.replace("The plan", "Plan") in shown
    found = {f"attainment-{goal['id']}": "partly", f"words-{goal['id']}": "Der Raum ist gemietet"}
    review = {"held_on": today().isoformat(), "next_review_on": "", **found}
    await sent(http, f"{page}/reviews/new", f"{page}/reviews", review)
    shown = (await http.get(case)).text
    assert "Der Raum ist gemietet" in shown
    assert "No review planned" in shown


async def test_what_was_typed_stays_with_its_mistakes(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goals = f"/plans/{plan.plan_id}/goals"
    typed = {"words": "Arbeit finden", "responsible": "partner", "first_step": "x"}
    reply = await sent(plan.http, f"{goals}/new", goals, typed, 422)
    assert "Arbeit finden" in reply.text
    assert "error-summary" in reply.text
    await plan.goal()
    page = f"/plans/{plan.plan_id}/agreement"
    typed = {"client_id": str(plan.persons[0]), "form": "typed", "name": "Mira"}
    reply = await sent(plan.http, page, page, typed, 422)
    assert "Tick the box" in reply.text
    assert 'value="Mira"' in reply.text


async def test_two_edits_of_a_goal_are_laid_side_by_side(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goal = await plan.goal("Erste Worte")
    address = f"/plan-goals/{goal['id']}/edit"
    await sent(plan.http, address, address, {"words": "Meine Worte", "domain": "business"})
    old = {"words": "Deine Worte", "domain": "business", "version": "1"}
    reply = await plan.http.post(address, data=old)
    assert reply.status_code == 409
    assert "Meine Worte" in reply.text
    assert "Deine Worte" in reply.text


async def test_a_step_is_ticked_off_with_one_button(plan_of: PlanOf) -> None:
    plan = await plan_of()
    step = (await plan.goal(first_step="Anrufen"))["measures"][0]
    address = f"/plan-measures/{step['id']}/progress"
    reply = await plan.http.post(address, data={"state": "done", "version": "1"})
    assert reply.status_code == 303
    assert (await plan.read())["goals"][0]["measures"][0]["state"] == "done"
    assert (await plan.http.post(address, data={"state": "nonsense", "version": "2"})).status_code == 422
    assert (await plan.http.post(address, data={"state": "open", "version": "1"})).status_code in {409, 412}


async def test_versions_are_compared_and_looked_at(plan_of: PlanOf) -> None:
    plan = await plan_of()
    await plan.goal("Deutsch lernen")
    await plan.agree()
    draft = await plan.next_version()
    await draft.goal("Wohnung finden")
    page = f"/plans/{draft.plan_id}/differences?earlier={plan.plan_id}"
    shown = (await plan.http.get(page)).text
    assert "Wohnung finden" in shown
    assert "Deutsch lernen" not in shown.split("<main")[1]
    (goal, _) = (await draft.read())["goals"]
    later = {"words": "Deutsch lernen", "domain": "work", "target_on": "1.6.2027"}
    await sent(plan.http, f"/plan-goals/{goal['id']}/edit", f"/plan-goals/{goal['id']}/edit", later)
    shown = (await plan.http.get(page)).text
    for text in ("Language", "Work", "1 Jun 2027", "Target date"):
        assert text in shown
    assert "You are looking at version 1." in (await plan.http.get(f"/plans/{plan.plan_id}")).text


@pytest.mark.parametrize("language", SPOKEN)
async def test_the_sheet_is_german_beside_the_clients_language(plan_of: PlanOf, language: str) -> None:
    plan = await plan_of()
    await plan.goal("میخواهم کار کنم", in_german="Ich will arbeiten")
    await plan.sign(plan.persons[0], form="drawn", drawing=DRAWN)
    reply = await plan.http.get(f"/plans/{plan.plan_id}/sheet?language={language}")
    assert reply.status_code == 200, reply.text
    assert "Das sind meine Ziele" in reply.text
    assert reply.text.count("Ich will arbeiten") == 1
    assert reply.text.count("میخواهم کار کنم") == 1
    assert f'd="{DRAWN}"' in reply.text
    assert ('dir="rtl"' in reply.text) is (language in {"ar", "fa", "prs"})


async def test_the_sheet_speaks_the_clients_language_unasked(plan_of: PlanOf) -> None:
    plan = await plan_of()
    await plan.goal()
    assert "Це мої цілі" in (await plan.http.get(f"/plans/{plan.plan_id}/sheet")).text
    assert (await plan.http.get(f"/plans/{plan.plan_id}/sheet?language=xx")).status_code == 404


def test_every_language_has_every_word() -> None:
    served = {code for labels in all_labels() for code in labels.codes}
    assert served >= {"de", *SPOKEN}
    for labels in all_labels():
        assert set(labels.domains) == set(LifeDomain), labels.name
        words = [getattr(labels.words, name) for name in labels.words.__struct_fields__]
        assert all(word.strip() for word in words), labels.name
        assert len(set(words)) >= len(words) - 2, labels.name


async def test_whoever_may_not_write_gets_no_buttons(plan_of: PlanOf, as_: As) -> None:
    plan = await plan_of()
    await plan.goal()
    ben = await as_("ben")
    shown = (await ben.get(f"/cases/{plan.case_id}/plan")).text
    assert "Свой" not in shown
    assert "Мы хотим свой магазин" in shown
    assert "/goals/new" not in shown
    assert (await ben.get(f"/plans/{plan.plan_id}/goals/new")).status_code == 403
    for who in ("fee", "otto", "pia", "hilda"):
        assert (await (await as_(who)).get(f"/cases/{plan.case_id}/plan")).status_code in {403, 404}


async def test_a_change_in_the_writing_is_kept_for_its_writer(plan_of: PlanOf, as_: As) -> None:
    plan = await plan_of()
    goal = await plan.goal("Erste Worte")
    draft = {"fields": {"words": ["Halb geschr"], "domain": ["business"]}}
    assert (await plan.http.put(f"/drafts/plan-goal-edit/{goal['id']}", json=draft)).status_code == 200
    assert "Halb geschr" in (await plan.http.get(f"/plan-goals/{goal['id']}/edit")).text
    assert "Halb geschr" not in (await (await as_("ines")).get(f"/plan-goals/{goal['id']}/edit")).text
    for who, status in (("ben", 403), ("cara", 404)):
        reply = await (await as_(who)).put(f"/drafts/plan-goal-edit/{goal['id']}", json=draft)
        assert reply.status_code == status


async def test_the_case_tells_of_its_plan(plan_of: PlanOf) -> None:
    plan = await plan_of()
    await plan.goal(first_step="Businessplan schreiben")
    soon = (today() + timedelta(days=1)).isoformat()
    await plan.send("PUT", "", {"next_review_on": soon}, 200)
    await plan.agree()
    await plan.send("POST", "/reviews", {"held_on": str(today()), "summary": "Es geht voran", "next_review_on": soon})
    shown = (await plan.http.get(f"/cases/{plan.case_id}")).text
    for text in ("Plan agreed", "Plan reviewed", "Es geht voran", "Review of the support plan"):
        assert text in shown
    assert re.search(r'/plan"[^>]*>Plan <span class="tab-count">1<', shown)
    # The page shows the most urgent alone; the list behind it has everything of the month, whatever else is due.
    due = (await plan.http.get("/api/today")).json()["deadlines"]
    assert [row["kind"] for row in due if row["case_id"] == str(plan.case_id)] == ["plan_review"]
    found = (await plan.http.get(f"/api/cases/{plan.case_id}/deadlines")).json()
    waiting = next(row for row in found if row["status"] == "open")
    assert f'/cases/{plan.case_id}/plan">To the plan' in (await plan.http.get(f"/deadlines/{waiting['id']}")).text


async def test_the_document_of_the_api_knows_plans(as_: As) -> None:
    reply = await (await as_("asha")).get("/schema/openapi.json")
    assert reply.status_code == 200, reply.text
    assert "/api/plans/{plan_id}/agreement" in reply.text


async def test_a_review_is_corrected_on_its_page(plan_of: PlanOf) -> None:
    plan = await plan_of()
    goal = await plan.goal()
    await plan.agree()
    found = [{"goal_id": goal["id"], "attainment": "partly", "words": "Erste Worte"}]
    made = await plan.send("POST", "/reviews", {"held_on": str(today()), "summary": "Vorher", "findings": found})
    page = f"/plan-reviews/{made['id']}/edit"
    assert page in (await plan.http.get(f"/cases/{plan.case_id}/plan")).text
    typed = {"held_on": str(today()), "summary": "Nachher", f"attainment-{goal['id']}": "reached"}
    empty = await sent(plan.http, page, page, typed | {"held_on": ""}, 422)
    assert "Nachher" in empty.text
    await sent(plan.http, page, page, typed)
    shown = (await plan.http.get(f"/cases/{plan.case_id}/plan", headers={"Accept-Language": "de"})).text
    for text in ("Nachher", "Vorher", "Erste Worte", "stand dort"):
        assert text in shown


async def test_a_step_in_writing_is_kept_as_a_draft(plan_of: PlanOf, as_: As) -> None:
    plan = await plan_of()
    goal = await plan.goal(first_step="Anmeldung")
    (step,) = (await plan.read())["goals"][0]["measures"]
    places = {
        f"/drafts/plan-step/{goal['id']}": f"/plan-goals/{goal['id']}/measures/new",
        f"/drafts/plan-step-edit/{step['id']}": f"/plan-measures/{step['id']}/edit",
    }
    for draft, page in places.items():
        assert f'data-draft="{draft}"' in (await plan.http.get(page)).text
        kept = await plan.http.put(draft, json={"fields": {"what": ["Halb geschrieben"]}})
        assert kept.status_code == 200, kept.text
        assert "Halb geschrieben" in (await plan.http.get(page)).text
        assert (await (await as_("ben")).put(draft, json={"fields": {}})).status_code == 403
        assert (await (await as_("cara")).put(draft, json={"fields": {}})).status_code == 404
    steps = f"/plan-goals/{goal['id']}/measures"
    await sent(plan.http, f"{steps}/new", steps, {"what": "Gewerbeamt", "responsible": "client"})
    assert "Halb geschrieben" not in (await plan.http.get(f"{steps}/new")).text
