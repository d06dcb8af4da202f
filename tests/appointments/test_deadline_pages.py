"""Deadlines on pages: computed and explained first, then confirmed or corrected; and the calculator without a case."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.appointments.codes import DeadlineKind
from casework.core.clock import today
from tests.appointments.conftest import CaseOf
from tests.appointments.test_deadlines_api import kept
from tests.conftest import As
from tests.factories import insert_client, new_case

OBJECTION = {"kind": "objection", "land": "bb", "event_on": "01.10.2026", "authority": "jobcenter"}
SENTENCE = (
    "Notified 1 October 2026, one month, ends Monday 2 November because 1 November is a Sunday (BGB § 193); SGG § 84"
)


async def test_computed_then_confirmed(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    computed = await asha.post(
        f"/cases/{case_id}/deadlines", data=OBJECTION | {"step": "compute", "title": "Jobcenter"}
    )
    assert computed.status_code == 200
    assert SENTENCE in computed.text
    assert 'value="02.11.2026"' in computed.text
    assert 'value="Jobcenter"' in computed.text
    assert (await asha.get(f"/api/cases/{case_id}/deadlines")).json() == []
    sent = await asha.post(
        f"/cases/{case_id}/deadlines", data=OBJECTION | {"due_on": "02.11.2026", "title": "Jobcenter"}
    )
    assert sent.status_code == 303, sent.text
    shown = await asha.get(sent.headers["Location"])
    for text in (SENTENCE, "SGG § 84", "Asha Adler", "Jobcenter", "Brandenburg"):
        assert text in shown.text, text
    listed = await asha.get(f"/cases/{case_id}/deadlines", headers={"Accept-Language": "de"})
    # The year stands there once it has passed.
    year = "" if today().year == 2026 else "2026"
    assert f"Bekanntgabe 01.10.{year}, ein Monat, endet Montag, 02.11., weil der 01.11. ein Sonntag ist" in listed.text


async def test_changed_inputs_are_not_saved_under_the_old_date(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    sent = await asha.post(
        f"/cases/{case_id}/deadlines", data=OBJECTION | {"event_on": "05.10.2026", "due_on": "02.11.2026"}
    )
    assert sent.status_code == 422
    assert "The computed date is 05.11.2026." in sent.text
    again = await asha.post(
        f"/cases/{case_id}/deadlines",
        data=OBJECTION | {"due_on": "30.10.2026", "correction": "The letter names this day."},
    )
    assert again.status_code == 303
    shown = await asha.get(again.headers["Location"])
    assert "Corrected by the counsellor to 30 Oct 2026." in shown.text
    assert "The letter names this day." in shown.text


async def test_title_expiry_starts_from_the_clients_title(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha = await as_("asha")
    until = today() + timedelta(days=100)
    without = await insert_client(owner, "asha", given_name="Ada")
    person = await insert_client(owner, "asha", given_name="Zoe", residence_until=until)
    case_id = await new_case(asha, without, person)
    form = await asha.get(f"/cases/{case_id}/deadlines/new?kind=title_expiry")
    assert f'value="{until.strftime("%d.%m.%Y")}"' in form.text
    assert f'<option value="{person}" selected>Zoe Moll</option>' in form.text
    assert "apply before it ends" in form.text


async def test_apply_before_starts_from_the_venture_or_the_offer(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha = await as_("asha")
    start = date(2027, 3, 1)
    case_id = await case_of("asha", venture="A shop", venture_start=start.isoformat())
    form = await asha.get(f"/cases/{case_id}/deadlines/new?kind=apply_before_event")
    assert "Start of the business 1 March 2027, apply before it, at the latest Sunday 28 February" in form.text
    offer = uuid4()
    await owner.execute(
        "insert into directory_offers (id, org_id, offer_kind, title, summary, languages, districts, starts_on,"
        " apply_before, answer_days, published_at)"
        " values ($1, (select id from organisations limit 1), 'seminar', 'Welding course', 's', '{}', '{}', $2,"
        " 'course_start', 5, now())",
        offer,
        date(2027, 5, 3),
    )
    form = await asha.get(f"/cases/{case_id}/deadlines/new?kind=apply_before_event&offer={offer}")
    assert "Start of the course 3 May 2027" in form.text
    assert 'value="Welding course"' in form.text
    for odd in (uuid4(), "x"):
        assert (
            await asha.get(f"/cases/{case_id}/deadlines/new?kind=apply_before_event&offer={odd}")
        ).status_code == 200


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"event_on": ""}, "Please fill in this field."),
        ({"event_on": "31.02.2026"}, "This date does not exist"),
        ({"event_on": "01.01.1900"}, "it should lie between 1990 and 2100"),
        ({"posted_on": "02.10.2026"}, "cannot have been posted after it arrived"),
        ({"authority": "police"}, "Please choose one of the offered values."),
        ({"land": "atlantis"}, "Please choose one of the offered values."),
        ({"land": ""}, "Please choose something here."),
        ({"client_id": "x"}, "Please choose an entry from the list."),
        ({"title": "x" * 300}, "at the moment it has 300"),
        ({"correction": "a\x00b"}, "invisible control characters"),
    ],
)
async def test_mistakes_are_told_at_the_field(as_: As, case_of: CaseOf, changes: dict[str, str], told: str) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    reply = await asha.post(f"/cases/{case_id}/deadlines", data=OBJECTION | changes)
    assert reply.status_code == 422
    assert told in reply.text
    assert (await asha.get(f"/api/cases/{case_id}/deadlines")).json() == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?kind=x", 200),
        ("?kind=objection", 200),
        ("?kind=objection&compute=yes", 422),
        ("?kind=objection&event_on=2026-10-01&land=bb&compute=yes", 200),
        ("?kind=objection&event_on=%ff&compute=yes", 422),
        ("?kind=objection&event_on=%00", 200),
        ("?kind=objection&event_on=2026-10-01&land=xx", 422),
        ("?kind=evidence_request&event_on=2026-10-01&period_length=3&period_unit=weeks", 200),
        ("?kind=evidence_request&event_on=2026-10-01&period_length=99999", 422),
        ("?kind=benefit_claim_remainder&event_on=2026-10-01&days_left=10", 422),
        ("?kind=%ff", 200),
    ],
)
async def test_the_calculator_takes_everything_that_is_typed(as_: As, query: str, status: int) -> None:
    asha = await as_("asha")
    assert (await asha.get(f"/deadlines/calculator{query}")).status_code == status
    assert (await (await as_("fee")).get(f"/deadlines/calculator{query}")).status_code == 403


async def test_every_kind_has_its_form_and_can_be_computed(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    offered = await asha.get(f"/cases/{case_id}/deadlines/new")
    for kind in DeadlineKind:
        assert f"kind={kind.value}" in offered.text, kind
        extra = "&days_left=200" if kind is DeadlineKind.BENEFIT_CLAIM_REMAINDER else ""
        reply = await asha.get(f"/cases/{case_id}/deadlines/new?kind={kind.value}&event_on=2026-10-01{extra}")
        assert reply.status_code == 200, kind
        assert "This is the date" in reply.text, kind


async def test_editing_completing_and_opening_again(as_: As, case_of: CaseOf) -> None:
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of("asha")
    made = (await kept(asha, case_id)).json()["id"]
    form = await asha.get(f"/deadlines/{made}/edit")
    assert 'value="01.10.2026"' in form.text
    changed = OBJECTION | {"event_on": "05.10.2026", "due_on": "05.11.2026", "version": "1", "title": "By Ben"}
    assert (await ben.post(f"/deadlines/{made}", data=changed)).status_code == 303
    late = await asha.post(f"/deadlines/{made}", data=changed | {"title": "By Asha"})
    assert late.status_code == 409
    assert "By Ben" in late.text
    assert "By Asha" in late.text
    future = (today() + timedelta(days=3)).strftime("%d.%m.%Y")
    wrong = await asha.post(f"/deadlines/{made}/completion", data={"how": "done", "on": future, "version": "2"})
    assert wrong.status_code == 422
    assert "Please enter today or a day before it." in wrong.text
    done = await asha.post(f"/deadlines/{made}/completion", data={"how": "done", "on": "01.11.2026", "version": "2"})
    assert done.status_code == 303
    assert "Done in time" in (await asha.get(f"/cases/{case_id}/deadlines")).text
    assert (await asha.post(f"/deadlines/{made}", data=changed | {"version": "3"})).status_code == 409
    assert (await asha.post(f"/deadlines/{made}/reopening", data={"version": "3"})).status_code == 303
    assert (await asha.post(f"/deadlines/{made}/reopening", data={"version": "3"})).status_code == 412


async def test_another_organisation_learns_nothing(as_: As, case_of: CaseOf) -> None:
    made = UUID((await kept(await as_("asha"), await case_of("asha"))).json()["id"])
    for who in ("omar", "pia", "hilda"):
        client = await as_(who)
        for identity in (made, uuid4()):
            for method, path in (
                ("get", f"/deadlines/{identity}"),
                ("get", f"/deadlines/{identity}/edit"),
                ("post", f"/deadlines/{identity}"),
                ("post", f"/deadlines/{identity}/reopening"),
            ):
                data = {"data": {"version": "1"}} if method == "post" else {}
                assert (await getattr(client, method)(path, **data)).status_code == 404, (who, path)


async def test_the_calculator_is_found_from_today_and_asks_for_what_a_kind_needs(as_: As) -> None:
    asha = await as_("asha")
    assert "/deadlines/calculator" in (await asha.get("/")).text
    words = (
        "kind=recog_decision&land=bb&event_on=15.01.2026&stopped_on=01.02.2026&stopped_until=20.02.2026"
        "&extension_length=1&extension_unit=months&compute=yes"
    )
    found = await asha.get(f"/deadlines/calculator?{words}")
    assert found.status_code == 200
    assert "ends Thursday 4 June" in found.text
    direct = await asha.get(
        "/deadlines/calculator?kind=objection&land=ni&event_on=2026-03-16&authority=foreigners_office&compute=yes"
    )
    assert "court action is due by this day (NJG § 80" in direct.text
    abroad = await asha.get(
        "/deadlines/calculator?kind=objection&land=be&posted_on=2026-03-16&delivery=abroad&compute=yes"
    )
    assert abroad.status_code == 422
    assert "AO § 122" in abroad.text
