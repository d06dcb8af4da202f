"""`make names`: how many names are found across scripts and spellings, on a fifth of the pairs that nothing learned."""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from casework.people.comparison import Comparison
from casework.people.likeness import searched_keys, stored_keys
from casework.people.name_search import CANDIDATES
from tests.names.pairs import FILES, Pair, missing, pairs

AT = (1, 5, 10)
PLAUSIBLE = 0.35
"""Two Latin forms of one own-script form are variants of one name if each is at least so alike to it."""

Wanted = Mapping[str, frozenset[str]]


class Figures(NamedTuple):
    """Recall in percent: of searched forms, any of whose answers counts, and of single pairs; and the time of one."""

    by_form: tuple[float, ...]
    by_pair: tuple[float, ...]
    among_candidates: float
    forms: int
    milliseconds: float


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


def measure(wanted: Wanted, index: Index) -> Figures:
    """Search for every form and look at which places its answers stand; equal scores count as the worse place."""
    by_form, by_pair, held, answers = [0] * len(AT), [0] * len(AT), 0, 0
    spent = 0.0
    for searched, expected in wanted.items():
        found = index.candidates(searched)
        started = time.perf_counter()
        alike = Comparison(searched).near(word for word in found if word != searched)
        spent += time.perf_counter() - started
        held += len(expected & set(found))
        places = [sum(score >= alike[word] for score in alike.values()) for word in expected if word in alike]
        answers += len(expected)
        for number, most in enumerate(AT):
            by_form[number] += any(place <= most for place in places)
            by_pair[number] += sum(place <= most for place in places)
    return Figures(
        tuple(100 * count / len(wanted) for count in by_form),
        tuple(100 * count / answers for count in by_pair),
        100 * held / answers,
        len(wanted),
        1000 * spent / len(wanted),
    )


def _grouped(found: Iterable[Pair], searched: Callable[[Pair], str], answer: Callable[[Pair], str]) -> Wanted:
    groups: dict[str, set[str]] = defaultdict(set)
    for pair in found:
        groups[searched(pair)].add(answer(pair))
    return {form: frozenset(answers) for form, answers in groups.items()}


def _variants(aside: Iterable[Pair]) -> Wanted:
    """Give for Latin forms the other Latin forms of the same name, leaving out what is a different name altogether."""
    found: dict[str, set[str]] = defaultdict(set)
    for own, spelled in _grouped(aside, lambda pair: pair.own, lambda pair: pair.latin).items():
        alike = Comparison(own).alike(spelled)
        likely = {word for word in spelled if alike[word] >= PLAUSIBLE}
        for word in likely:
            found[word] |= likely - {word}
    return {word: frozenset(others) for word, others in found.items() if others}


def main() -> int:
    """Measure both scripts in both directions and the Latin variants, and print a table."""
    if told := missing():
        sys.stdout.write(told + "\n")
        return 1
    head = f"{'':44}{'forms':>7}  {'by form, at 1 / 5 / 10':^24}{'by pair, at 10':>15}{'held':>8}{'ms':>7}"
    sys.stdout.write(f"Recall in % among all forms of the file, {CANDIDATES} candidates from the index\n{head}\n")
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    for script in FILES:
        known = pairs(script)
        aside = [pair for pair in known if pair.kept_aside][:most]
        latin, own = Index({pair.latin for pair in known}), Index({pair.own for pair in known})
        for name, wanted, index in (
            (f"{script} searched, Latin found", _grouped(aside, lambda p: p.own, lambda p: p.latin), latin),
            (f"Latin searched, {script} found", _grouped(aside, lambda p: p.latin, lambda p: p.own), own),
            (f"Latin variants of {script} names", _variants(aside), latin),
        ):
            if wanted:
                _print(name, measure(wanted, index))
    return 0


def _print(name: str, found: Figures) -> None:
    recall = " / ".join(f"{figure:.1f}" for figure in found.by_form)
    sys.stdout.write(
        f"{name:44}{found.forms:>7}  {recall:^24}{found.by_pair[-1]:>15.1f}{found.among_candidates:>8.1f}"
        f"{found.milliseconds:>7.1f}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
