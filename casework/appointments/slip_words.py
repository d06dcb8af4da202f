"""The words of the client's slip in the languages of clients, read from `slip_words.toml`."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec


class SlipWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language: the codes it serves, its own name, its direction, whether somebody checked it, and its words."""

    codes: tuple[str, ...]
    name: str
    heading: str
    what: str
    when: str
    length: str
    where: str
    who: str
    bring: str
    advice: str
    direction: Literal["ltr", "rtl"] = "ltr"
    checked: bool = False


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"languages": "language"}):
    languages: tuple[SlipWords, ...]


@cache
def all_words() -> tuple[SlipWords, ...]:
    """Give every language that the slip is printed in beside German, by its own name."""
    found = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=_Data)
    return tuple(sorted(found.languages, key=lambda words: words.name))


def words_for(code: str) -> SlipWords | None:
    """Give the words for a language, None where there are none."""
    return next((words for words in all_words() if code in words.codes), None)
