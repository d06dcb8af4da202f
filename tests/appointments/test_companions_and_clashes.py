"""Who goes along, and who would have to be in two places at once."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import httpx
import pytest

from casework.appointments.codes import AppointmentKind, AuthorityKind, DeadlineKind
from casework.appointments.following import FollowUp, Met, follow_ups, proposals, rules
from casework.core.clock import now
from casework.core.model import new_id
from casework.web.i18n import translator
from tests.appointments.conftest import CaseOf
from tests.appointments.test_appointments_api import FOREVER_AGO, booked
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case

MERYEM = {"kind": "interpreter", "name": "Meryem  Aydın", "language": "tr", "state": "ordered"}


async def test_several_companions_with_language_and_state(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    ben = {"kind": "counsellor", "member_id": str(BY_NAME["ben"].member_id), "state": "confirmed"}
    made = (await booked(asha, case_id, companions=[MERYEM, ben])).json()
    assert [entry["kind"] for entry in made["companions"]] == ["interpreter", "counsellor"]
    assert (made["companion"], made["interpreter_language"]) == ("interpreter", "tr")
    shown = (await asha.get(f"/appointments/{made['id']}")).text
    assert "Meryem" in shown
    assert "Turkish" in shown
    assert "Ordered" in shown
    edited = (await asha.get(f"/appointments/{made['id']}/edit")).text
    assert 'name="companion_2_member_id"' in edited
    for fault in ({"kind": "interpreter", "language": "xx"}, {"kind": "counsellor", "member_id": str(new_id())}):
        refused = await asha.post(
            f"/api/cases/{case_id}/appointments",
            json={"kind": "follow_up", "starts_at": now().isoformat(), "companions": [fault]},
        )
        assert refused.status_code == 422, refused.text


async def test_one_companion_as_before_still_counts(as_: As, case_of: CaseOf) -> None:
    made = (await booked(await as_("asha"), await case_of("asha"), interpreter_language="ar")).json()
    assert made["companions"] == [{"kind": "interpreter", "language": "ar"}]
    assert made["companion"] is None


@pytest.mark.parametrize(
    "field", ["companion_member_id", "companion_2_member_id", "companion_3_member_id", "member_id"]
)
async def test_a_member_of_another_house_is_answered_like_nobody(as_: As, case_of: CaseOf, field: str) -> None:
    """Whoever sends ids to learn which exist elsewhere gets the very same answer, whatever else is right or wrong."""
    asha, case_id = await as_("asha"), await case_of("asha")
    made = (await booked(asha, case_id, companions=[{"kind": "volunteer", "name": "Vera"}])).json()
    body = {
        "version": str(made["version"]),
        "kind": "follow_up",
        "starts_at_date": "02.03.2028",
        "starts_at_time": "9:15",
        "minutes": "45",
        "mode": "in_person",
    }
    for changes in (
        {},
        {"despite_clash": "true"},
        {"companion_2": "interpreter"},
        {"version": "0"},
        {"step": "suggest"},
    ):
        for path in (f"/appointments/{made['id']}", f"/cases/{case_id}/appointments"):
            nobody, elsewhere = [
                await _answered(asha, path, body | changes | {field: member_id})
                for member_id in (str(uuid4()), str(BY_NAME["cara"].member_id))
            ]
            assert elsewhere == nobody, f"{path} {changes}"


async def _answered(client: httpx.AsyncClient, path: str, form: dict[str, str]) -> tuple[int, dict[str, str], str]:
    reply = await client.post(path, data=form)
    # Each request has a number and the time of its own, and what was typed is shown again.
    told = {
        name: value for name, value in reply.headers.items() if name not in {"x-request-id", "date", "server-timing"}
    }
    text = reply.text.replace(reply.headers["x-request-id"], "(request)")
    for value in form.values():
        if len(value) == 36:
            text = text.replace(value, "(member)")
    return reply.status_code, told, text


@pytest.mark.parametrize(("apart", "clashing"), [(-1, True), (0, False)])
async def test_the_way_counts_on_both_sides(as_: As, case_of: CaseOf, apart: int, *, clashing: bool) -> None:
    asha = await as_("asha")
    at = (now() + timedelta(days=700 + apart)).replace(microsecond=0)
    first = (await booked(asha, await case_of("asha"), starts_at=at.isoformat(), minutes=60, travel_minutes=30)).json()
    # An hour, then half an hour back, then a quarter of an hour there.
    later = at + timedelta(minutes=105 + apart)
    second = await booked(asha, await case_of("asha"), starts_at=later.isoformat(), minutes=60, travel_minutes=15)
    assert second.json()["clashes"] == ([first["id"]] if clashing else [])


async def test_the_same_interpreter_and_the_same_client_clash_and_the_page_says_who(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    at = (now() + timedelta(days=720)).replace(microsecond=0)
    asha, ben = await as_("asha"), await as_("ben")
    client = await insert_client(owner, "asha")
    mine = await new_case(asha, client)
    first = (await booked(asha, mine, starts_at=at.isoformat(), companions=[MERYEM])).json()
    same = {**MERYEM, "name": "meryem aydın"}
    other = (await booked(ben, await case_of("ben"), starts_at=at.isoformat(), companions=[same])).json()
    assert other["clashes"] == [first["id"]]
    assert "same person going along" in (await ben.get(f"/appointments/{other['id']}")).text
    theirs = await new_case(ben, client)
    third = (await booked(ben, theirs, starts_at=(at + timedelta(minutes=10)).isoformat())).json()
    assert set(third["clashes"]) == {first["id"], other["id"]}
    assert "same client" in (await ben.get(f"/appointments/{third['id']}")).text


async def test_a_missed_appointment_is_counted_and_leads_on(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    ids = [(await booked(asha, case_id, starts_at=FOREVER_AGO)).json()["id"] for _ in range(2)]
    missed = [
        await asha.post(f"/api/appointments/{each}/status", json={"status": "no_show"}, headers={"If-Match": '"1"'})
        for each in ids
    ]
    assert [reply.json()["missed"] for reply in missed] == [1, 2]
    proposed = [found["what"] for found in missed[1].json()["proposals"]]
    assert proposed[:2] == ["Make a new appointment", "Call, and note it"]
    assert "2 appointments of this case were missed" in (await asha.get(f"/appointments/{ids[1]}")).text


def test_every_follow_up_has_a_rule_and_every_kind_an_outcome() -> None:
    assert set(rules()) == set(FollowUp)
    for kind in AppointmentKind:
        offered = [code for code, _ in follow_ups(kind)]
        assert (offered[0], offered[-1]) == ("nothing", "further_appointment")
    german = translator("de")
    assert not [code for code in FollowUp if german.gettext(code.label) == code.label]


def test_an_outcome_proposes_what_follows_with_its_day_and_authority() -> None:
    day = now().date()
    met = Met(new_id(), new_id(), AppointmentKind.BUSINESS_REGISTRATION, AuthorityKind.TRADE_OFFICE, day)
    found = list(proposals(met, FollowUp.BUSINESS_REGISTERED))
    assert [proposal.about for proposal in found][:3] == [
        kind.label for kind in (DeadlineKind.TAX_NOTICE, DeadlineKind.ACCIDENT_INSURANCE, DeadlineKind.CHAMBER_NOTICE)
    ]
    assert all(f"event_on={day}" in proposal.href for proposal in found[:3])
    notice = next(proposals(met, FollowUp.DECISION_NOTICE))
    assert "kind=objection&authority=trade_office" in notice.href


async def test_an_outcome_leads_to_a_deadline_that_is_filled_in(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    made = (await booked(asha, case_id, starts_at=FOREVER_AGO)).json()
    form = {"text": "Registered.", "follow_up": "business_registered", "version": "1"}
    saved = await asha.post(f"/appointments/{made['id']}/outcome", data=form)
    assert saved.status_code == 303, saved.text
    page = (await asha.get(saved.headers["location"])).text
    assert "Enter the deadline: Notice to the tax office" in page
    href = page.partition('href="/cases/' + str(case_id) + "/deadlines/new?kind=tax_notice")[2].partition('"')[0]
    opened = await asha.get(f"/cases/{case_id}/deadlines/new?kind=tax_notice{href.replace('&amp;', '&')}")
    assert "This is the date" in opened.text
    assert "Record the result: " in page
    result = await asha.get(f"/cases/{case_id}/results?result_kind=self_employed_main&reached_on=2026-11-20")
    assert 'value="20.11.2026"' in result.text or 'value="2026-11-20"' in result.text
