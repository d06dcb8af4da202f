"""Which days count as working days in a Land, once for moving a period's end and once for choosing a day to warn.

The two questions are answered differently on purpose, because the safe side is not the same (see
docs/decisions/0010-holidays-and-safe-dates.md): a holiday that holds only in some municipalities never moves a deadline
later, and never serves as the day on which somebody is warned.
"""

from datetime import date, timedelta
from functools import cache

import holidays

from casework.tenancy.codes import Land

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
# Municipal law of Augsburg knows one holiday more; the package lists the city beside the Länder.
_CITIES_WITH_OWN_HOLIDAYS = {Land.BY: "Augsburg"}
_HOLIDAY_LANGUAGES = {"de": "de", "en": "en_US"}
# Offices are closed on these days as a rule, although they are working days by law.
_USUALLY_CLOSED = frozenset({(12, 24), (12, 31)})


@cache
def _holidays_in_whole_land(land: Land, language: str = "de") -> holidays.HolidayBase:
    return holidays.country_holidays(
        "DE", subdiv=land.subdivision, categories=holidays.PUBLIC, language=_HOLIDAY_LANGUAGES[language]
    )


@cache
def _holidays_in_parts_of_land(land: Land) -> tuple[holidays.HolidayBase, ...]:
    subdivisions = [land.subdivision, _CITIES_WITH_OWN_HOLIDAYS.get(land)]
    categories = (holidays.PUBLIC, holidays.CATHOLIC)
    return tuple(holidays.country_holidays("DE", subdiv=name, categories=categories) for name in subdivisions if name)


def is_holiday(day: date, land: Land, *, somewhere: bool = False) -> bool:
    """Tell whether `day` is a holiday of the whole Land, or with `somewhere` at least in parts of it."""
    if somewhere:
        return any(day in calendar for calendar in _holidays_in_parts_of_land(land))
    return day in _holidays_in_whole_land(land)


def is_working_day(day: date, land: Land) -> bool:
    """Tell whether a period may end on `day`: no Saturday, no Sunday, no holiday of the whole Land (BGB § 193)."""
    return day.weekday() < _SATURDAY and not is_holiday(day, land)


def is_surely_working_day(day: date, land: Land) -> bool:
    """Tell whether offices work on `day` everywhere in the Land, so that a warning on it can still be acted on."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _USUALLY_CLOSED:
        return False
    return not is_holiday(day, land, somewhere=True)


def next_working_day(day: date, land: Land) -> date:
    """Give `day` itself or, if it is none, the next working day of the whole Land."""
    while not is_working_day(day, land):
        day += _ONE_DAY
    return day


def last_sure_working_day(day: date, land: Land) -> date:
    """Give `day` itself or the last day before it on which offices work everywhere in the Land."""
    while not is_surely_working_day(day, land):
        day -= _ONE_DAY
    return day


def holiday_name(day: date, land: Land, language: str) -> str | None:
    """Give the name of the holiday in "de" or "en", or None where `day` is no holiday of the whole Land."""
    name = _holidays_in_whole_land(land, language).get(day)
    return str(name) if name is not None else None
