"""`make names`: how many names are found across scripts and spellings, on a fifth of the pairs that nothing learned."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from casework.people.comparison import Comparison
from casework.people.name_search import CANDIDATES
from casework.people.scripts import Script
from tests.names.index import Index, Wanted, grouped, variants
from tests.names.pairs import FILES, missing, pairs

AT = (1, 5, 10)


class Figures(NamedTuple):
    """Recall in percent: of searched forms, any of whose answers counts, and of single pairs; and the time of one."""

    by_form: tuple[float, ...]
    by_pair: tuple[float, ...]
    among_candidates: float
    forms: int
    milliseconds: float


def measure(wanted: Wanted, index: Index) -> Figures:
    """Search for every form and look at which places its answers stand; equal scores count as the worse place."""
    by_form, by_pair, held, answers = [0] * len(AT), [0] * len(AT), 0, 0
    spent = 0.0
    for searched, expected in wanted.items():
        found = index.candidates(searched)
        started = time.process_time()
        alike = Comparison(searched).near(word for word in found if word != searched)
        spent += time.process_time() - started
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


def main() -> int:
    """Measure both scripts in both directions and the Latin variants, and print a table."""
    if told := missing():
        sys.stdout.write(told + "\n")
        return 1
    head = f"{'':44}{'forms':>7}  {'by form, at 1 / 5 / 10':^24}{'by pair, at 10':>15}{'held':>8}{'ms':>7}"
    sys.stdout.write(f"Recall in % among all forms of the file, {CANDIDATES} candidates from the index\n{head}\n")
    with ProcessPoolExecutor() as processes:
        for rows in processes.map(_measured, FILES):
            for name, found in rows:
                _print(name, found)
    return 0


def _measured(script: Script) -> list[tuple[str, Figures]]:
    known = pairs(script)
    aside = [pair for pair in known if pair.kept_aside]
    latin, own = Index({pair.latin for pair in known}), Index({pair.own for pair in known})
    return [
        (name, measure(wanted, index))
        for name, wanted, index in (
            (f"{script} searched, Latin found", grouped(aside, lambda p: p.own, lambda p: p.latin), latin),
            (f"Latin searched, {script} found", grouped(aside, lambda p: p.latin, lambda p: p.own), own),
            (f"Latin variants of {script} names", variants(aside), latin),
        )
        if wanted
    ]


def _print(name: str, found: Figures) -> None:
    recall = " / ".join(f"{figure:.1f}" for figure in found.by_form)
    sys.stdout.write(
        f"{name:44}{found.forms:>7}  {recall:^24}{found.by_pair[-1]:>15.1f}{found.among_candidates:>8.1f}"
        f"{found.milliseconds:>7.1f}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
