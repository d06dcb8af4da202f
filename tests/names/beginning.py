"""The weights with which teaching begins: what the counts of pieces alone say."""

from collections import defaultdict
from collections.abc import Iterable
from math import log

from casework.people.learned import Counts
from casework.people.spelling import LONG_PIECE, SLIP, UNSEEN

# How much the likelihood of the Latin spelling, given the own one, counts beside the other direction.
BACKWARD = 0.5
# What is seldomer than this is no habit of spelling.
LEAST = 0.004


def across(seen: Counts) -> Counts:
    """Give each pair's share of its Latin piece and, less so, of its own piece, as a natural logarithm."""
    by_own, by_latin = _totals(seen)
    found = {}
    for (own, latin), count in seen.items():
        weight = count / by_latin[latin] * (count / by_own[own]) ** BACKWARD * _length(own, latin)
        found[own, latin] = log(weight if own and latin else max(weight, UNSEEN))
    return found


def within_latin(several: Iterable[Counts]) -> Counts:
    """Give how readily a Latin piece is written as another, as far as both stand for the same pieces of other scripts.

    Each pair is given once, in alphabetical order, as a natural logarithm.
    """
    joint: dict[tuple[str, str], float] = defaultdict(float)
    for seen in several:
        by_own, _ = _totals(seen)
        of_own: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for (own, latin), count in seen.items():
            of_own[own].append((latin, count))
        for own, spellings in of_own.items():
            for one, count in spellings:
                for other, again in spellings:
                    if own or one == other:
                        joint[one, other] += count * again / by_own[own]
    totals: dict[str, float] = defaultdict(float)
    for (one, _), count in joint.items():
        totals[one] += count
    found = {}
    for (one, other), count in joint.items():
        share = count / (totals[one] * totals[other]) ** 0.5 if one != other else 1.0
        if one <= other and other and share >= LEAST and (one != other or len(one) == 1):
            found[one, other] = log(share * _length(one, other) if one else max(share * _length(one, other), SLIP))
    return found


def _totals(seen: Counts) -> tuple[dict[str, float], dict[str, float]]:
    by_own: dict[str, float] = defaultdict(float)
    by_latin: dict[str, float] = defaultdict(float)
    for (own, latin), count in seen.items():
        by_own[own] += count
        by_latin[latin] += count
    return by_own, by_latin


def _length(own: str, latin: str) -> float:
    return float(LONG_PIECE ** (max(len(own), 1) + max(len(latin), 1) - 2))
