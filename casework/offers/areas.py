"""Where an offer holds: districts, with a whole Land named by its two digits instead of district by district."""

from collections.abc import Collection, Iterable
from functools import cache

from casework.tenancy.codes import Land
from casework.tenancy.districts import KnownDistrict, district_name, districts
from casework.web.i18n import Translator, msgid

EVERYWHERE = msgid("everywhere")


@cache
def districts_of_lands() -> dict[str, tuple[KnownDistrict, ...]]:
    """Give the districts of every Land by its two digits, both in the order of the official keys."""
    found: dict[str, list[KnownDistrict]] = {}
    for ags, district in districts().items():
        found.setdefault(ags[:2], []).append(district)
    return {key: tuple(listed) for key, listed in found.items()}


def land(key: str) -> Land:
    """Give the Land of a two-digit key."""
    return list(Land)[int(key) - 1]


def compact(keys: Collection[str]) -> list[str]:
    """Give the keys with every Land that is complete as its two digits, in the order of the keys."""
    found: list[str] = []
    for key, listed in districts_of_lands().items():
        chosen = [district.ags for district in listed if district.ags in keys]
        found.extend([key] if len(chosen) == len(listed) else chosen)
    return found


def area_words(keys: Collection[str], words: Translator, most: int | None = None) -> str:
    """Give the area in words: everywhere, or Länder and districts by name, after `most` of them only their number."""
    if not keys:
        return words.gettext(EVERYWHERE)
    names = list(_names(compact(keys), words))
    if most is None or len(names) <= most + 1:
        return ", ".join(names)
    rest = len(names) - most
    return words.ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", rest) % {
        "names": ", ".join(names[:most]),
        "number": rest,
    }


def _names(keys: Iterable[str], words: Translator) -> Iterable[str]:
    for key in keys:
        yield words.gettext(land(key).label) if len(key) == 2 else district_name(key)
