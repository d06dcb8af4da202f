"""The slip that a client takes home: what, where, when and what to bring, in German and their language."""

from typing import NamedTuple

from babel import UnknownLocaleError
from babel.dates import format_date

from casework.appointments.authority_schemas import Authority
from casework.appointments.companions import CompanionEntry
from casework.appointments.documents import in_language
from casework.appointments.schemas import AppointmentRow
from casework.appointments.slip_words import SlipWords
from casework.cases.codes import ContactMode
from casework.core.clock import ZONE
from casework.people.codes import language_name
from casework.web.formats import Formats
from casework.web.i18n import translator


class Slip(NamedTuple):
    """A slip in one language, ready to be printed."""

    language: str
    heading: str
    facts: list[tuple[str, str]]
    bring_heading: str
    bring: list[str]
    advice: str
    direction: str = "ltr"


def slips(row: AppointmentRow, authority: Authority | None, organisation: str, words: SlipWords) -> list[Slip]:
    """Give the slip of an appointment in German and in the language of the client."""
    german = _slip(row, authority, organisation, "de")
    if "en" in words.codes:
        return [german, _slip(row, authority, organisation, "en")]
    return [german, _translated(row, authority, organisation, words)]


def _translated(row: AppointmentRow, authority: Authority | None, organisation: str, words: SlipWords) -> Slip:
    """Give the slip with the labels of another language; what the office calls things stays German."""
    german, times = translator("de"), Formats("de")
    facts = [
        (words.what, german.gettext(row.kind.label)),
        (words.when, f"{_day(row, words.codes[0])}, {times.clock_time(row.starts_at)}"),
        (words.length, str(row.minutes)),
        (words.where, "\n".join(_where(row, authority, organisation))),
        (words.who, ", ".join(_who(entry, "de") for entry in row.companions)),
    ]
    return Slip(
        words.codes[0],
        words.heading,
        [(label, text) for label, text in facts if text],
        words.bring,
        [in_language(document, "de") for document in row.documents],
        words.advice % {"organisation": organisation},
        words.direction,
    )


def _who(entry: CompanionEntry, language: str) -> str:
    """Give who goes along: the name where there is one, and what they do."""
    does = translator(language).gettext(entry.kind.label)
    spoken = language_name(entry.language, language) if entry.language else ""
    more = ", ".join(text for text in (entry.name or "", spoken) if text)
    return f"{does} ({more})" if more else does


def _slip(row: AppointmentRow, authority: Authority | None, organisation: str, language: str) -> Slip:
    words, formats = translator(language), Formats(language)
    _ = words.gettext
    at = _("%(day)s at %(time)s") % {"day": _day(row, language), "time": formats.clock_time(row.starts_at)}
    in_person = row.mode in {ContactMode.IN_PERSON, ContactMode.OUTREACH}
    facts = [
        (_("What"), _(row.kind.label)),
        (_("When"), at),
        (_("Length"), formats.minutes(row.minutes)),
        (_("Where"), "\n".join(_where(row, authority, organisation))),
        (_("How"), "" if in_person else _(row.mode.label)),
        (_("Who goes along"), "\n".join(_who(entry, language) for entry in row.companions)),
    ]
    return Slip(
        language,
        _("Your appointment"),
        [(label, text) for label, text in facts if text],
        _("Please bring with you"),
        [in_language(document, language) for document in row.documents],
        _("If you cannot come, please tell us in good time: %(organisation)s") % {"organisation": organisation},
    )


def _day(row: AppointmentRow, language: str) -> str:
    """Give the day in full words: paper lies around longer than a year."""
    day = row.starts_at.astimezone(ZONE).date()
    if language in {"de", "en"}:
        pattern = "EEEE, d. MMMM yyyy" if language == "de" else "EEEE, d MMMM yyyy"
        return format_date(day, pattern, locale="de_DE" if language == "de" else "en_GB")
    try:
        return format_date(day, "full", locale=language)
    except UnknownLocaleError:
        # Where the names of days are not known, figures are better than German words.
        return format_date(day, "dd.MM.yyyy", locale="de_DE")


def _where(row: AppointmentRow, authority: Authority | None, organisation: str) -> list[str]:
    lines = [authority.name, authority.address or ""] if authority else []
    lines += [row.place or ""]
    return [line for line in lines if line] or [organisation]
