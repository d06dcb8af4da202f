"""Invented persons: repeatable, in the right script, with enough names to choose from, and nobody well-known."""

import unicodedata
from random import Random

import pytest

from casework.demo.names import (
    COUNTRY_WEIGHTS,
    LANGUAGES_OF,
    Name,
    feminine,
    forenames,
    invented_person,
    surnames,
)
from casework.people.codes import LANGUAGES, Gender

SCRIPTS = {
    "SY": "ARABIC",
    "AF": "ARABIC",
    "IR": "ARABIC",
    "ER": "ETHIOPIC",
    "UA": "CYRILLIC",
    "RU": "CYRILLIC",
    "KZ": "CYRILLIC",
    "BG": "CYRILLIC",
    "GR": "GREEK",
}


def seeded(number: int) -> Random:
    return Random(number)  # noqa: S311 # Names for a demo keep no secret.


def script(text: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


@pytest.mark.parametrize(("country", "expected"), SCRIPTS.items())
def test_names_are_in_the_script_of_the_country(country: str, expected: str) -> None:
    names = [*forenames(country, Gender.WOMAN), *forenames(country, Gender.MAN), *surnames(country)]
    assert all(script(name.own_script) == {expected} and script(name.latin) == {"LATIN"} for name in names)


@pytest.mark.parametrize("country", ["SY", "AF", "IR", "ER", "KZ", "UA", "RU"])
def test_there_are_enough_names_to_choose_from(country: str) -> None:
    for names in (forenames(country, Gender.WOMAN), forenames(country, Gender.MAN), surnames(country)):
        assert len(names) >= 25
        assert len({name.own_script for name in names}) == len(names)


def test_the_same_seed_makes_the_same_people() -> None:
    first, second = seeded(4), seeded(4)
    assert [invented_person(first) for _ in range(50)] == [invented_person(second) for _ in range(50)]


def test_every_country_makes_women_men_and_families() -> None:
    random = seeded(1)
    for country in [*COUNTRY_WEIGHTS, "DE"]:
        assert set(LANGUAGES_OF[country]) <= set(LANGUAGES)
        for gender in (Gender.WOMAN, Gender.MAN):
            person = invented_person(random, country, gender)
            relative = invented_person(random, family=person)
            assert (person.country, person.gender, relative.country) == (country, gender, country)


@pytest.mark.parametrize(
    ("country", "man", "woman"),
    [
        ("KZ", Name("Ахметов", "Achmetow"), Name("Ахметова", "Achmetowa")),
        ("RU", Name("Никитин", "Nikitin"), Name("Никитина", "Nikitina")),
        ("UA", Name("Бондаренко", "Bondarenko"), Name("Бондаренко", "Bondarenko")),
        ("PL", Name("Kowalski", "Kowalski"), Name("Kowalska", "Kowalska")),
        ("CZ", Name("Novák", "Novák"), Name("Nováková", "Nováková")),
        ("GR", Name("Κοντός", "Kontos"), Name("Κοντού", "Kontou")),
        ("SY", Name("الخطيب", "Al-Khatib"), Name("الخطيب", "Al-Khatib")),
    ],
)
def test_surnames_take_the_form_that_women_bear(country: str, man: Name, woman: Name) -> None:
    assert feminine(country, man) == woman


def test_nobody_well_known_comes_out() -> None:
    random = seeded(2)
    people = [invented_person(random, "TR") for _ in range(2000)]
    assert ("Ahmet", "Kaya") not in {(person.forename.latin, person.surname.latin) for person in people}
