"""How likely two words are spellings of one name, in Latin letters or across scripts.

The model is a list of weights for pairs of pieces of two words (`learned`): own script up to two letters, Latin up to
three. Words are folded (`names.words`) and stand between `^` and `$`, so that beginnings and ends have pieces too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from operator import mul

from casework.people import learned
from casework.people.scripts import Script

# Each further letter in a piece makes it less likely, in training as in use.
LONG_PIECE = 0.3
# What a letter costs that is missing or too many and was never seen to be, between scripts and within Latin script.
UNSEEN = 3e-4
SLIP = 1e-2
# What the article costs where only one of two Arabic words has it.
ARTICLE = "ال"
WITHOUT_ARTICLE = 0.05


# With it, half of the true Latin variants of the pairs learned from are less alike than 0.67, of chance pairs all but
# one in fifty less than 0.13.
LATIN_STEEP = 1.5
# The sum over many ways hardly ever is more than so many times the best one.
SUM = 4.0
_NEVER = 1_000


class Pieces:
    """The weights of pairs of pieces, from the searched word's side to the other word's."""

    def __init__(
        self, weights: Mapping[tuple[str, str], float], unseen: float, *, itself: bool = False, steep: float = 1.0
    ) -> None:
        self.unseen = unseen
        # How steeply likeness falls, so that it means the same whatever the weights were made of.
        self.steep = steep
        # Whether a letter that was never seen stands for itself.
        self.itself = itself
        self.missing: dict[str, float] = {}
        self.extra: dict[str, float] = {}
        self.pairs: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for (mine, theirs), weight in weights.items():
            if not theirs:
                self.missing[mine] = weight
            elif not mine:
                self.extra[theirs] = weight
            else:
                self.pairs[mine].append((theirs, weight))
        self.longest = max((len(piece) for piece in self.pairs), default=1)
        self.widest = max((len(piece) for pairs in self.pairs.values() for piece, _ in pairs), default=1)


@cache
def pieces(script: Script, searched: Script) -> Pieces:
    """Give the pieces between a script and Latin script, seen from the script that is searched for."""
    weighed = {piece: exp(weight) for piece, weight in learned.weights(script).items()}
    if searched is Script.LATIN:
        weighed = {(latin, own): weight for (own, latin), weight in weighed.items()}
    return Pieces(weighed, UNSEEN)


@cache
def latin_pieces() -> Pieces:
    """Give the pieces within Latin script."""
    weighed = {piece: exp(weight) for piece, weight in learned.weights(Script.LATIN).items()}
    return Pieces(weighed, SLIP, itself=True, steep=LATIN_STEEP)


@cache
def plain_pieces(script: Script) -> Pieces:
    """Give the pieces within one script other than Latin: every letter stands for itself, and slips are dear."""
    letters = {*learned.letters(script), "^", "$"}
    return Pieces({(letter, letter): 1.0 for letter in letters}, SLIP, itself=True)


class Scorer:
    """One searched word, ready to be compared with many others: the sum over every way to pair their pieces."""

    def __init__(self, word: str, table: Pieces) -> None:
        self.word = word
        self.table = table
        self._missing = [table.missing.get(letter, table.unseen) for letter in word]
        arcs: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
        # The best that the rest of the word could add, from each place on.
        rest = [0.0] * len(word) + [1.0]
        for start in reversed(range(len(word))):
            rest[start] = rest[start + 1] * self._missing[start]
            for end in range(start + 1, min(start + table.longest, len(word)) + 1):
                piece = word[start:end]
                # A letter that the table does not know could at best be met by itself, even where it never is.
                for other, weight in table.pairs.get(piece, [(piece, 1.0)] if len(piece) == 1 else []):
                    if table.itself or piece in table.pairs:
                        arcs[other].append((start, end, weight))
                    rest[start] = max(rest[start], rest[end] * weight)
        self._arcs = {other: sorted(met) for other, met in arcs.items()}
        self._rest = [SUM * value for value in rest]
        self.best = rest[0]

    def scores(self, others: Sequence[str], least: float = 0.0) -> list[float]:
        """Give the score of each word, 0 for one that can hardly reach `least`.

        Words that stand beside each other share the work for a common beginning, so they should be sorted.
        """
        columns, hopes, before, lost = [self._first_column()], [1.0], "", _NEVER
        found = []
        for other in others:
            shared = _common_beginning(other, before)
            before = other
            if shared < lost:
                del columns[shared + 1 :], hopes[shared + 1 :]
                lost = self._walk(other, columns, hopes, least)
            found.append(columns[-1][-1] if lost == _NEVER else 0.0)
        return found

    def _first_column(self) -> list[float]:
        column = [1.0]
        for weight in self._missing:
            column.append(column[-1] * weight)
        return column

    def _walk(self, other: str, columns: list[list[float]], hopes: list[float], least: float) -> int:
        """Add the columns of a word's further letters; give after how many letters it is lost, if it is."""
        extra, unseen, arcs_of, widest = self.table.extra.get, self.table.unseen, self._arcs.get, self.table.widest
        missing, rest = self._missing, self._rest
        for end in range(len(columns), len(other) + 1):
            weight = extra(other[end - 1], unseen)
            column = [value * weight for value in columns[-1]]
            for start in range(end - widest if end > widest else 0, end):
                arcs = arcs_of(other[start:end])
                if arcs:
                    source = columns[start]
                    for first, last, share in arcs:
                        column[last] += source[first] * share
            for place, share in enumerate(missing):
                column[place + 1] += column[place] * share
            columns.append(column)
            if least:
                hopes.append(max(map(mul, column, rest)))
                # A long piece may leap over a letter after which there is little hope.
                if max(hopes[-widest:]) < least:
                    return end
        return _NEVER


def _common_beginning(one: str, other: str) -> int:
    for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return place
    return min(len(one), len(other))


def bounded(word: str) -> str:
    """Give a word with the marks of its beginning and end, and without the longest German ways to write one sound."""
    if "sch" in word:
        word = word.replace("schtsch", "shch").replace("tsch", "tch").replace("dsch", "dj")
    return f"^{word}$"


def without_article(word: str) -> str | None:
    """Give an Arabic word without its article, None if it has none."""
    return word[2:] if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 2 else None


def similarity(score: float, best: float, letters: float) -> float:
    """Give a score as a share of the best one there could be, by letter: 1 is the same, 0 nothing in common."""
    if score <= 0.0 or best <= 0.0:
        return 0.0
    return min(exp(log(score / best) / letters), 1.0)


def needed(alike: float, best: float, letters: float) -> float:
    """Give the score that a word needs to be so alike, the other way round than `similarity`."""
    return float(best * alike**letters)
