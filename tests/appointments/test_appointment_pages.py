"""Booking on pages, without JavaScript: suggestions, warnings, mistakes, two editors, outcome and the client's slip."""

from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from casework.appointments.slip_words import all_words
from casework.core.clock import now, today
from tests.appointments.conftest import CaseOf
from tests.appointments.test_appointments_api import FOREVER_AGO, booked
from tests.conftest import As


def typed(**changes: str) -> dict[str, str]:
    return {
        "kind": "business_registration",
        "starts_at_date": "02.03.2028",
        "starts_at_time": "9:15",
        "minutes": "45",
        "mode": "in_person",
        "documents": "Reisepass\n\n- Aufenthaltstitel\nReisepass",
    } | changes


async def test_the_usual_authority_and_papers_are_filled_in(
    as_: As, case_of: CaseOf, authority_ids: dict[str, UUID]
) -> None:
    # In the north other tests keep authorities of their own.
    cara, case_id = await as_("cara"), await case_of("cara", district="12060")
    form = await cara.get(f"/cases/{case_id}/appointments/new?kind=business_registration")
    assert f'value="{authority_ids["Gewerbeamt Bernau bei Berlin"]}" selected' in form.text
    assert "Fee (26 €)" in form.text
    german = await cara.get(
        f"/cases/{case_id}/appointments/new?kind=business_registration", headers={"Accept-Language": "de"}
    )
    assert "Gebühr (26 €)" in german.text
    other = await cara.post(
        f"/cases/{case_id}/appointments",
        data=typed(district="12054", step="suggest", note="Kept while choosing", documents="Own paper"),
    )
    assert other.status_code == 200
    assert "Kept while choosing" in other.text
    assert "Own paper\nIdentity card or passport" in other.text
    assert "Gewerbeamt Bernau" not in other.text


