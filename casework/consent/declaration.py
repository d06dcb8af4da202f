"""The text of a release: which version is in use, in which languages it stands, and the norms that it names."""

from collections.abc import Mapping
from typing import NamedTuple

TEXT_VERSION = "2026-11"
"""The version of the text that new releases are given under; each version keeps its templates for good."""

TEXT_LANGUAGES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}
"""The languages in which the text of a release stands, each by its own name."""


class Norms(NamedTuple):
    """The norms on consent in general, on special categories of data and on taking consent back."""

    consent: str
    special: str
    withdrawal: str


_NORMS: Mapping[str, Mapping[str, Norms]] = {
    "de": {
        "gdpr": Norms("Art. 6 Abs. 1 Buchst. a, Art. 7 DSGVO", "Art. 9 Abs. 2 Buchst. a DSGVO", "Art. 7 Abs. 3 DSGVO"),
        "kdg": Norms("§§ 6, 8 KDG", "§ 11 KDG", "§ 8 KDG"),
        "dsg_ekd": Norms("§§ 6, 11 DSG-EKD", "§ 13 DSG-EKD", "§ 11 DSG-EKD"),
        "sgb": Norms("§ 67b Abs. 2 SGB X, Art. 7 DSGVO", "Art. 9 Abs. 2 Buchst. a DSGVO", "Art. 7 Abs. 3 DSGVO"),
    },
    "en": {
        "gdpr": Norms("GDPR Art. 6(1)(a) and 7", "GDPR Art. 9(2)(a)", "GDPR Art. 7(3)"),
        "kdg": Norms("KDG §§ 6, 8", "KDG § 11", "KDG § 8"),
        "dsg_ekd": Norms("DSG-EKD §§ 6, 11", "DSG-EKD § 13", "DSG-EKD § 11"),
        "sgb": Norms("SGB X § 67b (2), GDPR Art. 7", "GDPR Art. 9(2)(a)", "GDPR Art. 7(3)"),
    },
}


def norms(regime: str, language: str) -> Norms:
    """Give the norms of a legal regime as a text in this language cites them; an unknown one gives the GDPR's."""
    cited = _NORMS[language]
    return cited.get(regime, cited["gdpr"])
