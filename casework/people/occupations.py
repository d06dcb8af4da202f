"""Codes of occupations: the groups of KldB 2010 and ISCO-08, as far as the first two digits.

The finer groups are not shipped; a code of theirs is accepted if it lies within a group that is.
"""

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from casework.people.fact_codes import OccupationSystem

_LONGEST = {OccupationSystem.KLDB_2010: 5, OccupationSystem.ISCO_08: 4}


class Group(NamedTuple):
    """One group of occupations; the text is in the language in which the classification is used here."""

    system: str
    code: str
    text: str


@cache
def groups() -> tuple[Group, ...]:
    """Give every group that is shipped, by system and code."""
    text = resources.files("casework.people").joinpath("occupations.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Group(*line.split("; ", 2)) for line in lines)


def is_code(system: OccupationSystem, code: str) -> bool:
    """Tell whether a text can be a code of this classification: its length, and that its group exists."""
    if not re.fullmatch(rf"\d{{1,{_LONGEST[system]}}}", code):
        return False
    known = {group.code for group in groups() if group.system == system}
    return code[:2] in known if len(code) > 1 else any(group.startswith(code) for group in known)


def group_of(system: str | None, code: str | None) -> str:
    """Give the words for the group that a code lies in; empty if there is none."""
    if not system or not code:
        return ""
    found = (group for group in groups() if group.system == system and code.startswith(group.code))
    return max(found, key=lambda group: len(group.code), default=Group("", "", "")).text
