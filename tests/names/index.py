"""The same index that the database keeps, in memory, and the variants of names that can be measured."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import exp

from casework.people.learned import counts
from casework.people.likeness import searched_keys, stored_keys
from casework.people.name_search import CANDIDATES
from casework.people.scripts import Script, script_of
from casework.people.spelling import (
    UNSEEN,
    WITHOUT_ARTICLE,
    Pieces,
    Scorer,
    bounded,
    similarity,
    without_article,
)
from tests.names.beginning import across
from tests.names.pairs import Pair

Wanted = Mapping[str, frozenset[str]]

PLAUSIBLE = 0.35
"""Two Latin forms of one own-script form are variants of one name if each is at least so alike to it, by the counts
alone: who taught the weights must not have a say in what counts as a success."""


class Index:
    """The same index that the database keeps, in memory: postings by hashed key."""

    def __init__(self, words: Iterable[str]) -> None:
        self._postings: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for word in words:
            for key, weight in stored_keys(word):
                self._postings[key].append((word, weight))

    def candidates(self, searched: str) -> list[str]:
        """Give the words that share the most telling keys with the searched one."""
        sums: dict[str, float] = defaultdict(float)
        for key, weight in searched_keys(searched):
            for word, kept in self._postings.get(key, ()):
                sums[word] += weight * kept
        return sorted(sums, key=lambda word: (-sums[word], word))[:CANDIDATES]


def grouped(found: Iterable[Pair], searched: Callable[[Pair], str], answer: Callable[[Pair], str]) -> Wanted:
    """Give for every searched form all forms that answer it."""
    groups: dict[str, set[str]] = defaultdict(set)
    for pair in found:
        groups[searched(pair)].add(answer(pair))
    return {form: frozenset(answers) for form, answers in groups.items()}


def variants(found: Iterable[Pair]) -> Wanted:
    """Give for Latin forms the other Latin forms of the same name, leaving out what is a different name altogether."""
    others: dict[str, set[str]] = defaultdict(set)
    for own, spelled in grouped(found, lambda pair: pair.own, lambda pair: pair.latin).items():
        likely = _plausible(own, spelled) if len(spelled) > 1 else set()
        for word in likely:
            others[word] |= likely - {word}
    return {word: frozenset(same) for word, same in sorted(others.items()) if same}


def _plausible(own: str, spelled: Iterable[str]) -> set[str]:
    script = script_of(own)
    bare = without_article(own) if script is Script.ARABIC else None
    alike: dict[str, float] = defaultdict(float)
    for text, share in ((own, 1.0), (bare, WITHOUT_ARTICLE)):
        if text:
            scorer, words = Scorer(bounded(text), _counted(script)), sorted(spelled)
            for word, score in zip(words, scorer.scores([bounded(word) for word in words]), strict=True):
                alike[word] = max(alike[word], similarity(score * share, scorer.best, 2 * len(scorer.word) + 1))
    return {word for word, likely in alike.items() if likely >= PLAUSIBLE}


@cache
def _counted(script: Script) -> Pieces:
    return Pieces({piece: exp(weight) for piece, weight in across(counts(script)).items()}, UNSEEN)
