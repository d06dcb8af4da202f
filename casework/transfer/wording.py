"""How values are said in a file: codes by their labels, in the reader's language."""

from typing import Any

from casework.core.codes import Code
from casework.people import choices
from casework.tenancy.districts import district_name
from casework.web.i18n import Translator, msgid
from casework.web.sheets import Cell

YES = msgid("yes")


def said(codes: type[Code] | str | None, value: Any, words: Translator) -> Cell:  # noqa: ANN401  # A column's value.
    """Give the cell for a value: a code's label, a district's, country's or language's name, a list with commas."""
    if value is None or codes is None:
        return ", ".join(value) if isinstance(value, list) else value
    if isinstance(value, list):
        return ", ".join(str(said(codes, one, words)) for one in value)
    if isinstance(codes, str):
        return _named(codes, value, words)
    label = next((label for code, label in codes.choices() if code == value), None)
    return words.gettext(label) if label is not None else str(value)


def _named(kind: str, value: Any, words: Translator) -> Cell:  # noqa: ANN401  # A column's value.
    match kind:
        case "yes":
            return words.gettext(YES) if value else ""
        case "district":
            return district_name(value)
        case "citizenships":
            return choices.text_of("citizenships", value, words.language)
        case _:
            return choices.text_of("languages", value, words.language)
