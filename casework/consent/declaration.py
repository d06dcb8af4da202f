"""The text of a release: which version is in use, in which languages it stands, and the norms that it names."""

from collections.abc import Mapping

TEXT_VERSION = "2026-11"
"""The version of the text that new releases are given under; each version keeps its templates for good."""

TEXT_LANGUAGES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}
"""The languages in which the text of a release stands, each by its own name."""

_NORMS: Mapping[str, Mapping[str, str]] = {
    "gdpr": {
        "consent": "Art. 6 Abs. 1 Buchst. a, Art. 7 DSGVO",
        "special": "Art. 9 Abs. 2 Buchst. a DSGVO",
        "withdrawal": "Art. 7 Abs. 3 DSGVO",
    },
    "kdg": {
        "consent": "§§ 6, 8 KDG",
        "special": "§ 11 KDG",
        "withdrawal": "§ 8 KDG",
    },
    "dsg_ekd": {
        "consent": "§§ 6, 11 DSG-EKD",
        "special": "§ 13 DSG-EKD",
        "withdrawal": "§ 11 DSG-EKD",
    },
    "sgb": {
        "consent": "§ 67b Abs. 2 SGB X",
        "special": "§ 67b Abs. 2 SGB X, Art. 9 Abs. 2 Buchst. a DSGVO",
        "withdrawal": "Art. 7 Abs. 3 DSGVO",
    },
}


def norms(regime: str) -> Mapping[str, str]:
    """Give the norms on consent, special categories and withdrawal under a legal regime, as German texts cite them."""
    return _NORMS.get(regime, _NORMS["gdpr"])
