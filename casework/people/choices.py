"""Districts, languages and countries as people type them: a name in German or English, or the code itself.

A list of 400 entries is no menu. People type the first letters and the browser offers what fits; whatever arrives is
read here, so that it works the same without that help.
"""

from collections.abc import Mapping
from functools import cache

from casework.people.codes import citizenship_choices, country_name, language_choices, language_name
from casework.people.names import words
from casework.tenancy.codes import DistrictKind
from casework.tenancy.districts import district_name, districts
from casework.web.i18n import LANGUAGES as TONGUES
from casework.web.i18n import translator

Options = list[tuple[str, str]]

READ_AS: Mapping[str, str] = {
    "district": "district",
    "languages": "language",
    "interpreter_language": "language",
    "citizenships": "country",
    "country": "country",
    "language": "language",
}
"""The fields of the form that are read here, and as what."""

_SPOKEN = {
    DistrictKind.LK: ("landkreis", "kreis", "lk"),
    DistrictKind.SK: ("stadt", "kreisfreie stadt", "sk"),
    DistrictKind.RV: ("regionalverband",),
    DistrictKind.SR: ("stadteregion",),
}


def code_of(field: str, text: str) -> str:
    """Give the code that a text in this field of the form means; what means nothing comes back as it is."""
    return _codes(READ_AS[field]).get(_folded(text), text)


def text_of(field: str, code: str, tongue: str) -> str:
    """Give the words for a code in a field of the form; an unknown code comes back as it is."""
    match READ_AS[field]:
        case "district":
            return district_name(code)
        case "language":
            return language_name(code, tongue)
        case _:
            return translator(tongue).gettext(country_name(code, tongue))


@cache
def options(field: str, tongue: str) -> Options:
    """Give what the browser offers for a field: the words to be typed, and a note that tells similar ones apart."""
    match READ_AS[field]:
        case "district":
            gettext = translator(tongue).gettext
            return [(district_name(ags), gettext(found.land.label)) for ags, found in districts().items()]
        case "language":
            return [(name, "") for _, name in language_choices(tongue)]
        case _:
            return [(text_of(field, code, tongue), "") for code, _ in citizenship_choices(tongue)]


def _folded(text: str) -> str:
    return " ".join(words(text))


@cache
def _codes(kind: str) -> Mapping[str, str]:
    if kind == "district":
        return _district_codes()
    found: dict[str, str] = {}
    for tongue in TONGUES:
        for code, text in language_choices(tongue) if kind == "language" else citizenship_choices(tongue):
            for said in (text, translator(tongue).gettext(text), code):
                found.setdefault(_folded(said), code)
    return found


def _district_codes() -> Mapping[str, str]:
    """Take a district by key or name, with or without its kind; a name that two share does not do alone."""
    found: dict[str, str] = {}
    for ags, district in districts().items():
        spoken = [f"{kind} {district.name}" for kind in _SPOKEN[district.kind]]
        for said in (ags, district_name(ags), f"{district.name} {district.kind.value}", *spoken):
            found[_folded(said)] = ags
    return found
