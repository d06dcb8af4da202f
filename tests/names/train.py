"""`make names-train`: learns from four fifths of the pairs which pieces of two scripts stand for each other."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from random import Random

from casework.people import learned as kept
from casework.people import likeness, spelling
from casework.people.learned import Counts, Piece, counts, habits
from casework.people.scripts import Script
from casework.people.spelling import LONG_PIECE, SLIP, UNSEEN
from tests.names.beginning import across, within_latin
from tests.names.index import Index, variants
from tests.names.pairs import FILES, Pair, missing, pairs
from tests.names.teaching import Search, Taught, teach

PACKAGE = Path(likeness.__file__).parent
ROUNDS = 8
OWN_LETTERS, LATIN_LETTERS = 2, 3
NEARBY = 0.45
"""At first only pieces that stand at about the same place of their words are thought to belong together."""
LEAST_LONG, LEAST = 2.0, 0.05
SOURCE = "# Learned from steveash/NETransliteration-COLING2018 (CC0): counts only, no names. See decision 0030.\n"
COMMON = 25
SEARCHES, NEAR = 6_000, 40
"""So many searches in each direction teach the weights, each with so many words from the index."""
DECAY = 0.02
UNLEARNED = 1.0
"""What is a habit of another language is hardly ever right in the files; it loses at most this much of its weight."""
SEED = 91379

Arc = tuple[int, int, int, int, Piece, float]


def shapes(own: int, latin: int) -> Iterator[tuple[int, int]]:
    """Give the sizes that a piece may have where so many letters remain: nothing stands only against one letter."""
    for mine in range(min(OWN_LETTERS, own) + 1):
        for theirs in range(min(LATIN_LETTERS, latin) + 1):
            if (mine and theirs) or mine + theirs == 1:
                yield mine, theirs


def penalty(piece: Piece) -> float:
    """Give what the further letters of a piece cost."""
    return float(LONG_PIECE ** (max(len(piece[0]), 1) + max(len(piece[1]), 1) - 2))


def learn(learned: Sequence[Pair]) -> Counts:
    """Give the counts of pieces that explain the pairs best, by expectation and maximisation."""
    marked = [(f"^{pair.own}$", f"^{pair.latin}$") for pair in learned]
    counts = _first_guess(marked)
    for _ in range(ROUNDS):
        total = sum(counts.values())
        shares = {piece: count / total for piece, count in counts.items()}
        again: dict[Piece, float] = defaultdict(float)
        for own, latin in marked:
            _explain(own, latin, shares, again)
        counts = {
            piece: count
            for piece, count in again.items()
            if count >= (LEAST_LONG if len(piece[0]) + len(piece[1]) > 2 else LEAST)
        }
    return counts


def _first_guess(marked: Sequence[tuple[str, str]]) -> Counts:
    counts: dict[Piece, float] = defaultdict(float)
    for own, latin in marked:
        for first in range(len(own) + 1):
            for second in range(len(latin) + 1):
                for mine, theirs in shapes(len(own) - first, len(latin) - second):
                    if abs((first + mine / 2) / len(own) - (second + theirs / 2) / len(latin)) < NEARBY:
                        piece = own[first : first + mine], latin[second : second + theirs]
                        counts[piece] += penalty(piece)
    return dict(counts)


def _explain(own: str, latin: str, shares: Counts, counted: dict[Piece, float]) -> None:
    """Add to `counted` how much each piece takes part in all the ways to cut this pair into pieces."""
    forward = [[0.0] * (len(latin) + 1) for _ in range(len(own) + 1)]
    forward[0][0] = 1.0
    arcs: list[Arc] = []
    for first in range(len(own) + 1):
        for second in range(len(latin) + 1):
            if not forward[first][second]:
                continue
            for mine, theirs in shapes(len(own) - first, len(latin) - second):
                piece = own[first : first + mine], latin[second : second + theirs]
                if piece in shares:
                    share = shares[piece] * penalty(piece)
                    forward[first + mine][second + theirs] += forward[first][second] * share
                    arcs.append((first, second, first + mine, second + theirs, piece, share))
    whole = forward[-1][-1]
    if not whole:
        return
    backward = [[0.0] * (len(latin) + 1) for _ in range(len(own) + 1)]
    backward[-1][-1] = 1.0
    for first, second, last, end, piece, share in reversed(arcs):
        rest = backward[last][end] * share
        backward[first][second] += rest
        counted[piece] += forward[first][second] * rest / whole


def _teach_script(script: Script, learned: Sequence[Pair]) -> Counts:
    """Teach the weights between a script and Latin, from searches in both directions."""
    first = across(counts(script))
    taught = Taught(first, UNSEEN, latin=False, least={piece: first[piece] - UNLEARNED for piece in habits(script)})
    searches = []
    for of_own in (True, False):
        true: dict[str, set[str]] = defaultdict(set)
        for pair in learned:
            true[pair.own if of_own else pair.latin].add(pair.latin if of_own else pair.own)
        index = Index(sorted({other for others in true.values() for other in others}))
        some = Random(SEED).sample(sorted(true), min(SEARCHES, len(true)))
        searches += [Search(word, frozenset(true[word]), index.candidates(word)[:NEAR], of_own) for word in some]
    Random(SEED).shuffle(searches)
    teach(taught, searches, _teller(f"Teaching {script}", len(searches)))
    return taught.weights


def _teach_latin(learned: Mapping[Script, Sequence[Pair]]) -> Counts:
    """Teach the weights within Latin, from different spellings of the same names."""
    taught = Taught(within_latin(counts(script) for script in FILES), SLIP, latin=True, least={})
    searches: list[Search] = []
    found = {script: variants(pairs_of_script) for script, pairs_of_script in learned.items()}
    most = max(map(len, found.values()))
    for script, wanted in found.items():
        index = Index(sorted({pair.latin for pair in learned[script]}))
        near = {word: [other for other in index.candidates(word)[:NEAR] if other != word] for word in wanted}
        # Both files have the same say, although one has more variants.
        searches += [Search(word, others, near[word]) for word, others in wanted.items()] * round(
            most / max(len(wanted), 1)
        )
    for seed in (SEED, SEED + 1):
        Random(seed).shuffle(searches)
        teach(taught, searches, _teller("Teaching Latin", len(searches)), DECAY)
    return taught.weights


def _teller(text: str, whole: int) -> Callable[[int], None]:
    return lambda number: _say(f"{text}: {number:,} of {whole:,}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _keep(script: Script, counted: Counts, taught: Counts) -> None:
    lines = (
        f"{one}\t{other}\t{counted.get((one, other), 0.0):.4g}\t{taught.get((one, other), 0.0):.3f}\n"
        for one, other in sorted({*counted, *taught})
    )
    (PACKAGE / f"spellings_{script}.tsv").write_text(SOURCE + "".join(lines), encoding="utf-8")
    _forget()


def _keep_frequencies(learned: Iterable[Pair]) -> None:
    common = Counter(trait for pair in learned for trait in likeness.traits(likeness.simple(pair.latin)))
    lines = (f"{trait}\t{count}\n" for trait, count in sorted(common.items()) if count >= COMMON)
    (PACKAGE / "key_frequencies.tsv").write_text(SOURCE + "".join(lines), encoding="utf-8")
    _forget()


def _forget() -> None:
    """Let everything that was worked out from the files be worked out anew."""
    for module in (kept, spelling, likeness):
        for member in vars(module).values():
            if hasattr(member, "cache_clear"):
                member.cache_clear()


def _learn_script(script: Script, learned: Sequence[Pair]) -> None:
    _say(f"Learning {script} from {len(learned):,} pairs ...")
    counted = learn(learned)
    _keep(script, counted, {})
    _keep(script, counted, _teach_script(script, learned))


def main() -> int:
    """Learn from both files and write what the program ships; each script in a process of its own."""
    if told := missing():
        _say(told)
        return 1
    learned = {script: [pair for pair in pairs(script) if not pair.kept_aside] for script in FILES}
    _keep_frequencies(chain.from_iterable(learned.values()))
    with ProcessPoolExecutor() as processes:
        list(processes.map(_learn_script, learned, learned.values()))
    _keep(Script.LATIN, {}, _teach_latin(learned))
    return 0


if __name__ == "__main__":
    sys.exit(main())
