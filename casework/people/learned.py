"""What was learned from names of real people about how they are spelled; `make names-train` writes it, 0030 tells how.

For every pair of pieces, own script (up to two letters) and Latin (up to three), there are two numbers: how often one
stood for the other, which tells what a spelling is likely to be, and a weight, the natural logarithm of how much the
pair speaks for two words being one name, which was taught by telling true pairs from their nearest neighbours.
"""

from functools import cache
from importlib import resources

from casework.people.scripts import Script

Piece = tuple[str, str]
Counts = dict[Piece, float]
# Habits of other languages that use the same script, as if so many names had shown them, and of German spelling.
_HABITS = {
    Script.CYRILLIC: (
        "г h 150|и y 150|і i 60|і y 10|ґ g 40|є ye 30|є e 20|є ie 15|ї i 40|ї yi 30|ї ji 10|ъ a 25|щ sht 20|щ shch 40"
        "|ў u 20|ў w 20|ј j 40|љ lj 20|њ nj 20|ћ c 20|ђ dj 20|џ dz 20|ә a 30|ғ g 30|қ k 30|қ q 20|ң n 30|ө o 30"
        "|ү u 30|ұ u 30|һ h 30|ж sch 40|щ sch 20|ч tch 40"
    ),
    Script.ARABIC: "پ p 60|چ ch 40|چ c 30|ژ zh 30|ژ j 20|گ g 60|ھ h 30|ہ h 30|ے e 20|ٹ t 20|ڈ d 20|ڤ v 30"
    "|و v 150|و w 150",
}


@cache
def counts(script: Script) -> Counts:
    """Give the learned counts of one script, (own, Latin) by piece, with the habits of its other languages."""
    found = {(own, latin): float(count) for own, latin, count, *_ in _lines(script) if float(count)}
    for piece, count in habits(script).items():
        found[piece] = found.get(piece, 0.0) + count
    return found


def habits(script: Script) -> Counts:
    """Give what nobody counted: the habits of other languages that use a script, (own, Latin) by piece."""
    split = (habit.split(" ") for habit in _HABITS[script].split("|"))
    return {(own, latin): float(count) for own, latin, count in split}


@cache
def weights(script: Script) -> Counts:
    """Give the taught weights: (own, Latin) for a script of its own, (Latin, Latin) in either order for Latin."""
    found = {(one, other): float(weight) for one, other, _, weight in _lines(script)}
    if script is Script.LATIN:
        found |= {(other, one): weight for (one, other), weight in found.items()}
    return found


def letters(script: Script) -> frozenset[str]:
    """Give the letters of a script that were seen; none for a script that nothing was learned of."""
    return frozenset(own for own, _ in counts(script) if len(own) == 1) if script in _HABITS else frozenset()


def _lines(script: Script) -> list[list[str]]:
    text = resources.files("casework.people").joinpath(f"spellings_{script}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
