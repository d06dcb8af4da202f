"""From a word to hashed keys that its other spellings share, so that an index compared with `=` finds candidates.

A key is a run of three letters of the simplified Latin spelling, or of its consonants. A word of another script is
first spelled in Latin letters, in every way that is likely enough; each key weighs as much as the spellings that
have it. How much a key tells follows from how common it is among all names, never from one organisation's people.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from heapq import nlargest
from importlib import resources
from math import log, sqrt
from zlib import crc32

from casework.people import learned, spelling
from casework.people.scripts import Script, romanised, script_of

Keys = tuple[tuple[int, float], ...]

STORED, SEARCHED = 0.1, 0.03
"""A key of a likely spelling is kept, or searched for, from this weight on."""
MOST_KEYS = 28
BEAM = 24
LEAST_SHARE = 0.02
LONGEST_WORD = 24
# Of so many names the frequencies were counted.
_COUNTED = 50_000
_SIMPLER = (
    ("tsch|tch|tsh", "c"), ("dsch|dzh|dj|dz", "j"), ("sch|sh|sz", "s"), ("ch|cz", "c"), ("zh", "z"), ("kh|gh", "k"),
    ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck|cq|qu|q", "k"), ("x", "ks"), ("w", "v"), ("y|j(?![aou])", "i"),
    ("ou|oo", "u"), ("ee|ie|ei", "i"), ("h(?![aeiou])", ""), ("c(?=[aoulrkt])", "k"),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), simple) for pattern, simple in _SIMPLER)
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")
# Consonants that writers swap stand for one another in the skeleton.
_KIN = str.maketrans({"c": "s", "z": "s", "j": "g", "k": "g", "b": "p", "d": "t", "v": "f", "h": None})


@lru_cache(maxsize=8192)
def simple(latin: str) -> str:
    """Give a folded Latin word in a spelling that many spellings share."""
    for pattern, letters in _RULES:
        latin = pattern.sub(letters, latin)
    return _DOUBLE.sub(r"\1", latin)


def skeleton(plain: str) -> str:
    """Give the consonants of a simple spelling, kin ones as one; a first vowel is kept as a."""
    first = "a" if plain[:1] in "aeiou" else ""
    return first + _DOUBLE.sub(r"\1", _VOWELS.sub("", plain).translate(_KIN))


@lru_cache(maxsize=8192)
def traits(plain: str) -> tuple[str, ...]:
    """Give the texts of which a simple spelling's keys are made."""
    marked, bones = f"^{plain}$", f"<{skeleton(plain)}>"
    found = {marked[start : start + 3] for start in range(len(marked) - 2)}
    found |= {bones[start : start + 3] for start in range(len(bones) - 2)} | {bones}
    return tuple(sorted(found))


@cache
def _frequencies() -> dict[str, int]:
    text = resources.files("casework.people").joinpath("key_frequencies.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {trait: int(count) for trait, count in lines}


def telling(trait: str) -> float:
    """Give how much a key tells: the logarithm of how rare it is among names everywhere."""
    return log(_COUNTED / max(_frequencies().get(trait, 0), 8))


@cache
def _steps(script: Script) -> tuple[dict[str, list[tuple[str, float]]], int]:
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    totals: dict[str, float] = defaultdict(float)
    for (own, latin), count in learned.counts(script).items():
        # Pieces of two letters compete with the single ones, so that they share one sum.
        totals[own] += count
        if own:
            shares[own][simple(latin) if len(latin) > 1 else latin] += count
    steps: dict[str, list[tuple[str, float]]] = {}
    for own, found in shares.items():
        likely = [(latin, count / totals[own]) for latin, count in found.items()]
        steps[own] = [(latin, share) for latin, share in likely if share >= LEAST_SHARE]
    return steps, max(map(len, steps))


def likely_spellings(word: str, script: Script) -> dict[str, float]:
    """Give the likeliest simple Latin spellings of a word, with their shares."""
    steps, longest = _steps(script)
    text = spelling.bounded(word)
    reached: list[dict[str, float]] = [{"": 1.0}] + [{} for _ in text]
    for start in range(len(text)):
        here = reached[start]
        best = nlargest(BEAM, here.items(), key=lambda item: item[1]) if len(here) > BEAM else list(here.items())
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            piece = text[start:end]
            options = steps.get(piece) or ([("", 1e-3)] if len(piece) == 1 else [])
            weight = spelling.LONG_PIECE ** (len(piece) - 1)
            there = reached[end]
            for begun, share in best:
                for latin, likely in options:
                    made = begun + latin
                    there[made] = there.get(made, 0.0) + share * likely * weight
    whole: dict[str, float] = defaultdict(float)
    for made, share in nlargest(BEAM, reached[-1].items(), key=lambda item: item[1]):
        whole[simple(made.strip("^$"))] += share
    total = sum(whole.values())
    return {made: share / total for made, share in whole.items() if made} if total else {}


@lru_cache(maxsize=1024)
def spellings(word: str) -> Mapping[str, float]:
    """Give the simple Latin spellings of a folded word of any script, with their shares; none for an unknown script."""
    word, script = word[:LONGEST_WORD], script_of(word)
    if script is Script.LATIN:
        return {simple(word): 1.0}
    if script is Script.TABLE:
        return {simple(romanised(word)): 1.0}
    if script is Script.OTHER:
        return {}
    found = likely_spellings(word, script)
    if script is Script.ARABIC and (bare := spelling.without_article(word)) is not None:
        found = {made: share / 2 for made, share in found.items()}
        for made, share in likely_spellings(bare, script).items():
            found[made] = found.get(made, 0.0) + share / 2
    return found


def _weighed(word: str, least: float) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for made, share in spellings(word).items():
        for trait in traits(made):
            found[trait] += share
    return {trait: share for trait, share in found.items() if share >= least}


@lru_cache(maxsize=8192)
def stored_keys(word: str) -> Keys:
    """Give the keys under which a folded word is kept; their weights are the same for long words and short ones."""
    found = {trait: share * telling(trait) for trait, share in _weighed(word, STORED).items()}
    length = sqrt(sum(weight * telling(trait) for trait, weight in found.items())) or 1.0
    return tuple((hashed(trait), round(weight / length, 4)) for trait, weight in sorted(found.items()))


@lru_cache(maxsize=4096)
def searched_keys(word: str) -> Keys:
    """Give the keys under which a folded word is looked for, the most telling ones, with what each is worth."""
    found = {trait: share * telling(trait) for trait, share in _weighed(word, SEARCHED).items()}
    best = nlargest(MOST_KEYS, found.items(), key=lambda item: item[1])
    return tuple((hashed(trait), weight) for trait, weight in best)


@lru_cache(maxsize=8192)
def consonants(word: str) -> str:
    """Give the skeleton of a folded word's likeliest Latin spelling; empty for a script without one."""
    likely = spellings(word)
    return skeleton(max(likely, key=lambda made: likely[made])) if likely else ""


def hashed(trait: str) -> int:
    """Give a key as the database keeps it: 32 bits with a sign."""
    return crc32(trait.encode()) - (1 << 31)
