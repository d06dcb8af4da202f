"""What people bring to appointments: the usual papers in German and English, and lists of them as they are typed.

An appointment keeps its list as plain text, because counsellors add to it freely. The usual papers are known here in
both languages, so that the client's slip can show them in both.
"""

from collections.abc import Iterable
from functools import cache

from casework.appointments.codes import AppointmentKind, AuthorityKind
from casework.appointments.directory import documents_to_bring
from casework.appointments.kinds import usual_counterpart
from casework.web.i18n import msgid as _
from casework.web.i18n import translator

# The English names of the papers in `authority_documents.toml`; their German names stand in the catalogue.
KNOWN = (
    _("Passport"),
    _("Identity card"),
    _("Identity card or passport"),
    _("Identity cards of the parents"),
    _("Biometric photo"),
    _("Confirmation of registration"),
    _("Proof of your income"),
    _("Proofs of income"),
    _("Rental contract"),
    _("Proof of health insurance"),
    _("Fee (about 100 €)"),
    _("Fee (about 93 €)"),
    _("Fee (26 €)"),
    _("Residence title"),
    _("Old residence title"),
    _("Payslips of the last three months"),
    _("Collection letter"),
    _("Invitation of the authority"),
    _("Invitation"),
    _("Provisional certificate"),
    _("Naturalisation test"),
    _("Language certificate B1"),
    _("Birth certificate with translation"),
    _("Birth certificates with translation"),
    _("Birth certificates of the children"),
    _("Birth certificate of the child"),
    _("Marriage certificate, if you have one"),
    _("Marriage certificate with translation"),
    _("Curriculum vitae"),
    _("Confirmation of the landlord"),
    _("Summons"),
    _("Permission to stay (asylum procedure)"),
    _("Evidence and photos"),
    _("Medical certificates"),
    _("Proofs of applications"),
    _("Bank statements of the last three months"),
    _("School and work certificates"),
    _("Decision on unemployment benefit"),
    _("Employment confirmation"),
    _("Notice of dismissal or termination agreement"),
    _("Tax identification numbers"),
    _("Tax identification number"),
    _("Craft card, if needed"),
    _("Business registration form"),
    _("Questionnaire for tax registration"),
    _("Bank details"),
    _("Written business plan"),
    _("Capital needs and sales plan"),
    _("Final certificate with translation"),
    _("List of subjects"),
    _("Proof of work experience"),
    _("Draft of the partnership agreement"),
    _("Expert statement"),
    _("The decision in dispute"),
    _("Entitlement certificate"),
    _("Confirmation of enrolment"),
)


def in_language(text: str, language: str) -> str:
    """Give the name of a usual paper in "de" or "en"; any other text comes back as it was typed."""
    known = _english_names().get(text.casefold())
    return text if known is None else translator(language).gettext(known)


def to_bring(
    kind: AppointmentKind, authority: AuthorityKind | None, by_authority: dict[str, list[str]] | None = None
) -> list[str]:
    """Give what to bring to an appointment of this kind, by the authority's own list or by what is usual.

    Without an authority, the one that such an appointment usually is with counts.
    """
    if by_authority is not None and kind in by_authority:
        return list(by_authority[kind])
    counterpart = authority or usual_counterpart(kind)
    return list(documents_to_bring().get(counterpart, {}).get(kind, ())) if counterpart is not None else []


def to_lines(documents: Iterable[str], language: str) -> str:
    """Give a list of papers as text, one on each line, as forms show it."""
    return "\n".join(in_language(document, language) for document in documents)


def from_lines(text: str | None) -> list[str]:
    """Read a list of papers from text, one on each line; blank lines, bullets and repetitions do not count."""
    lines = (line.strip().removeprefix("-").removeprefix("•").strip() for line in (text or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


@cache
def _english_names() -> dict[str, str]:
    german = translator("de")
    return {name.casefold(): known for known in KNOWN for name in (known, german.gettext(known))}
