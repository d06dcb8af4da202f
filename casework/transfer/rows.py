"""From the cells of a row to what a verb takes: a client, a case, a contact; every mistake in words, at its column."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from casework.cases.note_schemas import NewNote
from casework.core.clock import now
from casework.core.codes import Code
from casework.core.errors import Message
from casework.people import choices
from casework.people.client_form import ClientForm
from casework.people.schemas import NewClient
from casework.transfer.codes import Subject
from casework.transfer.fields import FIELDS, Field, code_meant, folded
from casework.transfer.mapping import Meanings
from casework.transfer.schemas import CaseTexts, ContactTexts
from casework.web import mistakes
from casework.web.fields import shown
from casework.web.forms import Form
from casework.web.i18n import msgid

UNKNOWN_WORD = msgid("“%(text)s” is not understood here. Please use an entry of the list or say what it means.")
FORMULA = msgid("This is a formula or an error of the spreadsheet and not a value. Please put in the value itself.")
TOO_WIDE = msgid("This row has more cells than there are headings; a separator may stand inside a text.")
CONTROL = msgid("This contains invisible control characters. They are left out of the file of rejected rows.")
LONGEST_REFERENCE = 100
TOO_LONG = mistakes.TOO_LONG_FOR

_MANY = re.compile(r"[,;/|\n]")
_ERRORS = frozenset({"#REF!", "#N/A", "#NV", "#VALUE!", "#WERT!", "#BEZUG!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_DAY_AND_TIME = re.compile(r"(.*\d)[ T,]+(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:\s*Uhr)?")
_DAYS = frozenset({"birth_date", "residence_until", "venture_start", "opened_on", "closed_on", "at_date"})
_LANGUAGES = {"language": "interpreter_language", "district": "district"}
# Days counted as Excel does, from 1900 on; so many digits are no year.
_SERIAL = re.compile(r"[1-9]\d{4}")
NOON = "12:00"


@dataclass(slots=True)
class Given:
    """The texts of a row by field, and what is wrong with them."""

    texts: dict[str, str]
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def wrong(self, name: str, message: str, values: Mapping[str, object] | None = None) -> None:
        """Keep a mistake at a field, or at the whole row with an empty name."""
        self.reasons.append(reason(name, message, values))

    def take(self, found: Mapping[str, Sequence[Message]], names: Mapping[str, str] | None = None) -> None:
        """Keep the mistakes that a form or a verb named, at the fields that the row calls so."""
        for name, messages in found.items():
            for message, values in messages:
                self.wrong((names or {}).get(name, name), message, values)

    @property
    def reference(self) -> str:
        """Give the row's own reference, or a mark by which the very same row is recognised."""
        own = self.texts.get("reference", "")
        if own:
            return own
        text = "\n".join(f"{name}={self.texts[name]}" for name in sorted(self.texts))
        return "#" + hashlib.sha256(text.encode()).hexdigest()[:32]


