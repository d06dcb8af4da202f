"""What must be true of a fact about a person before it is kept; every mistake at its field."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol, TypeVar

import msgspec

from casework.core.clock import today
from casework.core.errors import Invalid
from casework.people import checks, occupations
from casework.people.checks import Found
from casework.people.codes import LANGUAGES, BirthDatePrecision, ChannelKind, NameKind, citizenships
from casework.people.fact_schemas import (
    BirthEntry,
    ChannelEntry,
    CitizenshipEntry,
    DisputeEntry,
    LanguageEntry,
    NameEntry,
    QualificationEntry,
    TitleEntry,
)
from casework.people.schemas import ClientDetails
from casework.web.fields import clean
from casework.web.i18n import msgid

SOME_NAME = msgid("Please enter at least one part of the name.")
PRESENT_NAME = msgid("The present name is changed with “Edit” on the page of the person.")
ENDS_BEFORE = msgid("This day lies before the first one.")
NOT_YET = msgid("This day has not come yet.")
NOT_PREFERRED = msgid("What must not be used cannot be the preferred way. Please choose one of the two.")
NO_SUCH_FIELD = msgid("Please choose an entry from the list.")
YEARS_SWAPPED = msgid("This year lies before the first one.")
SYSTEM_MISSING = msgid("Please choose the classification that the code is taken from.")
ODD_CODE = msgid("This is no code of this classification. Please check it, or leave it empty.")
NUMBERS = frozenset({ChannelKind.PHONE, ChannelKind.MOBILE})

Entry = TypeVar("Entry", bound=msgspec.Struct)


class Period(Protocol):
    """Something that began and ended."""

    valid_from: date | None
    valid_until: date | None


def cleaned(entry: Entry) -> Entry:
    """Give an entry as it is stored: composed letters, nothing blank around them; raises Invalid with the fields."""
    texts = ((name, getattr(entry, name)) for name in entry.__struct_fields__)
    # Codes of code lists are texts as well, but they are right as they are.
    changes: dict[str, object] = {name: clean(text) or None for name, text in texts if type(text) is str}
    found: Found = {
        field.name: [(checks.FILL_IN, {})]
        for field in msgspec.structs.fields(entry)
        if field.required and changes.get(field.name, "") is None
    }
    made = msgspec.structs.replace(entry, **changes)
    made = _FILLED.get(type(made), _same)(made)
    if not found:
        found = _CHECKS[type(made)](made)
    if found:
        raise Invalid(msgid("Some fields need to be corrected."), found)
    return made


def _same(entry: Any) -> Any:  # noqa: ANN401  # Any of the entries.
    return entry


def _name(entry: NameEntry) -> Found:
    found = _period(entry)
    if entry.name_kind is NameKind.CURRENT:
        found["name_kind"] = [(PRESENT_NAME, {})]
    if not any((entry.given_name, entry.family_name, entry.native_given_name, entry.native_family_name)):
        found["family_name"] = [(SOME_NAME, {})]
    return found


def _birth(entry: BirthEntry) -> Found:
    found = checks.birth(entry)
    return found | _not_in_future("stated_on", entry.stated_on)


def _stated(entry: BirthEntry) -> BirthEntry:
    return msgspec.structs.replace(
        entry,
        stated_on=entry.stated_on or today(),
        birth_precision=entry.birth_precision or BirthDatePrecision.DAY,
    )


def _channel(entry: ChannelEntry) -> Found:
    found: Found = {}
    if entry.channel_kind in NUMBERS and not checks.is_phone(entry.value):
        found["value"] = [(checks.NOT_PHONE, {})]
    if entry.channel_kind is ChannelKind.EMAIL and not checks.is_email(entry.value):
        found["value"] = [(checks.NOT_EMAIL, {})]
    if entry.preferred and (entry.do_not_call or entry.valid_until):
        found["preferred"] = [(NOT_PREFERRED, {})]
    return found


def _citizenship(entry: CitizenshipEntry) -> Found:
    found = _period(entry)
    if entry.country not in citizenships():
        found["country"] = [(checks.UNKNOWN_COUNTRY, {"text": entry.country})]
    return found


def _title(entry: TitleEntry) -> Found:
    days = {"issued_on": entry.issued_on, "valid_until": entry.valid_until}
    found: Found = {name: wrong for name, day in days.items() if (wrong := checks.odd_year(day))}
    if entry.issued_on and entry.valid_until and entry.valid_until < entry.issued_on:
        found["valid_until"] = [(ENDS_BEFORE, {})]
    return found


def _language(entry: LanguageEntry) -> Found:
    return {} if entry.language in LANGUAGES else {"language": [(checks.UNKNOWN_LANGUAGE, {"text": entry.language})]}


def _qualification(entry: QualificationEntry) -> Found:
    found: Found = {}
    if entry.country is not None and entry.country not in citizenships():
        found["country"] = [(checks.UNKNOWN_COUNTRY, {"text": entry.country})]
    if entry.from_year and entry.until_year and entry.until_year < entry.from_year:
        found["until_year"] = [(YEARS_SWAPPED, {})]
    if entry.code is not None:
        if entry.code_system is None:
            found["code_system"] = [(SYSTEM_MISSING, {})]
        elif not occupations.is_code(entry.code_system, entry.code):
            found["code"] = [(ODD_CODE, {})]
    return found


def _dispute(entry: DisputeEntry) -> Found:
    found = _not_in_future("disputed_on", entry.disputed_on) | _not_in_future("settled_on", entry.settled_on)
    if entry.field not in ClientDetails.__struct_fields__:
        found["field"] = [(NO_SUCH_FIELD, {})]
    if entry.settled_on and entry.disputed_on and entry.settled_on < entry.disputed_on:
        found["settled_on"] = [(ENDS_BEFORE, {})]
    return found


def _disputed(entry: DisputeEntry) -> DisputeEntry:
    return msgspec.structs.replace(entry, disputed_on=entry.disputed_on or today())


def _period(entry: Period) -> Found:
    if entry.valid_from and entry.valid_until and entry.valid_until < entry.valid_from:
        return {"valid_until": [(ENDS_BEFORE, {})]}
    return {}


def _not_in_future(name: str, day: date | None) -> Found:
    return {name: [(NOT_YET, {})]} if day is not None and day > today() else {}


_FILLED: Mapping[type, Callable[[Any], Any]] = {BirthEntry: _stated, DisputeEntry: _disputed}
_CHECKS: Mapping[type, Callable[[Any], Found]] = {
    NameEntry: _name,
    BirthEntry: _birth,
    ChannelEntry: _channel,
    CitizenshipEntry: _citizenship,
    TitleEntry: _title,
    LanguageEntry: _language,
    QualificationEntry: _qualification,
    DisputeEntry: _dispute,
}
