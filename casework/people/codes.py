"""Code lists about persons: names, birth dates, languages, citizenships, residence status, channels."""

import re
from functools import cache

from babel import Locale

from casework.core.codes import Code


class Gender(Code):
    """Gender as the European Social Fund counts it, and the right not to say."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    NON_BINARY = "non_binary", "Non-binary"
    NOT_STATED = "not_stated", "Not stated"


class BirthDatePrecision(Code):
    """How much of a stored birth date is known; 1 January is often only a placeholder."""

    DAY = "day", "Exact day"
    MONTH = "month", "Month and year"
    YEAR = "year", "Year only"
    UNKNOWN = "unknown", "Unknown"


class NameKind(Code):
    """Which of a person's names a spelling is."""

    CURRENT = "current", "Current name"
    BIRTH = "birth", "Birth name"
    FORMER = "former", "Former name"
    ALIAS = "alias", "Also known as"
    GERMAN_LAW = "german_law", "Name under German law"
    PASSPORT = "passport", "Spelling in the passport"


class HouseholdRole(Code):
    """What a person is in a household, seen from its reference person."""

    REFERENCE = "reference", "Reference person"
    PARTNER = "partner", "Partner"
    CHILD = "child", "Child"
    PARENT = "parent", "Parent"
    SIBLING = "sibling", "Sibling"
    OTHER = "other", "Other person in the household"


class DuplicateReason(Code):
    """Why an existing client may be the person who is being entered."""

    SAME_NAME = "same_name", "Same name"
    NAMES_SWAPPED = "names_swapped", "Same name, given and family name swapped"
    SAME_BIRTH_DATE = "same_birth_date", "Same family name and date of birth"
    FAMILY_AS_GIVEN = "family_as_given", "Same date of birth, and the family name stands there as given name"
    DAY_AND_MONTH_SWAPPED = "day_and_month_swapped", "Same family name, day and month of birth swapped"
    SIMILAR_NAME = "similar_name", "Similar name"


class ChannelKind(Code):
    """A way to reach a person."""

    PHONE = "phone", "Phone"
    MOBILE = "mobile", "Mobile phone"
    EMAIL = "email", "E-mail"
    MESSENGER = "messenger", "Messenger"
    POST = "post", "Postal address"
    THROUGH_OTHERS = "through_others", "Through another person"


class LanguageLevel(Code):
    """Level of the Common European Framework, or the language somebody grew up with."""

    NONE = "none", "No knowledge"
    A1 = "a1", "A1"
    A2 = "a2", "A2"
    B1 = "b1", "B1"
    B2 = "b2", "B2"
    C1 = "c1", "C1"
    C2 = "c2", "C2"
    NATIVE = "native", "First language"
    UNKNOWN = "unknown", "Level unknown"


class ResidenceStatus(Code):
    """Kinds of residence status; the paragraph is part of the label because counsellors speak in them."""

    GERMAN = "german", "German citizen"
    LATE_RESETTLER = "late_resettler", "Late resettler (BVFG)"
    EU_FREE_MOVEMENT = "eu_free_movement", "Free movement, EU/EEA (FreizügG/EU)"
    EU_FAMILY_CARD = "eu_family_card", "Residence card, family of EU citizens (FreizügG/EU § 5)"
    SWISS = "swiss", "Free movement, Switzerland"
    VISA_EXEMPT = "visa_exempt", "Stay without visa"
    VISA_SCHENGEN = "visa_schengen", "Schengen visa (AufenthG § 6)"
    VISA_NATIONAL = "visa_national", "National visa (AufenthG § 6)"
    TRAINING = "training", "Residence permit, vocational training (AufenthG § 16a)"
    STUDIES = "studies", "Residence permit, studies (AufenthG § 16b)"
    RECOGNITION = "recognition", "Residence permit, recognition of qualifications (AufenthG § 16d)"
    LANGUAGE_COURSE = "language_course", "Residence permit, language course (AufenthG § 16f)"
    SKILLED_VOCATIONAL = (
        "skilled_vocational",
        "Residence permit, skilled worker with vocational training (AufenthG § 18a)",
    )
    SKILLED_ACADEMIC = (
        "skilled_academic",
        "Residence permit, skilled worker with academic training (AufenthG § 18b)",
    )
    BLUE_CARD = "blue_card", "EU Blue Card (AufenthG § 18g)"
    OTHER_EMPLOYMENT = "other_employment", "Residence permit, other employment (AufenthG § 19c)"
    JOB_SEARCH = "job_search", "Job search or opportunity card (AufenthG §§ 20, 20a)"
    SELF_EMPLOYMENT = "self_employment", "Residence permit, self-employment (AufenthG § 21)"
    ADMISSION = "admission", "Residence permit, admission from abroad (AufenthG §§ 22, 23)"
    TEMPORARY_PROTECTION = "temporary_protection", "Residence permit, temporary protection (AufenthG § 24)"
    ASYLUM = "asylum", "Residence permit, entitled to asylum (AufenthG § 25 (1))"
    REFUGEE = "refugee", "Residence permit, refugee status (AufenthG § 25 (2))"
    SUBSIDIARY_PROTECTION = (
        "subsidiary_protection",
        "Residence permit, subsidiary protection (AufenthG § 25 (2))",
    )
    DEPORTATION_BAN = "deportation_ban", "Residence permit, ban on deportation (AufenthG § 25 (3))"
    HUMANITARIAN_OTHER = (
        "humanitarian_other",
        "Residence permit, other humanitarian reasons (AufenthG § 25 (4), (5))",
    )
    WELL_INTEGRATED = "well_integrated", "Residence permit, good integration (AufenthG §§ 25a, 25b)"
    OPPORTUNITY_RIGHT = "opportunity_right", "Residence permit, right of opportunity (AufenthG § 104c)"
    FAMILY_OF_GERMAN = "family_of_german", "Residence permit, family of Germans (AufenthG § 28)"
    FAMILY = "family", "Residence permit, family reunification (AufenthG §§ 30, 32, 36)"
    INDEPENDENT_SPOUSE = (
        "independent_spouse",
        "Residence permit, independent right of spouses (AufenthG § 31)",
    )
    RIGHT_OF_RETURN = "right_of_return", "Residence permit, right of return (AufenthG § 37)"
    FORMER_GERMAN = "former_german", "Residence permit, former Germans (AufenthG § 38)"
    SETTLEMENT = "settlement", "Settlement permit (AufenthG § 9)"
    EU_LONG_TERM = "eu_long_term", "EU long-term residence (AufenthG § 9a)"
    FICTION_CERTIFICATE = "fiction_certificate", "Provisional certificate (AufenthG § 81 (5))"
    ASYLUM_PERMIT = "asylum_permit", "Permission to stay during asylum procedure (AsylG § 55)"
    TOLERATION = "toleration", "Toleration (AufenthG § 60a)"
    TOLERATION_WORK = "toleration_work", "Toleration for employment (AufenthG § 60d)"
    NO_TITLE = "no_title", "No residence title"
    UNKNOWN = "unknown", "Status unknown"


