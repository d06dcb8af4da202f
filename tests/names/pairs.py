"""Pairs of own-script and Latin names that nobody here made up, and the fifth of them that is kept aside."""

import csv
import os
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from casework.people.names import words
from casework.people.scripts import Script

FOLDER = Path(os.environ.get("NAMES") or "../shared/data/names")
FILES = {Script.CYRILLIC: "russian_latin_30k.csv", Script.ARABIC: "arabic_latin_30k.csv"}
LONGEST = 24


class Pair(NamedTuple):
    """One person's name in its own script and as it was really written in Latin letters, both folded."""

    own: str
    latin: str

    @property
    def kept_aside(self) -> bool:
        """Tell whether the pair is for measuring only; pairs with the same own-script form stay together."""
        return crc32(self.own.encode()) % 5 == 0


def missing() -> str:
    """Give what is missing, in words; empty if everything is there."""
    absent = [name for name in FILES.values() if not (FOLDER / name).is_file()]
    return f"Missing in {FOLDER}: {', '.join(absent)}. Name the folder with NAMES=." if absent else ""


def pairs(script: Script) -> list[Pair]:
    """Give every pair of a script, in the file's order, without those that fold to nothing."""
    with (FOLDER / FILES[script]).open(encoding="utf-8", newline="") as file:
        found = [Pair("".join(words(row["native"])), "".join(words(row["latin"]))) for row in csv.DictReader(file)]
    return list(dict.fromkeys(pair for pair in found if pair.own and pair.latin and len(max(pair)) <= LONGEST))
