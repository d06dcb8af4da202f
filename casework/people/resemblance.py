"""How likely two records are one person: their names in every spelling, raised or lowered by their birth dates."""

from collections.abc import Iterable, Sequence

from casework.people.codes import BirthDatePrecision
from casework.people.comparison import comparison
from casework.people.name_index import Birth
from casework.people.names import Name, swapped, words
from casework.people.seen import Seen

LIKELY = 0.7
"""From here on two records are offered as one person."""
SAME_BIRTH, SWAPPED_BIRTH, SAME_YEAR, OTHER_BIRTH = 0.3, 0.2, 0.05, -0.28


def spellings_of(row: Seen) -> list[Name]:
    """Give a listed client's name in Latin letters and in their own script, those that there are."""
    latin = Name(row.given_name, row.family_name)
    native = Name(row.native_given_name or "", row.native_family_name or "")
    return [name for name in (latin, native) if any(name)]


def resemblance(mine: Iterable[Name], born: Birth, theirs: Sequence[Name], their_birth: Birth) -> float:
    """Give from 0 to 1 how likely these are one person's names and birth dates."""
    alike = max((names_alike(name, other) for name in mine for other in theirs), default=0.0)
    return min(max(alike + births_agree(born, their_birth), 0.0), 1.0) if alike else 0.0


def names_alike(one: Name, other: Name) -> float:
    """Give how alike two whole names are, whatever the order of their words; a further word costs little."""
    fewer, more = sorted((_words(one), _words(other)), key=len)
    if not fewer:
        return 0.0
    left, whole = list(more), 1.0
    for word in fewer:
        alike = comparison(word).alike(left)
        best = max(left, key=lambda found: alike[found])
        left.remove(best)
        whole *= alike[best]
    lone = 0.7 if len(fewer) == 1 and left else 1.0
    return float(lone * whole ** (1 / len(fewer)) * 0.97 ** len(left))


def births_agree(one: Birth, other: Birth) -> float:
    """Give what two birth dates add to the likeness of names, or take from it; nothing if either is unknown."""
    if one.date is None or other.date is None:
        return 0.0
    exact = BirthDatePrecision.DAY == one.precision == other.precision
    if not exact:
        return SAME_YEAR if one.date.year == other.date.year else OTHER_BIRTH
    if one.date == other.date:
        return SAME_BIRTH
    if swapped(one.date) == other.date:
        return SWAPPED_BIRTH
    return OTHER_BIRTH


def _words(name: Name) -> list[str]:
    return words(name.given) + words(name.family)
