"""`make names-train`: learns from four fifths of the pairs which pieces of two scripts stand for each other."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from casework.people import likeness
from casework.people.scripts import Script
from casework.people.spelling import LONG_PIECE, Counts, bounded
from tests.names.pairs import FILES, Pair, missing, pairs

PACKAGE = Path(likeness.__file__).parent
ROUNDS = 8
OWN_LETTERS, LATIN_LETTERS = 2, 3
NEARBY = 0.45
"""At first only pieces that stand at about the same place of their words are thought to belong together."""
LEAST_LONG, LEAST = 2.0, 0.05
SOURCE = "# Learned from steveash/NETransliteration-COLING2018 (CC0): counts only, no names. See decision 0030.\n"
COMMON = 25

Piece = tuple[str, str]
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
    marked = [(bounded(pair.own), bounded(pair.latin)) for pair in learned]
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


def _keep(script: Script, counts: Counts) -> None:
    lines = (f"{own}\t{latin}\t{count:.4g}\n" for (own, latin), count in sorted(counts.items()))
    (PACKAGE / f"spellings_{script}.tsv").write_text(SOURCE + "".join(lines), encoding="utf-8")


def _keep_frequencies(learned: Sequence[Pair]) -> None:
    common = Counter(trait for pair in learned for trait in likeness.traits(likeness.simple(pair.latin)))
    lines = (f"{trait}\t{count}\n" for trait, count in sorted(common.items()) if count >= COMMON)
    (PACKAGE / "key_frequencies.tsv").write_text(SOURCE + "".join(lines), encoding="utf-8")


def main() -> int:
    """Learn from both files and write what the program ships."""
    if told := missing():
        sys.stdout.write(told + "\n")
        return 1
    seen: list[Pair] = []
    for script in FILES:
        learned = [pair for pair in pairs(script) if not pair.kept_aside]
        sys.stdout.write(f"Learning {script} from {len(learned):,} pairs ...\n")
        sys.stdout.flush()
        _keep(script, learn(learned))
        seen += learned
    _keep_frequencies(seen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
