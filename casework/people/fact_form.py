"""The fields of each kind of fact, as a form shows them: label, what is typed or chosen, and a hint."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from casework.core.codes import Code
from casework.people import choices
from casework.people.client_form import LABELS
from casework.people.codes import BirthDatePrecision, ChannelKind, LanguageLevel, NameKind, ResidenceStatus
from casework.people.fact_codes import FactSource, OccupationSystem, QualificationKind, RecognitionStatus
from casework.people.facts import Fact
from casework.people.names import known_part
from casework.web.forms import Form
from casework.web.i18n import msgid

Widget = Literal["text", "date", "birth", "codes", "options", "country", "language", "tick", "block", "number"]


class Field(NamedTuple):
    """One field of a form."""

    name: str
    label: str
    widget: Widget = "text"
    codes: type[Code] | tuple[tuple[str, str], ...] | None = None
    hint: str = ""


SINCE = Field("valid_from", msgid("Since"), "date")
UNTIL = Field("valid_until", msgid("Until"), "date")
NOTE = Field("note", msgid("Note"))
SOURCE = Field("source", msgid("Source"), "codes", FactSource)
_NAME_KINDS = tuple((kind.value, kind.label) for kind in NameKind if kind is not NameKind.CURRENT)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "names": (
        Field("name_kind", msgid("Kind of name"), "codes", _NAME_KINDS),
        SOURCE,
        Field("family_name", LABELS["family_name"]),
        Field("given_name", LABELS["given_name"]),
        Field("native_family_name", LABELS["native_family_name"]),
        Field("native_given_name", LABELS["native_given_name"]),
        SINCE,
        UNTIL,
        NOTE,
    ),
    "birth-statements": (
        Field(
            "birth_date",
            LABELS["birth_date"],
            "birth",
            None,
            msgid("As far as it is known: 22.11.1985, 11.1985 or 1985."),
        ),
        SOURCE,
        Field("stated_on", msgid("Stated on"), "date", None, msgid("Left empty, it is today.")),
        NOTE,
    ),
    "disputes": (
        Field("field", msgid("What is disputed"), "codes", tuple(LABELS.items())),
        Field("disputed_on", msgid("Disputed on"), "date", None, msgid("Left empty, it is today.")),
        Field("their_version", msgid("What the person says"), "block"),
        Field("settled_on", msgid("Settled on"), "date"),
        Field("settlement", msgid("How it was settled"), "block"),
    ),
    "channels": (
        Field("channel_kind", msgid("Way to reach"), "codes", ChannelKind),
        Field("value", msgid("Number or address")),
        Field("preferred", msgid("Preferred"), "tick"),
        Field("do_not_call", msgid("Do not use"), "tick", None, msgid("Using it could put the person in danger.")),
        Field("no_messages", msgid("Leave no messages"), "tick"),
        Field("shared", msgid("Shared with others"), "tick", None, msgid("Somebody else answers or reads along.")),
        Field("only_at", msgid("Only at these times"), "text", None, msgid("For example Monday to Friday, 9 to 12.")),
        NOTE,
        Field("valid_until", msgid("No longer in use since"), "date"),
    ),
    "citizenships": (Field("country", msgid("Citizenship"), "country"), SINCE, UNTIL),
    "titles": (
        Field("residence_status", LABELS["residence_status"], "codes", ResidenceStatus),
        Field("issued_on", msgid("Issued on"), "date"),
        Field("valid_until", LABELS["residence_until"], "date"),
        Field("authority", msgid("Authority")),
        Field("number", msgid("Number of the document")),
        NOTE,
    ),
    "languages": (
        Field("language", msgid("Language"), "language"),
        Field("spoken", msgid("Spoken"), "codes", LanguageLevel),
        Field("written", msgid("Written"), "codes", LanguageLevel),
        Field("interpreter_needed", msgid("Interpreter needed"), "tick"),
        Field("evidence", msgid("Evidence"), "text", None, msgid("For example a certificate with its date.")),
    ),
    "qualifications": (
        Field("qualification_kind", msgid("Kind of qualification"), "codes", QualificationKind),
        Field("title", msgid("Occupation, training or degree")),
        Field("code_system", msgid("Classification"), "codes", OccupationSystem),
        Field("code", msgid("Code of the occupation"), "text", None, msgid("For example 28 for textiles and leather.")),
        Field("from_year", msgid("From year"), "number"),
        Field("until_year", msgid("To year"), "number"),
        Field("country", msgid("Country"), "country"),
        Field("recognition", msgid("Recognition"), "codes", RecognitionStatus),
        NOTE,
    ),
}
"""The fields by the word of the kind."""

TITLES: Mapping[str, tuple[str, str, str]] = {
    "names": (msgid("Names"), msgid("Add a name"), msgid("No other name is known.")),
    "birth-statements": (
        msgid("Birth dates"),
        msgid("Add a birth date"),
        msgid("The first stated date counts; what is stated later stands here."),
    ),
    "disputes": (msgid("Disputed"), msgid("Add a dispute"), msgid("Nothing is disputed.")),
    "channels": (msgid("Ways to reach the person"), msgid("Add a way to reach"), msgid("Nothing entered yet.")),
    "citizenships": (LABELS["citizenships"], msgid("Add a citizenship"), msgid("Nothing entered yet.")),
    "titles": (msgid("Residence titles"), msgid("Add a title"), msgid("Nothing entered yet.")),
    "languages": (LABELS["languages"], msgid("Add a language"), msgid("Nothing entered yet.")),
    "qualifications": (
        msgid("Schooling, training and work"),
        msgid("Add schooling or work"),
        msgid("Nothing entered yet."),
    ),
}
"""Heading, call to add one, and what to say where there is none, by the word of the kind."""


def filled(form: type[Form[Any]], fact: Fact, view: Any, tongue: str) -> Form[Any]:  # noqa: ANN401  # One of the views.
    """Give the form that shows a kept fact for editing, in the words of a language."""
    initial = {name: getattr(view, name) for name in fact.form.__struct_fields__}
    for name in ("country", "language"):
        if initial.get(name):
            initial[name] = choices.text_of(name, initial[name], tongue)
    if fact.word == "birth-statements":
        born = known_part(view.birth_date, view.birth_precision or BirthDatePrecision.DAY)
        initial["birth_date"] = ".".join(reversed(born.split("-"))) if born else None
        initial["birth_precision"] = None
    return form.blank(fact.form, **initial)


def empty(form: type[Form[Any]], fact: Fact) -> Form[Any]:
    """Give the form for a new fact; its ids are its own, because several stand on one page."""
    made = form.blank(fact.form)
    made.prefix = f"{fact.word}-"
    return made
