"""Languages: which one a reader gets, and that catalogues which disagree stop the start."""

import pytest
from babel.messages.catalog import Catalog

from casework.core.codes import Code
from casework.web import i18n


class Colour(Code):
    """A list with one entry."""

    SAVE = "save", "Save"


@pytest.mark.parametrize(
    ("cookie", "header", "expected"),
    [
        (None, None, "de"),
        ("en", "de", "en"),
        ("xx", "en-GB,en;q=0.9", "en"),
        (None, "fr-FR, en;q=0.3, de;q=0.8", "de"),
        (None, "fr", "de"),
        (None, "en;q=0, de;q=0.1", "de"),
        (None, ";;;q=,,en;q=nonsense" * 200, "de"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers_else_german(
    cookie: str | None, header: str | None, expected: str
) -> None:
    assert i18n.best_language(cookie, header) == expected


def test_catalogues_that_disagree_are_an_error() -> None:
    one, other = Catalog("de"), Catalog("de")
    one.add("Note", "Notiz")
    other.add("Note", "Vermerk")
    assert i18n.merge([("a", one), ("b", one)]) == {"Note": "Notiz"}
    with pytest.raises(i18n.CatalogueConflict, match=r"Notiz.*Vermerk"):
        i18n.merge([("a", one), ("b", other)])


def test_plurals_have_their_own_form() -> None:
    catalogue = Catalog("de")
    catalogue.add(("%(number)d case", "%(number)d cases"), ("%(number)d Fall", "%(number)d Fälle"))
    words = i18n.Translator("de", i18n.merge([("a", catalogue)]), lambda number: int(number != 1))
    assert words.ngettext("%(number)d case", "%(number)d cases", 1) == "%(number)d Fall"
    assert words.ngettext("%(number)d case", "%(number)d cases", 0) == "%(number)d Fälle"
    assert words.ngettext("%(number)d dog", "%(number)d dogs", 2) == "%(number)d dogs"


def test_an_unknown_language_is_german() -> None:
    assert i18n.translator("tlh").language == "de"


def test_a_sentence_fills_its_places_with_labels_in_the_language_and_names_as_they_are() -> None:
    words = i18n.translator("de")
    assert words.sentence("%(what)s, %(who)s", {"what": Colour.SAVE, "who": "Save"}) == "Speichern, Save"
    assert words.sentence("100 %", {}) == "100 %"
    assert words.sentence("%(missing)s", {"other": 1}) == "%(missing)s"
