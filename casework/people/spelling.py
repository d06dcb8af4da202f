"""How likely two words are spellings of one name, in Latin letters or across scripts.

The model is a list of weights for pairs of pieces of two words (`learned`): own script up to two letters, Latin up to
three. Words are folded (`names.words`) and stand between `^` and `$`, so that beginnings and ends have pieces too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log

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
        best = [1.0] + [0.0] * len(word)
        for start in range(len(word)):
            best[start + 1] = max(best[start + 1], best[start] * self._missing[start])
            for end in range(start + 1, min(start + table.longest, len(word)) + 1):
                piece = word[start:end]
                # A letter that the table does not know could at best be met by itself, even where it never is.
                for other, weight in table.pairs.get(piece, [(piece, 1.0)] if len(piece) == 1 else []):
                    if table.itself or piece in table.pairs:
                        arcs[other].append((start, end, weight))
                    best[end] = max(best[end], best[start] * weight)
        self._arcs = dict(arcs)
        self.best = best[-1]

    def scores(self, others: Sequence[str]) -> list[float]:
        """Give the score of each word; sorted words share the work for their common beginnings."""
        word_length, missing, unseen = len(self.word), self._missing, self.table.unseen
        extra, arcs_of, widest = self.table.extra.get, self._arcs.get, self.table.widest
        places = range(word_length)
        column = [1.0]
        for place in places:
            column.append(column[place] * missing[place])
        columns, before, found = [column], "", []
        for other in others:
            shared = _common_beginning(other, before)
            del columns[shared + 1 :]
            for end in range(shared + 1, len(other) + 1):
                weight = extra(other[end - 1], unseen)
                column = [value * weight for value in columns[-1]]
                for start in range(max(end - widest, 0), end):
                    arcs = arcs_of(other[start:end])
                    if arcs:
                        source = columns[start]
                        for first, last, share in arcs:
                            column[last] += source[first] * share
                for place in places:
                    column[place + 1] += column[place] * missing[place]
                columns.append(column)
            before = other
            found.append(columns[-1][word_length])
        return found


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
