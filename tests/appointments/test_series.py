"""Series: the same time by the clock on the wall, holidays of the Land told, and changes to all that follow."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from casework.appointments.series import OnHolidays, Rhythm, Series, moved, plan
from casework.core.errors import Invalid
from casework.tenancy.codes import Land
from tests.appointments.conftest import CaseOf
from tests.appointments.test_appointments_api import appointment, booked
from tests.conftest import As

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_weekly_keeps_the_time_on_the_wall_when_the_clocks_change() -> None:
    planned = plan(at("2027-10-25T10:00"), Series(rhythm=Rhythm.WEEKLY, times=3), Land.BB)
    assert [moment.astimezone(BERLIN).strftime("%d.%m. %H:%M") for moment in planned.moments] == [
        "25.10. 10:00",
        "01.11. 10:00",
        "08.11. 10:00",
    ]
    # The clocks go back on 31 October 2027, so the second lies a week and an hour later.
    assert (planned.moments[1].utcoffset(), planned.moments[0].utcoffset()) != (None, None)
    assert planned.moments[1].timestamp() - planned.moments[0].timestamp() == (7 * 24 + 1) * 3600


def test_holidays_of_the_land_are_left_out_or_told() -> None:
    # Thursdays around Ascension (6 May 2027) and Corpus Christi (27 May 2027), which Brandenburg does not know.
    first, weekly = at("2027-04-29T09:00"), Series(rhythm=Rhythm.WEEKLY, until=date(2027, 5, 27))
    here = plan(first, weekly, Land.BB)
    assert here.left_out == [date(2027, 5, 6)]
    assert len(here.moments) == 4
    assert plan(first, weekly, Land.NW).left_out == [date(2027, 5, 6), date(2027, 5, 27)]
    assert plan(first, weekly, Land.SN).told == [date(2027, 5, 27)]
    kept = plan(first, Series(rhythm=Rhythm.WEEKLY, times=3, on_holidays=OnHolidays.KEEP), Land.BB)
    assert (kept.left_out, kept.told, len(kept.moments)) == ([], [date(2027, 5, 6)], 3)
    counted = plan(first, Series(rhythm=Rhythm.WEEKLY, times=3), Land.BB)
    assert [moment.day for moment in counted.moments] == [29, 13, 20]


def test_monthly_clamps_to_the_month_and_returns_to_the_day() -> None:
    planned = plan(at("2027-12-31T09:00"), Series(rhythm=Rhythm.MONTHLY, times=4), Land.BB)
    assert [moment.date() for moment in planned.moments] == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    ]


@pytest.mark.parametrize("until", [None, date(2027, 1, 4), date(2030, 1, 1)])
def test_an_end_is_needed_within_two_years(until: date | None) -> None:
    with pytest.raises(Invalid) as refused:
        plan(at("2027-01-04T09:00"), Series(rhythm=Rhythm.WEEKLY, until=until), Land.BB)
    assert list(refused.value.fields) == ["until"]


def test_moving_one_moves_the_others_by_as_many_days_to_the_new_time() -> None:
    other = moved(at("2027-11-02T10:00"), at("2027-10-26T10:00"), at("2027-10-27T14:30"))
    assert other.astimezone(BERLIN) == at("2027-11-03T14:30")


SERIES = {"starts_at": "2027-04-29T09:00:00+02:00", "series": {"rhythm": "weekly", "times": 4}}


async def test_a_series_is_booked_changed_and_called_off_from_one_on(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    first = (await booked(asha, case_id, **SERIES)).json()
    assert first["left_out"] == ["2027-05-06"]
    listed = (await asha.get(f"/api/appointments/{first['id']}/series")).json()
    assert [row["starts_at"][:10] for row in listed] == ["2027-04-29", "2027-05-13", "2027-05-20", "2027-05-27"]
    second = listed[1]
    change = appointment(starts_at="2027-05-14T14:30:00+02:00", scope="following", travel_minutes=20)
    reply = await asha.put(f"/api/appointments/{second['id']}", json=change, headers={"If-Match": '"1"'})
    assert reply.status_code == 200, reply.text
    listed = (await asha.get(f"/api/appointments/{first['id']}/series")).json()
    assert [(row["starts_at"][:16], row["travel_minutes"]) for row in listed] == [
        ("2027-04-29T07:00", 0),
        ("2027-05-14T12:30", 20),
        ("2027-05-21T12:30", 20),
        ("2027-05-28T12:30", 20),
    ]
    gone = {"status": "cancelled_client", "scope": "following"}
    reply = await asha.post(f"/api/appointments/{listed[2]['id']}/status", json=gone, headers={"If-Match": '"2"'})
    assert reply.status_code == 200, reply.text
    listed = (await asha.get(f"/api/appointments/{first['id']}/series")).json()
    assert [row["status"] for row in listed] == ["proposed", "proposed", "cancelled_client", "cancelled_client"]
    counts = await owner.fetch("select sequence from appointments where case_id = $1 order by starts_at", case_id)
    assert [row[0] for row in counts] == [0, 1, 2, 2]


async def test_the_page_shows_holidays_before_anything_is_saved(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    form = {
        "kind": "follow_up",
        "starts_at_date": "29.04.2027",
        "starts_at_time": "11:00",
        "minutes": "60",
        "rhythm": "weekly",
        "until": "20.05.2027",
    }
    shown = await asha.post(f"/cases/{case_id}/appointments", data=form)
    assert shown.status_code == 422
    assert "Left out: Thu 6 May" in shown.text
    assert "3 appointments would be booked" in shown.text
    saved = await asha.post(f"/cases/{case_id}/appointments", data=form | {"despite_clash": "true"})
    assert saved.status_code == 303, saved.text
    assert await owner.fetchval("select count(*) from appointments where case_id = $1", case_id) == 3
    endless = await asha.post(f"/cases/{case_id}/appointments", data=form | {"until": ""})
    assert endless.status_code == 422
    assert "until when, or how many times" in endless.text
    page = await asha.get(saved.headers["location"])
    assert "Cancel this one and all that follow" in page.text
