"""How likely two words are spellings of one name, in Latin letters or across scripts.

The model is a list of counts: how often a piece of own script (up to two letters) stood for a piece of Latin script (up
to three) in names of real people. It was learned by `make names-train`; decision 0030 says how and how well it works.
Words are folded (`names.words`) and stand between `^` and `$`, so that beginnings and ends have pieces of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from math import exp, log

from casework.people.scripts import Script

# Each further letter in a piece makes it less likely, in training as in use.
LONG_PIECE = 0.3
# How much the likelihood of the Latin spelling, given the own one, counts beside the other direction.
BACKWARD = 0.5
# What a letter costs that is missing or too many and was never seen to be, between scripts and within Latin script.
UNSEEN = 3e-4
SLIP = 1e-2
# What the article costs where only one of two Arabic words has it.
ARTICLE = "ال"
WITHOUT_ARTICLE = 0.05
# Habits of other languages that use the same script, as if so many names had shown them.
_HABITS = {
    Script.CYRILLIC: (
        "г h 150|и y 150|і i 60|і y 10|ґ g 40|є ye 30|є e 20|є ie 15|ї i 40|ї yi 30|ї ji 10|ъ a 25|щ sht 20|щ shch 40"
        "|ў u 20|ў w 20|ј j 40|љ lj 20|њ nj 20|ћ c 20|ђ dj 20|џ dz 20|ә a 30|ғ g 30|қ k 30|қ q 20|ң n 30|ө o 30"
        "|ү u 30|ұ u 30|һ h 30"
    ),
    Script.ARABIC: "پ p 60|چ ch 40|چ c 30|ژ zh 30|ژ j 20|گ g 60|ھ h 30|ہ h 30|ے e 20|ٹ t 20|ڈ d 20|ڤ v 30"
    "|و v 150|و w 150",
}

Counts = dict[tuple[str, str], float]


@cache
def counts(script: Script) -> Counts:
    """Give the learned counts of one script, (own, Latin) by piece, with the habits of its other languages."""
    text = resources.files("casework.people").joinpath(f"spellings_{script}.tsv").read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            own, latin, count = line.split("\t")
            found[own, latin] = float(count)
    for habit in _HABITS[script].split("|"):
        own, latin, count = habit.split(" ")
        found[own, latin] = found.get((own, latin), 0.0) + float(count)
    return found


class Pieces:
    """The weights of pairs of pieces, from the searched word's side to the other word's."""

    def __init__(self, weights: Mapping[tuple[str, str], float], unseen: float, *, itself: bool = False) -> None:
        self.unseen = unseen
        # Whether a letter that was never seen stands for itself.
        self.itself = itself
        self.missing: dict[str, float] = {}
        self.extra: dict[str, float] = {}
        self.pairs: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for (mine, theirs), weight in weights.items():
            if not theirs:
                self.missing[mine] = max(weight, unseen)
            elif not mine:
                self.extra[theirs] = max(weight, unseen)
            else:
                self.pairs[mine].append((theirs, weight))
        self.longest = max((len(piece) for piece in self.pairs), default=1)
        self.widest = max((len(piece) for pairs in self.pairs.values() for piece, _ in pairs), default=1)


@cache
def pieces(script: Script, searched: Script) -> Pieces:
    """Give the pieces between a script and Latin script, seen from the script that is searched for."""
    weighed = weights(counts(script))
    if searched is Script.LATIN:
        weighed = {(latin, own): weight for (own, latin), weight in weighed.items()}
    return Pieces(weighed, UNSEEN)


def weights(seen: Counts) -> dict[tuple[str, str], float]:
    """Give each pair's share of its Latin piece and, less so, of its own piece."""
    by_own, by_latin = _totals(seen)
    return {
        (own, latin): count / by_latin[latin] * (count / by_own[own]) ** BACKWARD * _length(own, latin)
        for (own, latin), count in seen.items()
    }


def _totals(seen: Counts) -> tuple[dict[str, float], dict[str, float]]:
    by_own: dict[str, float] = defaultdict(float)
    by_latin: dict[str, float] = defaultdict(float)
    for (own, latin), count in seen.items():
        by_own[own] += count
        by_latin[latin] += count
    return by_own, by_latin


def _length(own: str, latin: str) -> float:
    return float(LONG_PIECE ** (max(len(own), 1) + max(len(latin), 1) - 2))


@cache
def latin_pieces() -> Pieces:
    """Give the pieces within Latin script: two are alike as far as they stand for the same pieces of other scripts."""
    return Pieces(alike([counts(Script.CYRILLIC), counts(Script.ARABIC)]), SLIP, itself=True)


# What is seldomer than this is no habit of spelling.
LEAST = 0.004


def alike(learned: Iterable[Counts]) -> dict[tuple[str, str], float]:
    """Give how readily one Latin piece is written as another, from several scripts' counts."""
    joint: dict[tuple[str, str], float] = defaultdict(float)
    for seen in learned:
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
        if share >= LEAST and (one or other):
            found[one, other] = share * _length(one, other)
    return {pair: share for pair, share in found.items() if pair[0] != pair[1] or len(pair[0]) == 1}


@cache
def plain_pieces(script: Script) -> Pieces:
    """Give the pieces within one script other than Latin: every letter stands for itself, and slips are dear."""
    letters = {own for own, _ in counts(script) if len(own) == 1} if script in _HABITS else set()
    return Pieces({(letter, letter): 1.0 for letter in {*letters, "^", "$"}}, SLIP, itself=True)


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
    """Give a word with the marks of its beginning and end."""
    return f"^{word}$"


def without_article(word: str) -> str | None:
    """Give an Arabic word without its article, None if it has none."""
    return word[2:] if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 2 else None


def similarity(score: float, best: float, letters: int) -> float:
    """Give a score as a share of the best one there could be, by letter: 1 is the same, 0 nothing in common."""
    if score <= 0.0 or best <= 0.0:
        return 0.0
    return min(exp(log(score / best) / (letters + 1)), 1.0)
