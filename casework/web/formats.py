"""Dates, times and numbers as people write them, in the reader's language and in the zone of the place."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from casework.core import clock
from casework.web.i18n import translator

NOTHING = "–"

_DATE = {"de": "dd.MM.yyyy", "en": "d MMM yyyy"}
_DATE_WITH_DAY = {"de": "EEE dd.MM.yyyy", "en": "EEE d MMM yyyy"}
_DAY = {"de": "EEE dd.MM.", "en": "EEE d MMM"}
_SHORT_DATE = {"de": "dd.MM.", "en": "d MMM"}
_LONG_DATE = {"de": "EEEE, d. MMMM", "en": "EEEE, d MMMM"}
_MONTH = {"de": "LLLL yyyy", "en": "LLLL yyyy"}
_LONG_DATE_WITH_YEAR = {"de": "EEEE, d. MMMM yyyy", "en": "EEEE, d MMMM yyyy"}


class Formats:
    """All formats in one language and one zone; every method takes None as well and then gives a dash."""

    def __init__(self, language: str, zone: ZoneInfo = clock.ZONE) -> None:
        """Prepare the formats for `language` ("de" or "en"); moments are shown as the clocks of `zone` show them."""
        self._language = language if language in _DATE else "de"
        self._locale = Locale.parse("en_GB" if self._language == "en" else "de_DE")
        self._zone = zone
        self._words = translator(self._language)

    def full_date(self, value: date | datetime | None) -> str:
        """Give a full date: 22.11.2026 or 22 Nov 2026."""
        return self._pattern(value, _DATE)

    def short_date(self, value: date | datetime | None) -> str:
        """Give a date without its year: 22.11. or 22 Nov."""
        return self._pattern(value, _SHORT_DATE)

    def day(self, value: date | datetime | None) -> str:
        """Give a day with its name; the year appears only when it is not the current one: So 22.11. or Sun 22 Nov."""
        return self._pattern(value, _DAY if self._is_this_year(value) else _DATE_WITH_DAY)

    def long_date(self, value: date | datetime | None) -> str:
        """Give a date in full words: Sonntag, 22. November; the year appears only when it is not the current one."""
        return self._pattern(value, _LONG_DATE if self._is_this_year(value) else _LONG_DATE_WITH_YEAR)

    def month(self, value: date | datetime | None) -> str:
        """Give the month of a day: November 2026."""
        return self._pattern(value, _MONTH)

    def clock_time(self, value: time | datetime | None, *, seconds: bool = False) -> str:
        """Give a time of day: 09:41, or 09:41:07 for records where seconds matter."""
        if value is None:
            return NOTHING
        local = value.astimezone(self._zone).time() if isinstance(value, datetime) and value.tzinfo else value
        return format_time(local, "HH:mm:ss" if seconds else "HH:mm", locale=self._locale)

    def moment(self, value: datetime | None, *, seconds: bool = False) -> str:
        """Give a day and a time: Fr 20.11., 10:00."""
        return NOTHING if value is None else f"{self.day(value)}, {self.clock_time(value, seconds=seconds)}"

    def date_time(self, value: datetime | None, *, seconds: bool = False) -> str:
        """Give a full date and a time, as records and letters need them: 20.11.2026, 10:00."""
        return NOTHING if value is None else f"{self.full_date(value)}, {self.clock_time(value, seconds=seconds)}"

    def relative(self, value: date | datetime | None, today: date | None = None) -> str:
        """Give the distance in days as people say it: today, tomorrow, 3 days left, 74 days ago."""
        day = self.local_day(value)
        if day is None:
            return NOTHING
        days = (day - (today or self.today())).days
        _, ngettext = self._words.gettext, self._words.ngettext
        near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
        if days in near:
            return near[days]
        if days > 0:
            return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
        return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}

    def near_day(self, value: date | datetime | None, today: date | None = None) -> str:
        """Give today, tomorrow or yesterday, and any other day by its name and date."""
        day = self.local_day(value)
        if day is None:
            return NOTHING
        return self.relative(day, today) if abs((day - (today or self.today())).days) <= 1 else self.day(day)

    def number(self, value: float | None) -> str:
        """Give a number with the separators of the language: 1.204.118 or 1,204,118."""
        return NOTHING if value is None else format_decimal(value, locale=self._locale)

    def minutes(self, value: int | None) -> str:
        """Give a duration that is kept in minutes: 50 Min. or 1 Std. 30 Min."""
        if value is None:
            return NOTHING
        hours, rest = divmod(value, 60)
        _ = self._words.gettext
        parts = [_("%(count)d h") % {"count": hours}] if hours else []
        if rest or not hours:
            parts.append(_("%(count)d min") % {"count": rest})
        return " ".join(parts)

    def typed_date(self, text: str) -> str:
        """Turn a date in ISO form, as forms carry it, into the form people type; anything else stays as it is."""
        try:
            return format_date(date.fromisoformat(text), "dd.MM.yyyy", locale=self._locale)
        except ValueError:
            return text

    def today(self) -> date:
        """Give the current day in the zone."""
        return datetime.now(self._zone).date()

    def local_day(self, value: date | datetime | None) -> date | None:
        """Give the day on which `value` falls in the zone."""
        if isinstance(value, datetime):
            return (value.astimezone(self._zone) if value.tzinfo else value).date()
        return value

    def _is_this_year(self, value: date | datetime | None) -> bool:
        day = self.local_day(value)
        return day is not None and day.year == self.today().year

    def _pattern(self, value: date | datetime | None, patterns: dict[str, str]) -> str:
        day = self.local_day(value)
        if day is None:
            return NOTHING
        written = format_date(day, patterns[self._language], locale=self._locale)
        # Unicode writes short German day names with a full stop ("So."); people put none before a date.
        return written.replace(". ", " ", 1) if patterns in (_DAY, _DATE_WITH_DAY) else written
