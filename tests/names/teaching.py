"""Teaching the weights of pieces to put true spellings before the nearest others, one search after the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest
from math import exp, log
from typing import NamedTuple

from casework.people.learned import Counts, Piece
from casework.people.spelling import bounded

RATE = 0.1
NEAREST = 8
"""From so many wrong words a true spelling is told at a time, the nearest ones of those that the index gives."""
SURE, ANOTHER_NAME = 0.995, 12.0
"""Where the true spelling stands out so clearly, or so far behind that it is a different name, nothing is learned."""

Edge = tuple[int, int, int, int, Piece, float]


class Search(NamedTuple):
    """A searched word, its true spellings, and words that share keys with it."""

    word: str
    spellings: frozenset[str]
    others: Sequence[str]
    of_own: bool = True
    """Whether the searched word stands on the own side of the pieces."""


class Taught:
    """Weights that change; where both sides are Latin, each pair of pieces is kept once, in alphabetical order."""

    def __init__(self, weights: Counts, unseen: float, *, latin: bool, least: Mapping[Piece, float]) -> None:
        self.weights, self.first = dict(weights), dict(weights)
        self.latin = latin
        self._unseen, self._least = log(unseen), least
        self._steps: dict[Piece, float] = defaultdict(lambda: 1.0)
        self._by: dict[bool, dict[str, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
        for one, other in weights:
            if one and other:
                self._by[True][one].append(other)
                self._by[False][other].append(one)
                if latin and one != other:
                    self._by[True][other].append(one)

    def piece(self, mine: str, theirs: str, of_own: bool) -> Piece:
        """Give the pair of pieces under which a weight is kept."""
        pair = (mine, theirs) if of_own else (theirs, mine)
        return (pair[1], pair[0]) if self.latin and pair[0] > pair[1] else pair

    def alone(self, letter: str, of_own: bool) -> Piece:
        """Give the piece of a letter without counterpart; one that was never seen gets its weight now."""
        found = self.piece(letter, "", of_own)
        if found not in self.weights:
            self.weights[found] = self.first[found] = self._unseen
        return found

    def partners(self, mine: str, of_own: bool) -> list[str]:
        """Give the pieces that a piece may stand for; within Latin an unknown letter stands for itself."""
        found = self._by[of_own].get(mine, [])
        if not found and self.latin and len(mine) == 1:
            self.weights[mine, mine] = self.first[mine, mine] = 0.0
            self._by[True][mine] = found = [mine]
        return found

    def change(self, gradient: Mapping[Piece, float], decay: float) -> None:
        """Take a step, the smaller the more a weight has moved; what others' habits say is not unlearned."""
        for piece, part in gradient.items():
            slope = part - decay * (self.weights[piece] - self.first[piece])
            self._steps[piece] += slope * slope
            moved = self.weights[piece] + RATE * slope / self._steps[piece] ** 0.5
            self.weights[piece] = max(moved, self._least.get(piece, moved))


class Paths:
    """All ways to pair the pieces of a searched word with those of others."""

    def __init__(self, search: Search, taught: Taught) -> None:
        self._word = bounded(search.word)
        self._taught, self._of_own = taught, search.of_own or taught.latin
        self._missing = [taught.alone(letter, self._of_own) for letter in self._word]
        self._arcs: dict[str, list[tuple[int, int, Piece]]] = defaultdict(list)
        for start in range(len(self._word)):
            for end in range(start + 1, min(start + 3, len(self._word)) + 1):
                mine = self._word[start:end]
                for other in taught.partners(mine, self._of_own):
                    self._arcs[other].append((start, end, taught.piece(mine, other, self._of_own)))

    def edges(self, other: str) -> tuple[float, list[Edge], list[list[float]]]:
        """Give the logarithm of the sum over all ways, the edges that they go, and the sums up to every point."""
        taught, weights, length = self._taught, self._taught.weights, len(self._word)
        missing = [(place, piece, exp(weights[piece])) for place, piece in enumerate(self._missing)]
        text = bounded(other)
        sums = [[0.0] * (length + 1) for _ in range(len(text) + 1)]
        sums[0][0] = 1.0
        edges: list[Edge] = []
        for end, column in enumerate(sums):
            if end:
                piece = taught.alone(text[end - 1], taught.latin or not self._of_own)
                share, before = exp(weights[piece]), sums[end - 1]
                for place, value in enumerate(before):
                    if value:
                        column[place] += value * share
                        edges.append((place, end - 1, place, end, piece, share))
                for start in range(max(end - 3, 0), end):
                    source = sums[start]
                    for first, last, piece in self._arcs.get(text[start:end], ()):
                        if source[first]:
                            share = exp(weights[piece])
                            column[last] += source[first] * share
                            edges.append((first, start, last, end, piece, share))
            for place, piece, share in missing:
                if column[place]:
                    column[place + 1] += column[place] * share
                    edges.append((place, end, place + 1, end, piece, share))
        return log(max(sums[-1][-1], 1e-300)), edges, sums

    def add(self, other: str, factor: float, gradient: dict[Piece, float]) -> None:
        """Add how much each piece takes part in all the ways, so many times."""
        _, edges, sums = self.edges(other)
        whole = sums[-1][-1]
        if not whole:
            return
        rest = [[0.0] * len(column) for column in sums]
        rest[-1][-1] = 1.0
        for place, end, to_place, to_end, piece, share in reversed(edges):
            after = rest[to_end][to_place] * share
            if after:
                rest[end][place] += after
                gradient[piece] += factor * sums[end][place] * after / whole


def teach(taught: Taught, searches: Iterable[Search], told: Callable[[int], None], decay: float = 0.0) -> None:
    """Let every search move the weights once."""
    for number, search in enumerate(searches):
        if number % 1_000 == 0:
            told(number)
        paths = Paths(search, taught)
        scored = ((paths.edges(other)[0], other) for other in search.others if other not in search.spellings)
        nearest = nlargest(NEAREST, scored)
        for spelling in sorted(search.spellings) if nearest else ():
            _tell_apart(paths, taught, spelling, nearest, decay)


def _tell_apart(
    paths: Paths, taught: Taught, spelling: str, nearest: Sequence[tuple[float, str]], decay: float
) -> None:
    score = paths.edges(spelling)[0]
    highest = max(score, nearest[0][0])
    parts = [exp(value - highest) for value, _ in nearest]
    whole = sum(parts) + exp(score - highest)
    share = exp(score - highest) / whole
    if share > SURE or nearest[0][0] - score > ANOTHER_NAME:
        return
    gradient: dict[Piece, float] = defaultdict(float)
    paths.add(spelling, 1 - share, gradient)
    for part, (_, other) in zip(parts, nearest, strict=True):
        if part / whole > 0.002:
            paths.add(other, -part / whole, gradient)
    taught.change(gradient, decay)
