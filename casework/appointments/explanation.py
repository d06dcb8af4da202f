"""Puts a computed deadline into one sentence, in German or English."""

from datetime import date

from babel import Locale
from babel.dates import format_date

from casework.appointments.computed import Computed, Counted, DayOff, Event, Kept, Moved, Posted
from casework.appointments.deadline_rules import Count, Period
from casework.appointments.working_days import holiday_name
from casework.web.i18n import Translator, translator
from casework.web.i18n import msgid as _

_POSTED = _("posted %(day)s, counts as notified %(deemed)s (%(norm)s)")
_ENDS = _("ends %(day)s")
_AT_THE_LATEST = _("at the latest %(day)s")
_MOVED = {
    DayOff.SATURDAY: _("ends %(to)s because %(day)s is a Saturday (%(norm)s)"),
    DayOff.SUNDAY: _("ends %(to)s because %(day)s is a Sunday (%(norm)s)"),
    DayOff.HOLIDAY: _("ends %(to)s because %(day)s is a holiday, %(holiday)s (%(norm)s)"),
}
_KEPT = {
    DayOff.SATURDAY: _("does not move although it is a Saturday, last working day before it: %(working_day)s"),
    DayOff.SUNDAY: _("does not move although it is a Sunday, last working day before it: %(working_day)s"),
    DayOff.HOLIDAY: _(
        "does not move although it is a holiday (%(holiday)s), last working day before it: %(working_day)s"
    ),
}


class _Dates:
    """Writes days in one language; the year stands only where it is not plain from what came before."""

    def __init__(self, language: str, this_year: int | None) -> None:
        self._german = language == "de"
        self._locale = Locale.parse("de_DE" if self._german else "en_GB")
        self._year = this_year

    def plain(self, day: date) -> str:
        """Give 14.03.2024 or 14 March 2024."""
        return self._write(day, "dd.MM." if self._german else "d MMMM")

    def named(self, day: date) -> str:
        """Give Montag, 15.04. or Monday 15 April."""
        return self._write(day, "EEEE, dd.MM." if self._german else "EEEE d MMMM")

    def _write(self, day: date, pattern: str) -> str:
        if day.year != self._year:
            pattern += "yyyy" if self._german else " yyyy"
        self._year = day.year
        return format_date(day, pattern, locale=self._locale)


def explain(computed: Computed, language: str, this_year: int | None = None) -> str:
    """Give the sentence in "de" or "en", with every norm that led to the date.

    With `this_year` given, the year is left out where it is that one, as on the Today page.
    """
    norm = translator(language).gettext(computed.norm)
    moved = any(isinstance(step, Moved) for step in computed.steps)
    return ", ".join(steps_in_words(computed, language, this_year)) + (f"; {norm}" if moved else f" ({norm})")


def steps_in_words(computed: Computed, language: str, this_year: int | None = None) -> list[str]:
    """Give what led to the date as the parts of that sentence, one after the other."""
    words, dates = translator(language), _Dates(language, this_year)
    parts: list[str] = []
    for step in computed.steps:
        match step:
            case Event(text, on):
                parts.append(words.sentence(text, {"day": dates.plain(on)}))
            case Posted(on, _days, norm, deemed_on):
                days = {"day": dates.plain(on), "deemed": dates.plain(deemed_on)}
                parts.append(words.sentence(_POSTED, {**days, "norm": words.gettext(norm)}))
            case Counted():
                parts.extend(_counted(step, computed, words, dates))
            case Moved(day, reason, to, norm):
                holiday = holiday_name(day, computed.land, language)
                days = {"to": dates.named(to), "day": dates.plain(day)}
                parts.append(words.sentence(_MOVED[reason], {**days, "holiday": holiday, "norm": norm}))
            case Kept(day, reason, working_day):
                holiday = holiday_name(day, computed.land, language)
                values = {"working_day": dates.named(working_day), "holiday": holiday}
                parts.append(words.sentence(_KEPT[reason], values))
    return parts


def _counted(step: Counted, computed: Computed, words: Translator, dates: _Dates) -> list[str]:
    parts = [words.gettext(step.phrase)] if step.phrase else []
    if step.period is not None:
        parts.append(period_in_words(step.period, words))
    # Where the end moved, the sentence about the move names it.
    if step.ends_on == computed.due_on:
        ending = _ENDS if step.count is Count.AFTER else _AT_THE_LATEST
        parts.append(words.sentence(ending, {"day": dates.named(step.ends_on)}))
    return parts


def period_in_words(period: Period, words: Translator) -> str:
    """Give the length of time in words, for example "one month" or "4 weeks"."""
    forms = (
        ("one year", "%(count)d years", period.years),
        ("one month", "%(count)d months", period.months),
        ("one week", "%(count)d weeks", period.weeks),
        ("one day", "%(count)d days", period.days),
    )
    return ", ".join(words.ngettext(one, many, count) % {"count": count} for one, many, count in forms if count)
