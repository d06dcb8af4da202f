"""Invented persons for the demo network: common names put together at random, in Latin and in their own script."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from casework.people.codes import Gender

_DATA = Path(__file__).with_name("data")
_GENDERS = {"F": Gender.WOMAN, "M": Gender.MAN}
_ACUTE = "\N{COMBINING ACUTE ACCENT}"

COUNTRY_WEIGHTS: Mapping[str, int] = {
    "SY": 22,
    "UA": 20,
    "AF": 14,
    "ER": 8,
    "KZ": 7,
    "IR": 6,
    "TR": 6,
    "PL": 6,
    "RU": 5,
    "RO": 5,
    "BG": 3,
    "RS": 2,
    "BA": 2,
    "AL": 2,
    "GR": 1,
    "MD": 1,
    "HU": 1,
    "CZ": 1,
}
"""How often each country of origin comes up; Germany is left out, because returnees are asked for by name."""

LANGUAGES_OF: Mapping[str, tuple[str, ...]] = {
    "SY": ("ar", "kmr"),
    "AF": ("prs", "ps"),
    "IR": ("fa",),
    "ER": ("ti", "ar"),
    "UA": ("uk", "ru"),
    "RU": ("ru",),
    "KZ": ("kk", "ru"),
    "TR": ("tr", "kmr"),
    "PL": ("pl",),
    "RO": ("ro",),
    "BG": ("bg", "tr"),
    "RS": ("sr",),
    "BA": ("bs",),
    "AL": ("sq",),
    "GR": ("el",),
    "MD": ("ro", "ru"),
    "HU": ("hu",),
    "CZ": ("cs",),
    "DE": ("de",),
}
"""Languages spoken by people of each country, the likeliest first."""

# Families of these countries share a surname; elsewhere everybody keeps the name of the father or of their own family.
_SHARED_SURNAMES = frozenset({"UA", "RU", "KZ", "PL", "RO", "BG", "TR", "DE", "RS", "BA", "AL", "GR", "MD", "HU", "CZ"})

_WELL_KNOWN = frozenset(
    {
        ("Ahmet", "Kaya"),
        ("Mehmet", "Şimşek"),
        ("Ali", "Koç"),
        ("Mustafa", "Koç"),
        ("Ömer", "Koç"),
        ("Ömer", "Çelik"),
        ("Hüseyin", "Çelik"),
        ("Fatma", "Şahin"),
        ("Mariusz", "Kamiński"),
        ("Michał", "Kamiński"),
        ("Grzegorz", "Piotrowski"),
        ("Ionuț", "Radu"),
        ("Adrian", "Popa"),
        ("Natnael", "Berhane"),
        ("Georgios", "Samaras"),
        ("Martin", "Petrov"),
        ("Dimitar", "Iliev"),
        ("Ali", "Karimi"),
        ("Matthias", "Schneider"),
        ("Andreas", "Müller"),
    }
)


class Name(NamedTuple):
    """A name in its own script and in Latin letters; both are the same where the script is Latin."""

    own_script: str
    latin: str


class InventedPerson(NamedTuple):
    """Somebody who does not exist. `family` is the surname as a man of the family bears it."""

    country: str
    gender: Gender
    forename: Name
    surname: Name
    family: Name

    @property
    def has_own_script(self) -> bool:
        """Tell whether the name is written in other than Latin letters where the person comes from."""
        return self.forename.own_script != self.forename.latin and self.surname.own_script != self.surname.latin


def _rows(file: str) -> list[list[str]]:
    with (_DATA / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


@cache
def forenames(country: str, gender: Gender) -> tuple[Name, ...]:
    """Give the forenames of a country for women or men, without repetition, always in the same order."""
    ours = [Name(own, latin) for origin, part, sex, own, latin in _rows("invented_names.csv")
            if origin == country and part == "forename" and _GENDERS[sex] is gender]  # fmt: skip
    common = [Name(own, latin) for origin, sex, own, latin in _rows("common_forenames_by_country.csv")
              if origin == country and _GENDERS[sex] is gender]  # fmt: skip
    return _clean(ours + common)


@cache
def surnames(country: str) -> tuple[Name, ...]:
    """Give the surnames of a country in the form that men bear, without repetition, always in the same order."""
    ours = [Name(own, latin) for origin, part, _, own, latin in _rows("invented_names.csv")
            if origin == country and part == "surname"]  # fmt: skip
    common = [Name(own, latin) for origin, own, latin in _rows("common_surnames_by_country.csv")
              if origin == country]  # fmt: skip
    return tuple(name for name in _clean(ours + common) if not _is_feminine(country, name.latin))


def _clean(names: list[Name]) -> tuple[Name, ...]:
    """Drop stress marks, gaps, repetitions and, where a country writes in its own script, names known only in Latin."""
    whole = [Name(own.replace(_ACUTE, ""), latin) for own, latin in names if own and latin]
    in_own_script = [name for name in whole if name.own_script != name.latin and not name.own_script.isascii()]
    return tuple(dict.fromkeys(in_own_script or whole))


def _is_feminine(country: str, surname: str) -> bool:
    return (country == "BG" and surname.endswith("va")) or (country == "CZ" and surname.endswith("á"))


def feminine(country: str, surname: Name) -> Name:
    """Give the surname as a woman bears it, where the language of the country makes a difference."""
    own, latin = surname
    if country in {"RU", "KZ", "BG"} and own.endswith(("в", "н")):
        return Name(own + "а", latin + "a")
    if country == "PL" and latin.endswith("ki"):
        return Name(own[:-1] + "a", latin[:-1] + "a")
    if country == "CZ":
        stem = latin.removesuffix("a")
        name = latin[:-1] + "á" if latin.endswith("ý") else stem + "ová"
        return Name(name, name)
    if country == "GR":
        return Name(own[:-2] + "ού", latin[:-2] + "ou") if own.endswith("ός") else Name(own[:-1], latin[:-1])
    return surname


def invented_person(
    random: Random,
    country: str | None = None,
    gender: Gender | None = None,
    family: InventedPerson | None = None,
) -> InventedPerson:
    """Make up a person, the same for the same state of `random`; relatives of `family` come from the same country.

    They bear its surname where families of that country share one.
    """
    if family is not None:
        country = family.country
    country = country or random.choices(list(COUNTRY_WEIGHTS), list(COUNTRY_WEIGHTS.values()))[0]
    gender = gender or random.choice([Gender.WOMAN, Gender.MAN])
    while True:
        forename = random.choice(forenames(country, gender))
        shares = family is not None and country in _SHARED_SURNAMES
        base = family.family if family is not None and shares else random.choice(surnames(country))
        if (forename.latin, base.latin) not in _WELL_KNOWN and forename.latin != base.latin:
            surname = feminine(country, base) if gender is Gender.WOMAN else base
            return InventedPerson(country, gender, forename, surname, base)
