"""Appointments that come again: weekly, every two weeks or monthly, at the same time by the clock on the wall."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Annotated, Literal

from msgspec import Meta, Struct

from casework.appointments.working_days import is_holiday
from casework.core.clock import ZONE
from casework.core.codes import Code
from casework.core.errors import Invalid, Message
from casework.tenancy.codes import Land
from casework.web.i18n import msgid

MOST, LONGEST = 60, timedelta(days=731)
NOT_A_SERIES = msgid("The series cannot be saved like this. Please check the marked fields.")


class Rhythm(Code):
    """How often an appointment comes again."""

    WEEKLY = "weekly", "Every week"
    BIWEEKLY = "biweekly", "Every two weeks"
    MONTHLY = "monthly", "Every month"


class OnHolidays(Code):
    """What becomes of an appointment of a series on a holiday."""

    SKIP = "skip", "Leave it out"
    KEEP = "keep", "Keep it all the same"


Scope = Literal["this", "following"]


class Series(Struct, kw_only=True, forbid_unknown_fields=True):
    """How an appointment comes again: until a day, or so many times, the first one counted."""

    rhythm: Rhythm
    until: date | None = None
    times: Annotated[int, Meta(ge=2, le=MOST)] | None = None
    on_holidays: OnHolidays = OnHolidays.SKIP


class Planned(Struct):
    """The moments of a series, the first one included, the holidays left out, and days that are worth a look."""

    moments: list[datetime]
    left_out: list[date]
    told: list[date]


def plan(first: datetime, series: Series, land: Land) -> Planned:
    """Plan a series from its first appointment on; raises Invalid unless its end is named and within two years.

    The first one was chosen by hand, so it stays even on a holiday. What is left out does not count towards `times`.
    """
    _check(first, series)
    local = first.astimezone(ZONE)
    planned = Planned([first], [], [local.date()] if is_holiday(local.date(), land) else [])
    for day in _days(local.date(), series.rhythm):
        done = series.times is not None and len(planned.moments) >= series.times
        if done or len(planned.moments) >= MOST or day > (series.until or local.date() + LONGEST):
            return planned
        if is_holiday(day, land) and series.on_holidays is OnHolidays.SKIP:
            planned.left_out.append(day)
            continue
        if is_holiday(day, land, somewhere=True):
            planned.told.append(day)
        planned.moments.append(datetime.combine(day, local.time(), ZONE))
    return planned


def moved(moment: datetime, old: datetime, new: datetime) -> datetime:
    """Give a moment of a series after one of it moved: by as many days, and to the new time of day."""
    days = new.astimezone(ZONE).date() - old.astimezone(ZONE).date()
    day = moment.astimezone(ZONE).date() + days
    return datetime.combine(day, new.astimezone(ZONE).time(), ZONE)


def _days(first: date, rhythm: Rhythm) -> Iterator[date]:
    for number in count(1):
        if rhythm is Rhythm.MONTHLY:
            years, month = divmod(first.month - 1 + number, 12)
            last = monthrange(first.year + years, month + 1)[1]
            yield date(first.year + years, month + 1, min(first.day, last))
        else:
            yield first + timedelta(weeks=number * (2 if rhythm is Rhythm.BIWEEKLY else 1))


def _check(first: datetime, series: Series) -> None:
    faults: dict[str, list[Message]] = {}
    begin = first.astimezone(ZONE).date()
    if series.until is None and series.times is None:
        faults["until"] = [(msgid("Please say until when, or how many times."), {})]
    elif series.until is not None and not begin < series.until <= begin + LONGEST:
        faults["until"] = [(msgid("Please enter a day after the first appointment, within two years."), {})]
    if faults:
        raise Invalid(NOT_A_SERIES, fields=faults)
