"""Readers of single form fields: from what people type to a value of the right type, or a Mistake that helps."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from msgspec import inspect

from casework.core import clock
from casework.web import mistakes
from casework.web.mistakes import Mistake

FIRST_YEAR, LAST_YEAR = 1880, 2150
CHECKED = frozenset({"true", "on", "1", "yes"})

_NUMERIC_DATE = re.compile(r"(\d{1,2})[./\s]\s*(\d{1,2})[./\s]\s*(\d{2}|\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORD_DATE = re.compile(r"(\d{1,2})\.?\s*([^\W\d_]+)\.?,?\s*(\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?\s*(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?:uhr|h)?")
# Line breaks and tabs belong to text; every other control character is a slip of a copied document, or an attack.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Give text as it is stored: composed characters (NFC), plain line breaks, nothing blank around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_unreadable(text: str) -> bool:
    """Say whether bytes of the text were not UTF-8; they travel as lone surrogates until somebody looks."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def shown(text: str) -> str:
    """Give what was typed in a form that can be shown again: unreadable bytes as �, without control characters."""
    return _CONTROL.sub("", "".join("�" if "\ud800" <= character <= "\udfff" else character for character in text))


def check_characters(text: str) -> None:
    """Raise Mistake for broken UTF-8 and for control characters, NUL among them."""
    if is_unreadable(text):
        raise Mistake(mistakes.UNREADABLE)
    if _CONTROL.search(text):
        raise Mistake(mistakes.CONTROL_CHARACTERS)


def read_one(kind: inspect.Type, text: str) -> object:
    """Read one cleaned text as a value of `kind`. Raises Mistake; TypeError for kinds that forms do not know."""
    for known, reader in _READERS.items():
        if isinstance(kind, known):
            return reader(kind, text)
    raise TypeError(f"A form cannot read {kind!r}.")


def read_many(kind: inspect.CollectionType, texts: Sequence[str]) -> list[object]:
    """Read every chosen entry of a list once and in order; blank ones do not count."""
    values = list(dict.fromkeys(read_one(kind.item_type, text) for text in texts if text))
    if kind.min_length is not None and len(values) < kind.min_length:
        raise Mistake(mistakes.TOO_FEW, limit=kind.min_length)
    if kind.max_length is not None and len(values) > kind.max_length:
        raise Mistake(mistakes.TOO_MANY, limit=kind.max_length)
    return values


def read_moment(day: str, time_of_day: str, zone: ZoneInfo) -> datetime:
    """Read a day and a time of day as a moment in `zone`; a time that the clock change skips is a Mistake."""
    if not day:
        raise Mistake(mistakes.DATE_MISSING)
    if not time_of_day:
        raise Mistake(mistakes.TIME_MISSING)
    moment = datetime.combine(read_date(day), read_time(time_of_day), zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise Mistake(mistakes.NO_SUCH_MOMENT)
    return moment


def read_date(text: str, today: date | None = None) -> date:
    """Read a date as people write it: 22.11.2026, 22.11.26, 22/11/2026, 22. November 2026, 22 Nov 2026, 2026-11-22.

    A year of two digits is the latest one that is not more than twenty years ahead of `today`. A question mark
    behind the date is allowed; how sure a date is belongs into its own field.
    """
    plain = text.strip().rstrip("?").strip()
    if found := _ISO_DATE.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _NUMERIC_DATE.fullmatch(plain):
        day, month = int(found[1]), int(found[2])
        year = _full_year(int(found[3]), today or clock.today()) if len(found[3]) == 2 else int(found[3])
    elif (found := _WORD_DATE.fullmatch(plain)) and (month := _months().get(found[2].casefold()[:3], 0)):
        day, year = int(found[1]), int(found[3])
    else:
        raise Mistake(mistakes.NOT_DATE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Mistake(mistakes.ODD_YEAR, first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return date(year, month, day)
    except ValueError:
        raise Mistake(mistakes.NO_SUCH_DATE) from None


def read_time(text: str) -> time:
    """Read a time of day as people write it: 9, 9:30, 09.30, 0930, 9 Uhr."""
    found = _TIME.fullmatch(text.strip().casefold())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Mistake(mistakes.NOT_TIME)
    return time(int(found[1]), int(found[2] or 0))


def _full_year(short: int, today: date) -> int:
    latest = today.year + 20
    return latest - (latest - short) % 100


@cache
def _months() -> dict[str, int]:
    """Month names by their first three letters; German and English agree wherever these are the same."""
    names: dict[str, int] = {"mrz": 3}
    for locale in ("de", "en"):
        for number, name in get_month_names("wide", locale=locale).items():
            names[name.casefold()[:3]] = number
    return names


def _read_text(kind: inspect.StrType, text: str) -> str:
    if kind.max_length is not None and len(text) > kind.max_length:
        raise Mistake(mistakes.TOO_LONG, limit=kind.max_length, length=len(text))
    if kind.min_length is not None and len(text) < kind.min_length:
        raise Mistake(mistakes.TOO_SHORT, limit=kind.min_length)
    if kind.pattern is not None and not re.search(kind.pattern, text):
        raise Mistake(mistakes.OTHER_FORM)
    return text


def _read_whole(kind: inspect.IntType, text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise Mistake(mistakes.NOT_WHOLE)
    number = int(text)
    _check_range(kind, Decimal(number))
    return number


def _read_decimal(kind: inspect.DecimalType | inspect.FloatType, text: str) -> Decimal | float:
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise Mistake(mistakes.NOT_NUMBER) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Mistake(mistakes.NOT_NUMBER)
    _check_range(kind, number)
    return float(number) if isinstance(kind, inspect.FloatType) else number


def _check_range(kind: inspect.IntType | inspect.DecimalType | inspect.FloatType, number: Decimal) -> None:
    """Raise Mistake for a number beyond the limits that `Meta` sets."""
    if isinstance(kind, inspect.DecimalType):
        return
    beyond = (
        (kind.ge, number.__lt__, mistakes.TOO_SMALL),
        (kind.gt, number.__le__, mistakes.ABOVE),
        (kind.le, number.__gt__, mistakes.TOO_LARGE),
        (kind.lt, number.__ge__, mistakes.BELOW),
    )
    for limit, is_beyond, message in beyond:
        if limit is not None and is_beyond(Decimal(str(limit))):
            raise Mistake(message, limit=limit)


def _read_identity(_: inspect.UUIDType, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Mistake(mistakes.CHOOSE_FROM_LIST) from None


def _read_code(kind: inspect.EnumType, text: str) -> object:
    for member in kind.cls:
        if str(member.value) == text:
            return member
    raise Mistake(mistakes.CHOOSE)


def _read_literal(kind: inspect.LiteralType, text: str) -> object:
    for value in kind.values:
        if str(value) == text:
            return value
    raise Mistake(mistakes.CHOOSE)


def _read_choice(_: inspect.BoolType, text: str) -> bool:
    return text.casefold() in CHECKED


_READERS: dict[type, Callable[[Any, str], object]] = {
    inspect.StrType: _read_text,
    inspect.IntType: _read_whole,
    inspect.FloatType: _read_decimal,
    inspect.DecimalType: _read_decimal,
    inspect.BoolType: _read_choice,
    inspect.DateType: lambda _, text: read_date(text),
    inspect.TimeType: lambda _, text: read_time(text),
    inspect.UUIDType: _read_identity,
    inspect.EnumType: _read_code,
    inspect.LiteralType: _read_literal,
}
