"""From a name, in any spelling and script, to the keys under which it is found.

Keys are compared with `=` and by prefix only, so that the index works behind the fence. Five kinds share one column:

- `muller`: one word of a name, folded;
- `1985`, `1985-11`, `1985-11-22`: as much of the birth date as is known, so that a year is a prefix of its days;
- `=anna muller`: all words of one spelling of the whole name, sorted, for likely duplicates;
- `+muller 1985-11-22`: one half of the name with the birth date, for likely duplicates;
- `~ana mlr`, `~mlr 1985-11-22`: the same two, by the consonants of the likeliest Latin spelling.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from casework.people.codes import BirthDatePrecision
from casework.people.likeness import consonants

MOST_WORDS = 6
FIRST_YEAR = 1900

# Apostrophes, the Arabic stretching line and invisible joiners belong to no word and separate none.
_DROPPED = re.compile("['’‘ʼʻʹʺ`´\u0640\u200c\u200d\u00ad]")
# Arabic and Persian keyboards write these letters differently, and writers swap them freely.
_ALIKE = str.maketrans({"ک": "ك", "ی": "ي", "ى": "ي", "ة": "ه", "ۀ": "ه", "ё": "е"})
# The search form of Ü is UE, but people also write U; both meet in the single letter.
_UMLAUT = re.compile(r"ae|oe|ue|aa")
_DAY = re.compile(r"(?<!\w)(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})(?!\w)")
_ISO = re.compile(r"(?<!\w)(\d{4})-(\d{2})-(\d{2})(?!\w)")
_YEAR = re.compile(r"(?<!\w)(\d{4})(?!\w)")


class Name(NamedTuple):
    """One spelling of a person's name; either half may be empty."""

    given: str
    family: str


class Search(NamedTuple):
    """What somebody searches for: folded words, the longest first, and the beginning of a birth date."""

    words: tuple[str, ...]
    birth: str | None
    neighbours: tuple[tuple[str, str], ...] = ()
    """Words that stood beside each other, since Abdul Rahman is also written Abdulrahman."""

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.words and self.birth is None


@cache
def _search_form() -> tuple[re.Pattern[str], dict[str, str]]:
    text = resources.files("casework.people").joinpath("search_form.txt").read_text(encoding="utf-8")
    pairs = [line.split("; ") for line in text.splitlines() if line and not line.startswith("#")]
    forms = {unicodedata.normalize("NFC", letter): form for letter, form in pairs}
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), forms


def fold(text: str) -> str:
    """Give text without case, accents and spelling variants of umlauts (DIN 91379 search form, then Ue as U)."""
    pattern, forms = _search_form()
    composed = _DROPPED.sub("", unicodedata.normalize("NFC", text))
    latin = pattern.sub(lambda found: forms[found[0]], composed)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(letter))
    return _UMLAUT.sub(lambda found: found[0][0], bare.casefold()).translate(_ALIKE)


def words(text: str) -> list[str]:
    """Give the folded words of a text, in their order."""
    return list(_words(text))


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    # Names come again and again: in a person's several keys, and in those of everybody of the same name.
    spaced = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in fold(text))
    return tuple(spaced.split())


def sort_key(name: Name) -> str:
    """Give the text by which a name is sorted: family name first, folded, since the database knows no languages."""
    return " ".join(words(name.family) + words(name.given)) or f"{name.family} {name.given}".strip()


def known_part(birth_date: date | None, precision: str) -> str | None:
    """Give as much of a birth date as is known: 1985, 1985-11 or 1985-11-22."""
    if birth_date is None:
        return None
    length = {BirthDatePrecision.DAY: 10, BirthDatePrecision.MONTH: 7, BirthDatePrecision.YEAR: 4}
    return birth_date.isoformat()[: length.get(BirthDatePrecision(precision), 0)] or None


def keys(names: Iterable[Name], birth_date: date | None, precision: str) -> list[str]:
    """Give every key under which a person with these names and this birth date is found, sorted."""
    birth = known_part(birth_date, precision)
    found = {birth} if birth else set()
    for name in names:
        for half in (name.given, name.family):
            parts = words(half)
            # Hans-Peter is also written Hanspeter, Abdul Rahman also Abdulrahman.
            found |= {*parts, "".join(parts)} - {""}
            if parts and birth:
                found |= {_with_birth(half, birth), *_sounds_with_birth(half, birth)}
        found |= {_whole(name), _sounds(name)} - {"=", "~"}
    return sorted(found)


def duplicate_keys(names: Iterable[Name], birth_date: date | None, precision: str) -> list[str]:
    """Give the keys that only somebody with the same name, or the same family name and birth date, also has.

    Given and family name may have changed places, day and month as well.
    """
    birth = known_part(birth_date, precision)
    births = [birth, known_part(swapped(birth_date), precision)] if birth else []
    found: set[str] = set()
    for name in names:
        found |= {_whole(name), _sounds(name)} - {"=", "~"}
        if words(name.family):
            found |= {_with_birth(name.family, each) for each in births if each}
            found |= {key for each in births if each for key in _sounds_with_birth(name.family, each)}
    return sorted(found)


def swapped(day: date | None) -> date | None:
    """Give the date with day and month changed places, None where that is no date."""
    try:
        return day.replace(month=day.day, day=day.month) if day else None
    except ValueError:
        return None


def search(text: str) -> Search:
    """Read what somebody typed into the search field: names in any order and spelling, a birth date or year."""
    birth: str | None = None
    if found := _DAY.search(text):
        birth = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    elif found := _ISO.search(text):
        birth = found[0]
    elif (found := _YEAR.search(text)) and int(found[1]) >= FIRST_YEAR:
        birth = found[1]
    rest = text.replace(found[0], " ") if found and birth else text
    distinct = list(dict.fromkeys(words(rest)))
    neighbours = tuple(pairwise(distinct[:MOST_WORDS]))
    return Search(tuple(sorted(distinct, key=len, reverse=True)[:MOST_WORDS]), birth, neighbours)


def same_words(one: Name, other: Name) -> bool:
    """Tell whether two spellings of whole names have the same words, in whatever order."""
    return _whole(one) == _whole(other) != "="


def is_word(key: str) -> bool:
    """Tell whether a key is one word of a name, which may have other spellings."""
    return key[0] not in "=+~" and not key[0].isdigit()


def _sounds(name: Name) -> str:
    """Give the consonants of a whole name; a single word is too little to tell anybody by."""
    parts = [bones for word in words(name.given) + words(name.family) if (bones := consonants(word))]
    return "~" + (" ".join(sorted(parts)) if len(parts) > 1 else "")


def _sounds_with_birth(half: str, birth: str) -> list[str]:
    parts = [bones for word in words(half) if (bones := consonants(word))]
    return [f"~{' '.join(sorted(parts))} {birth}"] if parts else []


def _whole(name: Name) -> str:
    return "=" + " ".join(sorted(words(name.given) + words(name.family)))


def _with_birth(half: str, birth: str) -> str:
    return f"+{' '.join(sorted(words(half)))} {birth}"
