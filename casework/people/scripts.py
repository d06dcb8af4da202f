"""Which script a word is written in, and letter tables for the scripts that no model was learned for.

The tables follow what stands in passports and on the street (ISO 9, ISO 9985, ISO 843 and BGN/PCGN where these agree
with habit); the comparison of spellings takes care of the rest.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

ETHIOPIC_FIRST, ETHIOPIC_LAST = 0x1200, 0x135A
# Each Ethiopic consonant stands in a row of eight; the vowel follows from the place in the row.
_ETHIOPIC_ROWS = re.split(
    r"\|", "h|l|h|m|s|r|s|sh|k|kw|k|kw|b|v|t|ch|h|hw|n|ny||k|kw|h|hw|w||z|zh|y|d|d|j|g|gw|g|t|ch|p|ts|ts|f|p"
)
_ETHIOPIC_VOWELS = ("e", "u", "i", "a", "e", "", "o", "wa")


def _letters(own: str, latin: str) -> dict[str, str]:
    return dict(zip(own, latin.split("|"), strict=True))


_TABLES = {
    "greek": _letters("αβγδεζηθικλμνξοπρσςτυφχψω", "a|v|g|d|e|z|i|th|i|k|l|m|n|x|o|p|r|s|s|t|y|f|ch|ps|o"),
    "georgian": _letters(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "a|b|g|d|e|v|z|t|i|k|l|m|n|o|p|zh|r|s|t|u|p|k|gh|q|sh|ch|ts|dz|ts|ch|kh|j|h",
    ),
    "armenian": _letters(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        "a|b|g|d|e|z|e|y|t|zh|i|l|kh|ts|k|h|dz|gh|ch|m|y|n|sh|o|ch|p|j|r|s|v|t|r|ts|u|p|k|o|f|ev",
    ),
    "hebrew": _letters("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "a|b|g|d|h|v|z|ch|t|i|k|k|l|m|m|n|n|s|a|p|f|ts|ts|k|r|sh|t"),
}
_PAIRS = dict(pair.split(" ") for pair in re.split(r"\|", "μπ b|ντ nt|γκ g|ου u|αι e|ει i|οι i|ευ ev|αυ av|ու u"))


class Script(StrEnum):
    """How a word is compared: as Latin letters, by a learned model, by its letter table, or only as it stands."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"
    TABLE = "table"
    OTHER = "other"


@lru_cache(maxsize=4096)
def _of_letter(letter: str) -> Script:
    name = unicodedata.name(letter, "").split(" ")[0].lower()
    if name in {"latin", "cyrillic", "arabic"}:
        return Script(name)
    return Script.TABLE if name in _TABLES or name == "ethiopic" else Script.OTHER


def script_of(word: str) -> Script:
    """Give the script of a folded word, by its first letter that tells."""
    return next((found for found in map(_of_letter, word) if found is not Script.OTHER), Script.OTHER)


def romanised(word: str) -> str:
    """Give a folded word of a table's script in Latin letters; letters without a place in a table stay as they are."""
    for pair, letters in _PAIRS.items():
        word = word.replace(pair, letters)
    return "".join(map(_roman, word))


def _roman(letter: str) -> str:
    code = ord(letter)
    if ETHIOPIC_FIRST <= code <= ETHIOPIC_LAST:
        row, vowel = divmod(code - ETHIOPIC_FIRST, 8)
        if row >= len(_ETHIOPIC_ROWS):
            return letter
        consonant = _ETHIOPIC_ROWS[row]
        # The letters that only carry a vowel, and those for h, have a in their first place.
        first = "a" if consonant in {"", "h"} and vowel == 0 else _ETHIOPIC_VOWELS[vowel]
        return consonant + first
    return next((table[letter] for table in _TABLES.values() if letter in table), letter)
