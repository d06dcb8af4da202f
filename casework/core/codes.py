"""The form of every code list: a lower-case code that is stored, and an English label that is translated."""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """One entry of a code list, written as `INTAKE = "intake", "Intake"`.

    The member *is* its stored code (a plain string for the database and JSON); `label` is the English msgid
    whose translation stands in the catalogue of the slice that owns the list.
    """

    label: str

    # The label has a default only so that type checkers accept the look-up `Phase("intake")`.
    def __new__(cls, code: str, label: str = "") -> Self:
        """Make the member from its stored code and its label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give (code, msgid) pairs in the order of the list, as form fields want them."""
        return [(member.value, member.label) for member in cls]
