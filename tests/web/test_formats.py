"""Dates, times and numbers as people write them."""

from datetime import UTC, date, datetime, time

import pytest

from casework.web.formats import Formats

DE, EN = Formats("de"), Formats("en")
TODAY = date(2026, 11, 22)


def test_dates() -> None:
    assert DE.full_date(TODAY) == "22.11.2026"
    assert EN.full_date(TODAY) == "22 Nov 2026"
    assert DE.short_date(TODAY) == "22.11."
    assert DE.full_date(None) == "–"


def test_the_day_name_comes_without_a_full_stop_and_the_year_only_when_needed() -> None:
    this_year = date(DE.today().year, 11, 20)
    assert DE.day(this_year)[2:] == " 20.11."
    assert DE.day(date(2019, 3, 1)) == "Fr 01.03.2019"
    assert EN.day(date(2019, 3, 1)) == "Fri 1 Mar 2019"
    assert DE.long_date(date(2019, 3, 1)) == "Freitag, 1. März 2019"
    assert DE.long_date(this_year).endswith(", 20. November")


def test_moments_are_shown_by_the_clocks_of_berlin() -> None:
    summer, winter = datetime(2019, 7, 1, 22, 30, tzinfo=UTC), datetime(2019, 1, 1, 8, 5, 7, tzinfo=UTC)
    assert DE.moment(summer) == "Di 02.07.2019, 00:30"
    assert DE.date_time(winter) == "01.01.2019, 09:05"
    assert DE.clock_time(winter, seconds=True) == "09:05:07"
    assert DE.clock_time(time(7, 4)) == "07:04"
    assert DE.full_date(summer) == "02.07.2019"


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (date(2026, 11, 22), "heute", "today"),
        (date(2026, 11, 23), "morgen", "tomorrow"),
        (date(2026, 11, 21), "gestern", "yesterday"),
        (date(2026, 11, 25), "noch 3 Tage", "3 days left"),
        (date(2026, 9, 9), "vor 74 Tagen", "74 days ago"),
    ],
)
def test_distances(day: date, german: str, english: str) -> None:
    assert DE.relative(day, TODAY) == german
    assert EN.relative(day, TODAY) == english


def test_a_near_day_has_a_word_and_a_far_one_a_date() -> None:
    assert DE.near_day(date(2026, 11, 23), TODAY) == "morgen"
    assert "27.11." in DE.near_day(date(2026, 11, 27), TODAY)


def test_numbers_and_durations() -> None:
    assert DE.number(1204118) == "1.204.118"
    assert EN.number(1204118) == "1,204,118"
    assert (DE.minutes(50), DE.minutes(95), DE.minutes(120), EN.minutes(95)) == (
        "50 Min.",
        "1 Std. 35 Min.",
        "2 Std.",
        "1 h 35 min",
    )


def test_an_iso_date_is_typed_the_way_people_do_and_anything_else_stays() -> None:
    assert DE.typed_date("2026-11-22") == EN.typed_date("2026-11-22") == "22.11.2026"
    assert DE.typed_date("31.02.") == "31.02."
