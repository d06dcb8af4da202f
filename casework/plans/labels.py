"""The words of the printed plan in the languages of clients, each in a data file that is easy to add or correct."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from casework.plans.codes import LifeDomain

FOLDER = Path(__file__).with_name("words")
GERMAN = "de"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels, headings and standard sentences; a file that lacks one of them does not load."""

    title: str
    version: str
    draft: str
    agreed_on: str
    clients: str
    organisation: str
    situation: str
    goal: str
    success: str
    target: str
    steps: str
    what: str
    who: str
    by_when: str
    together: str
    done: str
    reached: str
    partly: str
    next_review: str
    client: str
    counsellor: str
    partner: str
    own: str
    change: str
    voluntary: str
    copy: str
    place_date: str
    signature: str
    on_screen: str
    interpreter: str


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language: the codes of the languages it serves, its own name, its direction, and whether it was checked."""

    codes: tuple[str, ...]
    name: str
    direction: Literal["ltr", "rtl"]
    checked: bool
    words: Words
    domains: dict[LifeDomain, str]

    @property
    def code(self) -> str:
        """Give the code that the page carries as its language."""
        return self.codes[0]


@cache
def all_labels() -> tuple[Labels, ...]:
    """Give every language there is a file for, by its own name; raises what msgspec raises for a broken file."""
    found = [msgspec.toml.decode(path.read_bytes(), type=Labels) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(sorted(found, key=lambda labels: labels.name))


def labels_for(code: str) -> Labels | None:
    """Give the words for a language of clients, None where there are none."""
    return next((labels for labels in all_labels() if code in labels.codes), None)


def german() -> Labels:
    """Give the German words, which stand on every sheet."""
    return next(labels for labels in all_labels() if GERMAN in labels.codes)
