"""What must be true of a client's details before they are kept; every mistake at its field."""

import re
from datetime import date
from typing import Protocol

import msgspec

from casework.core.clock import today
from casework.core.errors import Invalid, Message
from casework.people.codes import LANGUAGES, BirthDatePrecision, citizenships
from casework.people.names import FIRST_YEAR
from casework.people.schemas import ClientDetails
from casework.tenancy.districts import districts
from casework.web.fields import clean
from casework.web.i18n import msgid

FILL_IN = msgid("Please fill in this field.")
UNKNOWN_DISTRICT = msgid("This district is not clear. Please choose one from the list, for example Leipzig (SK).")
UNKNOWN_LANGUAGE = msgid("This language is not on the list: %(text)s. Please choose one from the list.")
UNKNOWN_COUNTRY = msgid("This country is not on the list: %(text)s. Please choose one from the list.")
IN_FUTURE = msgid("The date of birth lies in the future. Please check the year.")
TOO_EARLY = msgid("Please check the year of birth; it should not be before %(first)d.")
NO_DATE = msgid("Please enter the date of birth, or choose “Unknown”.")
NOT_UNKNOWN = msgid("There is a date of birth, so it cannot be “Unknown”. Please choose how exact it is, or delete it.")
NOT_FIRST_OF_MONTH = msgid("Only month and year are known, but a day is given. Please enter for example 11.1985.")
NOT_FIRST_OF_YEAR = msgid("Only the year is known, but a day or month is given. Please enter for example 1985.")
NOT_EMAIL = msgid("This does not look like an e-mail address. Please check it, for example name@example.org.")
NOT_PHONE = msgid("This does not look like a phone number. Please use digits, spaces and + ( ) / -.")
ODD_TITLE_YEAR = msgid("Please check the year; it should lie between %(first)d and %(last)d.")

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_PHONE = re.compile(r"\+?[\d\s()/.\-–]{3,60}")

Found = dict[str, list[Message]]


class Born(Protocol):
    """Something that tells a birth date, and how much of it is known."""

    @property
    def birth_date(self) -> date | None:
        """Give the date, or the first day of what is known of it."""

    @property
    def birth_precision(self) -> BirthDatePrecision | None:
        """Give how much of the date is known."""


def cleaned(details: ClientDetails) -> ClientDetails:
    """Give the details as they are stored: composed letters, nothing blank around them, empty texts as nothing.

    Raises Invalid, naming every field that cannot be used.
    """
    texts = {name: clean(text) for name, text in _texts(details).items()}
    changes: dict[str, object] = {name: text or None for name, text in texts.items()}
    for name in ("family_name", "given_name"):
        changes[name] = texts[name]
    for name in ("citizenships", "languages"):
        changes[name] = list(dict.fromkeys(clean(code) for code in getattr(details, name) if clean(code)))
    changes["birth_precision"] = details.birth_precision or (
        BirthDatePrecision.DAY if details.birth_date else BirthDatePrecision.UNKNOWN
    )
    made = msgspec.structs.replace(details, **changes)
    found: Found = {}
    for check in (_names, _codes, birth, _reachability, _title):
        found |= check(made)
    if found:
        raise Invalid(msgid("Some fields need to be corrected."), found)
    return made


def _texts(details: ClientDetails) -> dict[str, str]:
    values = ((name, getattr(details, name)) for name in details.__struct_fields__)
    # Codes of code lists are texts as well, but they are right as they are.
    return {name: value for name, value in values if type(value) is str}


def _names(details: ClientDetails) -> Found:
    return {} if details.family_name else {"family_name": [(FILL_IN, {})]}


def _codes(details: ClientDetails) -> Found:
    found: Found = {}
    if details.district is not None and details.district not in districts():
        found["district"] = [(UNKNOWN_DISTRICT, {})]
    countries = set(citizenships())
    if wrong := [code for code in details.citizenships if code not in countries]:
        found["citizenships"] = [(UNKNOWN_COUNTRY, {"text": ", ".join(wrong)})]
    if wrong := [code for code in details.languages if code not in LANGUAGES]:
        found["languages"] = [(UNKNOWN_LANGUAGE, {"text": ", ".join(wrong)})]
    interpreter = details.interpreter_language
    if interpreter is not None and interpreter not in LANGUAGES:
        found["interpreter_language"] = [(UNKNOWN_LANGUAGE, {"text": interpreter})]
    return found


def birth(stated: Born) -> Found:
    """Give the mistakes in a birth date and in what is said about its precision."""
    day, precision = stated.birth_date, stated.birth_precision
    if day is None:
        wrong = precision is not BirthDatePrecision.UNKNOWN
        return {"birth_date": [(NO_DATE, {})]} if wrong else {}
    if day > today():
        return {"birth_date": [(IN_FUTURE, {})]}
    if day.year < FIRST_YEAR:
        return {"birth_date": [(TOO_EARLY, {"first": FIRST_YEAR})]}
    mismatches = (
        (precision is BirthDatePrecision.UNKNOWN, NOT_UNKNOWN),
        (precision is BirthDatePrecision.MONTH and day.day != 1, NOT_FIRST_OF_MONTH),
        (precision is BirthDatePrecision.YEAR and (day.month, day.day) != (1, 1), NOT_FIRST_OF_YEAR),
    )
    return next(({"birth_precision": [(message, {})]} for wrong, message in mismatches if wrong), {})


def is_email(text: str) -> bool:
    """Tell whether a text looks like an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Tell whether a text looks like a phone number."""
    return _PHONE.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) >= 3


def odd_year(day: date | None) -> list[Message]:
    """Give the mistake of a day on which no residence title begins or ends; an empty list for one that may be."""
    years = {"first": 1950, "last": 2150}
    if day is None or date(years["first"], 1, 1) <= day <= date(years["last"], 12, 31):
        return []
    return [(ODD_TITLE_YEAR, years)]


def _reachability(details: ClientDetails) -> Found:
    found: Found = {}
    if details.email is not None and not is_email(details.email):
        found["email"] = [(NOT_EMAIL, {})]
    if details.phone is not None and not is_phone(details.phone):
        found["phone"] = [(NOT_PHONE, {})]
    return found


def _title(details: ClientDetails) -> Found:
    wrong = odd_year(details.residence_until)
    return {"residence_until": wrong} if wrong else {}
