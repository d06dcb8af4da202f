"""The form of a client: codes typed as words, birth dates as far as they are known, and all of it kept as typed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, Self
from zoneinfo import ZoneInfo

from casework.core.clock import ZONE
from casework.core.errors import PreconditionRequired
from casework.people import choices
from casework.people.codes import BirthDatePrecision, Gender, LanguageLevel, ResidenceStatus
from casework.people.models import Client
from casework.people.names import known_part
from casework.people.schemas import ClientDetails
from casework.web import fields
from casework.web.forms import Form, FormData, T
from casework.web.i18n import msgid, translator
from casework.web.input import Fields

LABELS: Mapping[str, str] = {
    "family_name": msgid("Family name"),
    "given_name": msgid("Given name"),
    "native_family_name": msgid("Family name in own script"),
    "native_given_name": msgid("Given name in own script"),
    "gender": msgid("Gender"),
    "birth_date": msgid("Date of birth"),
    "citizenships": msgid("Citizenships"),
    "languages": msgid("Languages"),
    "german_level": msgid("Level of German"),
    "interpreter_language": msgid("Interpreter needed for"),
    "district": msgid("District"),
    "town": msgid("Town"),
    "phone": msgid("Phone"),
    "email": msgid("E-mail"),
    "contact_hint": msgid("How to reach the person"),
    "occupation": msgid("Occupation"),
    "qualification": msgid("Qualification"),
    "residence_status": msgid("Residence status"),
    "residence_until": msgid("Title valid until"),
    "benefits": msgid("Benefits"),
    "family": msgid("Family"),
    "health": msgid("Health"),
}
"""What the form and the page call each field."""

_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


class ClientForm(Form[T], Generic[T]):
    """A form whose codes are typed as words and whose birth date may be only a year or a month."""

    @classmethod
    def read(cls, kind: type[T], data: FormData, zone: ZoneInfo = ZONE) -> Self:
        """Read what was sent; what was typed stays as it was, also where a word was read as a code."""
        typed = {name: [texts] if isinstance(texts, str) else list(texts) for name, texts in data.items()}
        form = super().read(kind, _understood(typed), zone)
        form.keep(typed)
        return form

    def keep(self, typed: Mapping[str, Sequence[str]]) -> None:
        """Show this as what was typed."""
        self._typed = {name: [fields.shown(text) for text in texts] for name, texts in typed.items()}

    @classmethod
    def filled(cls, kind: type[T], values: Client | ClientDetails, tongue: str) -> Self:
        """Give the form that shows a client's details for editing, in the words of a language."""
        initial = {name: getattr(values, name) for name in ClientDetails.__struct_fields__}
        for name in choices.READ_AS.keys() & initial.keys():
            given = initial[name]
            if isinstance(given, list):
                initial[name] = [choices.text_of(name, code, tongue) for code in given]
            elif given is not None:
                initial[name] = choices.text_of(name, given, tongue)
        # How exact the date is shows in how it is written, so that nobody has to keep two fields in step.
        born = known_part(values.birth_date, values.birth_precision or BirthDatePrecision.DAY)
        initial["birth_date"] = ".".join(reversed(born.split("-"))) if born else None
        initial["birth_precision"] = None
        return cls.blank(kind, **initial)


def codes_shown(tongue: str) -> dict[str, dict[str, str]]:
    """Give the words for the codes that menus send, by field."""
    gettext = translator(tongue).gettext
    lists: dict[str, Any] = {
        "gender": Gender,
        "german_level": LanguageLevel,
        "residence_status": ResidenceStatus,
    }
    return {name: {code: gettext(label) for code, label in codes.choices()} for name, codes in lists.items()}


def version_in(fields: Fields) -> int:
    """Give the version that a form carries; raises PreconditionRequired without one."""
    text = next(iter(fields.get("version", ())), "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise PreconditionRequired
    return int(text)


def _understood(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Give the fields with words read as codes, and a year or month as its first day."""
    understood = {name: list(texts) for name, texts in typed.items()}
    for name in choices.READ_AS:
        texts = (text.strip() for text in understood.get(name, ()))
        understood[name] = [choices.code_of(name, text) for text in texts if text]
    born = next(iter(understood.get("birth_date", ())), "").strip()
    first, precision = _first_day(born)
    if precision is not None:
        understood["birth_date"] = [first]
        if not next(iter(understood.get("birth_precision", ())), ""):
            understood["birth_precision"] = [precision]
    return understood


def _first_day(text: str) -> tuple[str, BirthDatePrecision | None]:
    if found := _YEAR.fullmatch(text):
        return f"{found[1]}-01-01", BirthDatePrecision.YEAR
    if found := _MONTH.fullmatch(text):
        return f"{found[2]}-{int(found[1]):02}-01", BirthDatePrecision.MONTH
    if found := _ISO_MONTH.fullmatch(text):
        return f"{found[1]}-{int(found[2]):02}-01", BirthDatePrecision.MONTH
    return text, None