def reason(name: str, message: str, values: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Give a mistake as it is stored; values that JSON does not know become texts."""
    kept = {key: value if isinstance(value, int | float) else str(value) for key, value in (values or {}).items()}
    return {"field": name, "message": message, "values": kept}


def given(subject: Subject, mapping: Sequence[str], meanings: Meanings, cells: Sequence[str]) -> Given:
    """Give the texts of a row by field, with words read as codes and days written alike."""
    row = Given({})
    if any(cells[len(mapping) :]):
        row.wrong("", TOO_WIDE)
    fields = {known.name: known for known in FIELDS[subject]}
    for name, cell in zip(mapping, cells, strict=False):
        if name in fields and cell:
            _read(row, fields[name], cell, meanings.get(name, {}))
    for known in FIELDS[subject]:
        if known.needed and not row.texts.get(known.name) and not _instead(row, known.name):
            row.wrong(known.name, mistakes.FILL_IN)
    if len(row.texts.get("reference", "")) > LONGEST_REFERENCE:
        row.wrong("reference", TOO_LONG, {"limit": LONGEST_REFERENCE})
    return row


def unknown_words(field: Field, cells: Sequence[str], meanings: Mapping[str, str]) -> list[str]:
    """Give the words of a column that stand for no code yet, each once and in order."""
    if field.codes is None:
        return []
    said: dict[str, None] = {}
    for cell in cells:
        for text in parts(cell) if field.many else [cell.strip()]:
            if text and _code(field.codes, text, meanings) is None:
                said.setdefault(text)
    return list(said)


def parts(text: str) -> list[str]:
    """Give the entries of a cell that has several: separated by comma, semicolon, stroke or line."""
    return [part.strip() for part in _MANY.split(text) if part.strip()]


def client_of(row: Given) -> NewClient | None:
    """Give the client of a row, None if something is wrong with it."""
    typed = {name: parts(text) if name in _LISTS else [text] for name, text in row.texts.items()}
    form = ClientForm.read(NewClient, typed)
    row.take(form.errors)
    return form.value if form.valid and not row.reasons else None


def case_of(row: Given) -> CaseTexts | None:
    """Give the facts of a row's case, None if something is wrong with it."""
    form = Form.read(CaseTexts, row.texts)
    row.take(form.errors)
    return form.value if form.valid and not row.reasons else None


def contact_of(row: Given) -> NewNote | None:
    """Give the contact of a row, None if something is wrong with it."""
    typed: dict[str, str | list[str]] = {**row.texts, "topics": parts(row.texts.get("topics", ""))}
    typed.setdefault("at_time", NOON)
    form = Form.read(ContactTexts, typed)
    row.take(form.errors, {"at": "at_date"})
    if not form.valid or row.reasons:
        return None
    facts = {name: getattr(form.value, name) for name in ContactTexts.__struct_fields__ if name != "author"}
    if "at_time" not in row.texts:
        # Noon stands for a day without a time; today it may not have come yet.
        facts["at"] = min(facts["at"], now())
    return NewNote(entry="contact" if form.value.mode else "note", **facts)


_LISTS = frozenset({"citizenships", "languages"})


def _instead(row: Given, name: str) -> bool:
    """Take the parts of a whole name where the family name has no column of its own."""
    whole = row.texts.pop("full_name", "") if name == "family_name" else ""
    if not whole:
        return False
    family, comma, names_before = whole.partition(",")
    if not comma:
        names_before, _, family = whole.rpartition(" ")
    row.texts["family_name"] = family.strip()
    row.texts.setdefault("given_name", names_before.strip())
    return True


def _read(row: Given, known: Field, cell: str, meanings: Mapping[str, str]) -> None:
    text = cell
    if text.startswith("=") or text in _ERRORS:
        row.wrong(known.name, FORMULA)
        return
    if shown(text) != text:
        row.wrong(known.name, CONTROL)
        return
    if known.codes is not None:
        text = _codes(row, known, known.codes, text, meanings)
    elif known.name in _DAYS:
        text = _day(row, known.name, text)
    elif known.name in _LANGUAGES:
        text = choices.code_of(_LANGUAGES[known.name], text)
    row.texts[known.name] = text


def _codes(row: Given, known: Field, codes: type[Code], text: str, meanings: Mapping[str, str]) -> str:
    found: list[str] = []
    for said in parts(text) if known.many else [text]:
        code = _code(codes, said, meanings)
        if code is None:
            row.wrong(known.name, UNKNOWN_WORD, {"text": said})
        elif code:
            found.append(code)
    return ",".join(found)


def _code(codes: type[Code], text: str, meanings: Mapping[str, str]) -> str | None:
    said = meanings.get(folded(text))
    return said if said is not None else code_meant(codes, text)


def _day(row: Given, name: str, text: str) -> str:
    if found := _DAY_AND_TIME.fullmatch(text):
        text = found[1]
        if name == "at_date":
            row.texts.setdefault("at_time", found[2])
    if _SERIAL.fullmatch(text):
        text = (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
    return text