# Two languages of everyday counselling have no name of their own in Babel's data.
_NAMES_OUTSIDE_BABEL = {
    "prs": {"de": "Dari", "en": "Dari"},
    "kmr": {"de": "Kurmandschi", "en": "Kurmanji"},
}

LANGUAGES: tuple[str, ...] = (
    *(
        "de",
        "en",
        "ar",
        "fa",
        "prs",
        "ps",
        "ku",
        "kmr",
        "ckb",
        "ti",
        "am",
        "om",
        "so",
        "aa",
        "tig",
        "uk",
        "ru",
        "be",
    ),
    *(
        "pl",
        "ro",
        "bg",
        "cs",
        "sk",
        "hu",
        "sr",
        "hr",
        "bs",
        "sl",
        "mk",
        "sq",
        "el",
        "rom",
        "tr",
        "az",
        "hy",
        "ka",
        "kk",
    ),
    *(
        "ky",
        "uz",
        "tk",
        "tg",
        "ug",
        "mn",
        "ce",
        "syr",
        "zh",
        "ko",
        "ja",
        "vi",
        "th",
        "fil",
        "id",
        "my",
        "hi",
        "ur",
        "pa",
    ),
    *(
        "bn",
        "ta",
        "ne",
        "si",
        "es",
        "pt",
        "fr",
        "it",
        "nl",
        "lt",
        "lv",
        "et",
        "he",
        "sw",
        "rw",
        "ln",
        "wo",
        "ff",
        "ha",
    ),
    *("yo", "ig", "bm", "sus", "tw", "ee", "mg", "zgh", "kab"),
)
"""Languages that counselling meets: ISO 639-1, and 639-3 where there is no shorter code; German first."""

STATELESS = "stateless"
CITIZENSHIP_UNCLEAR = "unclear"
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_CITIZENSHIP_EXTRAS = {STATELESS: "Stateless", CITIZENSHIP_UNCLEAR: "Citizenship unclear"}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def language_name(code: str, language: str) -> str:
    """Give the name of language `code` in `language` ("de" or "en"); an unknown code comes back as it is."""
    own = _NAMES_OUTSIDE_BABEL.get(code)
    if own is not None:
        return own.get(language, own["en"])
    return str(_locale(language).languages.get(code, code))


def language_choices(language: str) -> list[tuple[str, str]]:
    """Give (code, name) of every language on the list: German first, then sorted by name in `language`."""
    others = sorted(((code, language_name(code, language)) for code in LANGUAGES[1:]), key=lambda pair: pair[1])
    return [("de", language_name("de", language)), *others]


@cache
def citizenships() -> tuple[str, ...]:
    """Give every valid citizenship: ISO 3166-1 codes in upper case, and `stateless` and `unclear`."""
    territories = [str(code) for code in _locale("en").territories]
    countries = [code for code in territories if _COUNTRY_CODE.fullmatch(code) and code not in _NO_COUNTRIES]
    return (*sorted(countries), *_CITIZENSHIP_EXTRAS)


def country_name(code: str, language: str) -> str:
    """Give the country's name in `language`; for `stateless` and `unclear` the English msgid to translate."""
    return _CITIZENSHIP_EXTRAS.get(code) or str(_locale(language).territories.get(code, code))


def citizenship_choices(language: str) -> list[tuple[str, str]]:
    """Give (code, name) of every citizenship, sorted by name in `language`, the two special entries last."""
    countries = [code for code in citizenships() if code not in _CITIZENSHIP_EXTRAS]
    named = sorted(((code, country_name(code, language)) for code in countries), key=lambda pair: pair[1])
    return [*named, *_CITIZENSHIP_EXTRAS.items()]
