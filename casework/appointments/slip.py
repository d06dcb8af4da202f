"""The slip that a client takes home: what, where, when and what to bring, in German and English, nothing else."""

from typing import NamedTuple

from babel.dates import format_date

from casework.appointments.authority_schemas import Authority
from casework.appointments.documents import in_language
from casework.appointments.schemas import AppointmentRow
from casework.cases.codes import ContactMode
from casework.core.clock import ZONE
from casework.people.codes import language_name
from casework.web.formats import Formats
from casework.web.i18n import translator

LANGUAGES = ("de", "en")


class Slip(NamedTuple):
    """A slip in one language, ready to be printed."""

    language: str
    heading: str
    facts: list[tuple[str, str]]
    bring_heading: str
    bring: list[str]
    advice: str


def slips(row: AppointmentRow, authority: Authority | None, organisation: str) -> list[Slip]:
    """Give the slip of an appointment in every language it is printed in."""
    return [_slip(row, authority, organisation, language) for language in LANGUAGES]


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
        (_("Who goes along"), _(row.companion.label) if row.companion else ""),
        (
            _("Interpreting into"),
            language_name(row.interpreter_language, language) if row.interpreter_language else "",
        ),
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
    pattern = "EEEE, d. MMMM yyyy" if language == "de" else "EEEE, d MMMM yyyy"
    return format_date(day, pattern, locale="de_DE" if language == "de" else "en_GB")


def _where(row: AppointmentRow, authority: Authority | None, organisation: str) -> list[str]:
    lines = [authority.name, authority.address or ""] if authority else []
    lines += [row.place or ""]
    return [line for line in lines if line] or [organisation]
