"""Puts a computed deadline into one sentence, in German or English."""

from datetime import date

from babel import Locale
from babel.dates import format_date

from casework.appointments.codes import DeadlineKind
from casework.appointments.computed import (
    Computed,
    Counted,
    DayOff,
    Ends,
    Event,
    Extended,
    Kept,
    Moved,
    Posted,
    Stopped,
)
from casework.appointments.deadline_rules import Count, Delivery, Period
from casework.appointments.legal_remedies import RemedyStatus
from casework.appointments.working_days import holiday_name
from casework.web.i18n import Translator, translator
from casework.web.i18n import msgid as _

_POSTED = {
    Delivery.POST: _("posted %(day)s, counts as notified %(deemed)s (%(norm)s)"),
    Delivery.ELECTRONIC: _("sent electronically %(day)s, counts as notified %(deemed)s (%(norm)s)"),
    Delivery.ABROAD: _("posted abroad %(day)s, counts as notified a month later, %(deemed)s (%(norm)s)"),
}
_STOPPED = _("stood still for %(days)s days from %(since)s to %(until)s (%(norm)s)")
_STILL_STOPPED = _("stands still since %(since)s (%(norm)s)")
_EXTENDED = _("extended once by %(period)s (%(norm)s)")
_REMEDIES = {
    RemedyStatus.ABOLISHED: _(
        "%(land)s, general administrative law: no objection in this matter, court action is due by this day (%(norm)s,"
        " as of %(as_of)s). The instruction in the decision goes first."
    ),
    RemedyStatus.OPTIONAL: _(
        "%(land)s, general administrative law: objection or court action, as you choose, both by this day (%(norm)s, as"
        " of %(as_of)s). The instruction in the decision goes first."
    ),
    RemedyStatus.DEPENDS: _(
        "%(land)s, general administrative law: whether objection or court action is right depends on who decided and"
        " about what (%(norm)s, as of %(as_of)s). The instruction in the decision tells."
    ),
}
_OBJECTION_FIRST = _(
    "%(land)s, general administrative law: as a rule an objection comes first, and the month for court action begins"
    " with the decision about it (VwGO §§ 68, 74)."
)
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
            case Posted(on, _days, norm, deemed_on, way):
                days = {"day": dates.plain(on), "deemed": dates.plain(deemed_on)}
                parts.append(words.sentence(_POSTED[way], {**days, "norm": words.gettext(norm)}))
            case Stopped() | Extended() | Ends():
                parts.append(_change(step, words, dates))
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


def cautions_in_words(computed: Computed, language: str) -> list[str]:
    """Give what the date alone hides, first which legal remedy the Land's law gives."""
    words = translator(language)
    first = computed.remedy
    told = [words.gettext(caution) for caution in computed.cautions]
    if first is None:
        return told
    message = _REMEDIES.get(first.status)
    if message is None and computed.kind is DeadlineKind.COURT_ACTION:
        message = _OBJECTION_FIRST
    if message is None:
        return told
    as_of = _Dates(language, None).plain(first.as_of)
    values = {"land": computed.land, "norm": words.gettext(first.norm), "as_of": as_of}
    return [words.sentence(message, values), *told]


def _change(step: Stopped | Extended | Ends, words: Translator, dates: _Dates) -> str:
    match step:
        case Stopped(since, None, _days, norm):
            return words.sentence(_STILL_STOPPED, {"since": dates.plain(since), "norm": words.gettext(norm)})
        case Stopped(since, until, days, norm):
            first, last = dates.plain(since), dates.plain(until or since)
            values = {"days": days, "since": first, "until": last, "norm": words.gettext(norm)}
            return words.sentence(_STOPPED, values)
        case Extended(period, norm):
            values = {"period": period_in_words(period, words), "norm": words.gettext(norm)}
            return words.sentence(_EXTENDED, values)
        case Ends(on):
            return words.sentence(_ENDS, {"day": dates.named(on)})


def _counted(step: Counted, computed: Computed, words: Translator, dates: _Dates) -> list[str]:
    parts = [words.gettext(step.phrase)] if step.phrase else []
    if step.period is not None:
        parts.append(period_in_words(step.period, words))
    # Where the end moved or was changed, the sentence about that names it.
    if step.ends_on == computed.due_on and not any(isinstance(other, Ends) for other in computed.steps):
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
