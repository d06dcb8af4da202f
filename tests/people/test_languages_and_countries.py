"""Names of languages and countries in both languages of the program."""

import pytest

from casework.people.codes import (
    LANGUAGES,
    citizenship_choices,
    citizenships,
    country_name,
    language_choices,
    language_name,
)


@pytest.mark.parametrize("shown_in", ["de", "en"])
def test_every_language_has_a_name(shown_in: str) -> None:
    assert len(set(LANGUAGES)) == len(LANGUAGES) >= 60
    assert all(name != code for code, name in language_choices(shown_in))


def test_names_of_languages_and_countries() -> None:
    assert language_name("kk", "de") == "Kasachisch"
    assert language_name("prs", "de") == "Dari"
    assert language_name("kmr", "en") == "Kurmanji"
    assert country_name("KZ", "de") == "Kasachstan"
    assert country_name("stateless", "de") == "Stateless"
    assert language_choices("de")[0] == ("de", "Deutsch")


def test_citizenships_are_countries_and_the_two_special_cases() -> None:
    assert {"DE", "KZ", "UA", "SY", "AF", "IR", "ER", "XK", "stateless", "unclear"} <= set(citizenships())
    assert not {"EU", "UN", "ZZ", "001"} & set(citizenships())
    assert citizenship_choices("de")[-2:] == [("stateless", "Stateless"), ("unclear", "Citizenship unclear")]