async def test_booking_by_form(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    sent = await asha.post(f"/cases/{case_id}/appointments", data=typed(confirmed="true", note="Bring the key"))
    assert sent.status_code == 303, sent.text
    shown = await asha.get(sent.headers["Location"])
    for text in (
        "The appointment is booked.",
        "Thursday, 2 March 2028",
        "09:15–10:00",
        "Passport",
        "Bring the key",
        "Confirmed",
    ):
        assert text in shown.text, text
    listed = (await asha.get(f"/api/cases/{case_id}/appointments")).json()
    assert listed[0]["documents"] == ["Reisepass", "Aufenthaltstitel"]
    assert listed[0]["starts_at"] == "2028-03-02T08:15:00Z"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"starts_at_date": "26.03.2028", "starts_at_time": "02:30"}, "The clocks are put forward at this moment"),
        ({"starts_at_date": "30.02.2028"}, "This date does not exist"),
        ({"starts_at_date": "01.01.1900"}, "Please check the year"),
        ({"starts_at_time": ""}, "Please add the time."),
        ({"minutes": "an hour"}, "whole number"),
        ({"kind": "haircut"}, "Please choose one of the offered values."),
        ({"authority_id": "no-id"}, "Please choose an entry from the list."),
        ({"authority_id": "00000000-0000-7000-8000-000000000000"}, "Please choose an entry from the list."),
        ({"documents": "x" * 300}, "Please shorten every line"),
        ({"note": "x" * 5000}, "at the moment it has 5000"),
        ({"place": "a\x00b"}, "invisible control characters"),
        ({"interpreter_language": "klingon"}, "Please choose an entry from the list."),
    ],
)
async def test_mistakes_are_told_at_the_field_and_nothing_is_lost(
    as_: As, case_of: CaseOf, changes: dict[str, str], told: str
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    reply = await asha.post(
        f"/cases/{case_id}/appointments",
        data=typed(**{"starts_at_date": "09.09.2028", "place": "Room with a view", "note": "Still here"} | changes),
    )
    assert reply.status_code == 422
    assert told in reply.text
    assert "Still here" in reply.text or "note" in changes
    assert (await asha.get(f"/api/cases/{case_id}/appointments")).json() == []


async def test_unreadable_bytes_and_odd_addresses_never_fail(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    made = (await booked(asha, case_id)).json()["id"]
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (
        await asha.post(f"/cases/{case_id}/appointments", content=b"kind=%ff%fe&place=%00", headers=kind)
    ).status_code == 422
    for address in (
        f"/cases/{case_id}/appointments?before=%ff",
        f"/cases/{case_id}/appointments?before=0001-01-01T00:00:00%2B14:00",
        f"/cases/{case_id}/appointments/new?kind=%00",
        f"/cases/{case_id}/appointments/new?kind=follow_up&like=x",
        f"/appointments/{made}?follow=%ff&done=%00",
        "/appointments?first=9999-12-31&last=x&page=99999999&member=%00",
        "/appointments?first=0001-01-01",
        "/authorities?district=%00&kind=%ff",
    ):
        assert (await asha.get(address)).status_code == 200, address
    for path in (f"/appointments/{made}/status", f"/appointments/{made}/outcome", f"/appointments/{made}"):
        for body in (
            b"",
            b"version=x&status=confirmed&text=a",
            b"status=%ff&version=1",
            b"version=99999999999999999999",
        ):
            assert (await asha.post(path, content=body, headers=kind)).status_code in {409, 412, 422}, (path, body)


async def test_a_clash_is_shown_before_saving_and_may_be_kept(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    at = typed(starts_at_date="03.03.2028")
    assert (await asha.post(f"/cases/{case_id}/appointments", data=at)).status_code == 303
    warned = await asha.post(f"/cases/{case_id}/appointments", data=at)
    assert warned.status_code == 422
    assert "There is another appointment at this time" in warned.text
    assert "Save all the same" in warned.text
    kept = await asha.post(f"/cases/{case_id}/appointments", data=at | {"despite_clash": "true"})
    assert kept.status_code == 303
    assert "There is another appointment at this time" in (await asha.get(kept.headers["Location"])).text


async def test_two_editors_choose_and_nothing_is_overwritten(as_: As, case_of: CaseOf) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    made = (await booked(asha, await case_of("asha"), note="First")).json()["id"]
    form = await asha.get(f"/appointments/{made}/edit")
    assert 'name="version" value="1"' in form.text
    edited = typed(starts_at_date="05.05.2028", place="Room 7", note="Second", version="1")
    assert (await ben.post(f"/appointments/{made}", data=edited)).status_code == 303
    late = await asha.post(f"/appointments/{made}", data=edited | {"place": "Room 8", "starts_at_date": "06.05.2028"})
    assert late.status_code == 409
    for text in ("Room 7", "Room 8", "05.05.2028", "06.05.2028", 'name="version" value="2"'):
        assert text in late.text, text
    assert (await asha.get(f"/api/appointments/{made}")).json()["place"] == "Room 7"
    merged = await asha.post(f"/appointments/{made}", data=edited | {"place": "Room 8", "version": "2"})
    assert merged.status_code == 303
    assert (await asha.get(f"/api/appointments/{made}")).json()["place"] == "Room 8"


async def test_moving_on_and_making_another(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    made = (await booked(asha, case_id, place="Room 9")).json()["id"]
    moved = await asha.post(f"/appointments/{made}/status", data={"version": "1", "status": "rescheduled"})
    assert moved.status_code == 303
    again = await asha.get(moved.headers["Location"])
    assert "Room 9" in again.text
    assert "Move to another day" not in (await asha.get(f"/appointments/{made}")).text
    assert (await asha.post(f"/appointments/{made}/status", data={"version": "1", "status": "x"})).status_code == 422
    stale = await asha.post(f"/appointments/{made}/status", data={"version": "1", "status": "confirmed"})
    assert stale.status_code == 412


async def test_a_decision_leads_to_the_objection(as_: As, case_of: CaseOf, authority_ids: dict[str, UUID]) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    jobcenter = str(authority_ids["Jobcenter Barnim in Bernau"])
    made = (await booked(asha, case_id, kind="benefit_interview", authority_id=jobcenter, starts_at=FOREVER_AGO)).json()
    empty = await asha.post(f"/appointments/{made['id']}/outcome", data={"version": "1", "text": " "})
    assert empty.status_code == 422
    sent = await asha.post(
        f"/appointments/{made['id']}/outcome",
        data={"version": "1", "text": "Refused.", "follow_up": "decision_notice"},
    )
    assert sent.status_code == 303, sent.text
    shown = await asha.get(sent.headers["Location"])
    on = date.fromisoformat(FOREVER_AGO[:10])
    assert f"kind=objection&amp;authority=jobcenter&amp;event_on={on.isoformat()[:8]}" in shown.text
    early = (await booked(asha, case_id)).json()["id"]
    refused = await asha.post(f"/appointments/{early}/outcome", data={"version": "1", "text": "x"})
    assert refused.status_code == 409
    assert "This appointment has not begun yet." in refused.text
    late = await asha.post(f"/appointments/{made['id']}/outcome", data={"version": "1", "text": "Granted."})
    assert late.status_code == 409
    assert "Refused." in late.text
    assert "Granted." in late.text


async def test_the_slip_speaks_two_languages_and_names_nobody(
    as_: As, case_of: CaseOf, authority_ids: dict[str, UUID]
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    trade = str(authority_ids["Gewerbeamt Bernau bei Berlin"])
    summer = "2028-07-03T09:00:00+02:00"
    made = (
        await booked(
            asha,
            case_id,
            authority_id=trade,
            starts_at=summer,
            note="Secret",
            documents=["Ausweis oder Reisepass", "Own paper"],
        )
    ).json()
    for client in (asha, await as_("fee")):
        slip = await client.get(f"/appointments/{made['id']}/slip?language=en")
        assert slip.status_code == 200
        sheet = slip.text.partition("<main")[2]
        for text in (
            "Montag, 3. Juli 2028 um 09:00 Uhr",
            "Monday, 3 July 2028 at 09:00",
            "Gewerbeanmeldung",
            "Business registration",
            "Bürgermeisterstraße 25",
            "Ausweis oder Reisepass",
            "Identity card or passport",
            "Own paper",
        ):
            assert text in sheet, text
        for text in ("Mira", "Moll", "Secret", made["case_number"]):
            assert text not in sheet, text


async def test_the_front_desk_books_from_its_diary_and_sees_no_content(as_: As, case_of: CaseOf) -> None:
    asha, fee = await as_("asha"), await as_("fee")
    case_id = await case_of("hilda", concern="A very private concern")
    hilda = await as_("hilda")
    soon = (now() + timedelta(days=2)).isoformat()
    made = (await booked(hilda, case_id, note="Hilda's secret", starts_at=soon)).json()
    diary = await fee.get(f"/appointments?first={today()}&last={today() + timedelta(days=7)}")
    assert made["case_number"] in diary.text
    assert made["id"] not in (await asha.get("/appointments")).text
    for address in (
        "/appointments",
        f"/appointments/{made['id']}",
        f"/appointments/{made['id']}/edit",
        f"/cases/{case_id}/appointments",
        f"/cases/{case_id}/appointments/new?kind=follow_up",
    ):
        reply = await fee.get(address)
        assert reply.status_code == 200, address
        assert "secret" not in reply.text
        assert "private concern" not in reply.text
    sent = await fee.post(f"/cases/{case_id}/appointments", data=typed(starts_at_date="07.07.2028"))
    assert sent.status_code == 303, sent.text
    assert (
        await fee.post(f"/appointments/{made['id']}/outcome", data={"version": "1", "text": "x"})
    ).status_code == 403
    assert (await fee.get(f"/cases/{case_id}/deadlines")).status_code == 404


async def test_a_restricted_case_does_not_exist_for_the_front_desk(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case_id = await case_of("asha")
    made = (await booked(await as_("asha"), case_id)).json()["id"]
    await owner.execute("update cases set restricted = true where id = $1", case_id)
    for who in ("fee", "ben"):
        client = await as_(who)
        for address in (f"/appointments/{made}", f"/appointments/{made}/slip", f"/cases/{case_id}/appointments"):
            assert (await client.get(address)).status_code == 404, (who, address)
        assert made not in (await client.get("/api/appointments?first=2020-01-01&last=2100-01-01&limit=200")).text


async def test_the_slip_speaks_the_language_of_the_client_or_any_that_is_asked_for(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    helper = {"kind": "interpreter", "name": "Salma Tarik", "language": "ar", "state": "confirmed"}
    starts = "2028-07-03T09:00:00+02:00"
    made = (await booked(asha, case_id, starts_at=starts, companions=[helper])).json()
    sheet = (await asha.get(f"/appointments/{made['id']}/slip")).text
    assert 'lang="ar" dir="rtl"' in sheet
    assert "موعدك" in sheet
    assert "Salma Tarik" in sheet
    for words in all_words():
        slip = await asha.get(f"/appointments/{made['id']}/slip?language={words.codes[0]}")
        assert slip.status_code == 200, words.name
        assert words.heading in slip.text
        assert "2028" in slip.text
        assert ("has checked this translation" in slip.text) is not words.checked
