"""The parcel: what its fields are called, how its codes read, and the fingerprint of a preview."""

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from casework.cases.codes import Phase
from casework.consent.codes import DataCategory
from casework.core.codes import Code
from casework.people.codes import Gender, LanguageLevel, ResidenceStatus, country_name, language_name
from casework.web.i18n import Translator, msgid

LABELS: dict[str, str] = {
    "gender": msgid("Gender"),
    "languages": msgid("Languages"),
    "german_level": msgid("German"),
    "interpreter_language": msgid("Interpreter for"),
    "town": msgid("Town"),
    "district": msgid("District"),
    "phone": msgid("Phone"),
    "email": msgid("E-mail"),
    "contact_hint": msgid("How to reach them"),
    "occupation": msgid("Occupation"),
    "qualification": msgid("Qualification"),
    "venture": msgid("Business plan"),
    "venture_start": msgid("Planned start"),
    "citizenships": msgid("Citizenships"),
    "residence_status": msgid("Residence status"),
    "residence_until": msgid("Valid until"),
    "family": msgid("Family"),
    "benefits": msgid("Benefits"),
    "concern": msgid("Concern"),
    "phase": msgid("Phase"),
    "health": msgid("Health"),
}
_CODES: dict[str, type[Code]] = {
    "gender": Gender,
    "german_level": LanguageLevel,
    "residence_status": ResidenceStatus,
    "phase": Phase,
}
_NAMED: dict[str, Callable[[str, str], str]] = {
    "languages": language_name,
    "interpreter_language": language_name,
    "citizenships": country_name,
}
_DATES = frozenset({"venture_start", "residence_until"})
_IN_ONE_LINE = (("town", "district", "%s, %s"), ("phone", "contact_hint", "%s (%s)"))
Section = tuple[DataCategory, list[tuple[str, Any]]]


def fingerprint(snapshots: Iterable[str]) -> str:
    """Give the fingerprint of the parcels' texts in the order of the persons' ids, as `app.transmit` computes it."""
    return sha256("".join(f"{text}\n" for text in snapshots).encode()).hexdigest()


def sections(parcel: dict[str, Any], words: Translator, districts: dict[str, str]) -> list[Section]:
    """Give a parcel's categories with their (label, value) pairs in the reader's language; empty fields are left out.

    The name is left to the heading above them, and what belongs together stands in one line: town and district, phone
    and when to call. Dates stay dates, so that the page shows them as everywhere else.
    """
    found: list[Section] = []
    for category in DataCategory:
        if category in parcel:
            shown = _pairs(parcel[category], words, districts)
            found.append((category, shown))
    return found


def full_name(parcel: dict[str, Any]) -> str:
    """Give the name in a parcel, empty if the name was not passed on."""
    contact = parcel.get("contact", {})
    return f"{contact.get('given_name', '')} {contact.get('family_name', '')}".strip()


def native_name(parcel: dict[str, Any]) -> str:
    """Give the name in the person's own script, empty if it was not passed on."""
    contact = parcel.get("contact", {})
    return f"{contact.get('native_given_name', '')} {contact.get('native_family_name', '')}".strip()


def _pairs(fields: dict[str, Any], words: Translator, districts: dict[str, str]) -> list[tuple[str, Any]]:
    values = {name: _value(name, fields[name], words, districts) for name in LABELS if fields.get(name)}
    for first, second, joined in _IN_ONE_LINE:
        if first in values and second in values:
            values[first] = joined % (values[first], values.pop(second))
    return [(words.gettext(LABELS[name]), value) for name, value in values.items()]


def _value(name: str, value: Any, words: Translator, districts: dict[str, str]) -> Any:  # noqa: ANN401  # JSON holds any.
    if name in _CODES:
        return words.gettext(_CODES[name](value).label)
    if name in _NAMED:
        listed = value if isinstance(value, list) else [value]
        return ", ".join(_NAMED[name](code, words.language) for code in listed)
    if name in _DATES:
        return date.fromisoformat(value)
    return districts.get(value, value) if name == "district" else value
