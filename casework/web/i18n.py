"""German and English. Messages are written in English; each slice keeps its German in `i18n/de.po`, read at start."""

import gettext as gettext_format
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES: Mapping[str, str] = {"de": "Deutsch", "en": "English"}
DEFAULT_LANGUAGE = "de"
PACKAGE = Path(__file__).resolve().parent.parent


class CatalogueConflict(Exception):
    """Two slices translate the same message differently, so a reader would see one or the other by chance."""


def msgid(text: str) -> str:
    """Mark `text` as a message to be translated when it is shown, and give it back unchanged."""
    return text


class Translator:
    """Gives every message in one language; a message without translation stays English."""

    def __init__(
        self, language: str, messages: Mapping[str, str | tuple[str, ...]], plural: Callable[[int], int]
    ) -> None:
        """Keep the messages of one language and its rule that picks a plural form for a number."""
        self.language = language
        self._messages = messages
        self._plural = plural

    def gettext(self, message: str) -> str:
        """Give the message in this language. Placeholders such as %(name)s stay to be filled by the caller."""
        found = self._messages.get(message)
        if found is None:
            return message
        return found if isinstance(found, str) else found[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Give the form of the message that belongs to `number`; placeholders stay to be filled by the caller."""
        found = self._messages.get(singular)
        if isinstance(found, tuple):
            return found[self._plural(number)]
        return singular if number == 1 else plural

    def sentence(self, message: str, values: Mapping[str, object]) -> str:
        """Give the message with its placeholders filled; where a value is missing, the placeholders stay to be seen."""
        text = self.gettext(message)
        if not values:
            return text
        try:
            return text % {name: self._word(value) for name, value in values.items()}
        except (KeyError, TypeError, ValueError):
            return text

    def _word(self, value: object) -> object:
        """Show an entry of a code list by its translated label; everything else, names above all, stays as it is."""
        label = getattr(value, "label", None)
        return self.gettext(label) if isinstance(label, str) else value


def merge(catalogues: Iterable[tuple[str, Catalog]]) -> dict[str, str | tuple[str, ...]]:
    """Merge named catalogues into one. Raises CatalogueConflict where two of them disagree about a message."""
    messages: dict[str, str | tuple[str, ...]] = {}
    origins: dict[str, str] = {}
    for origin, catalogue in catalogues:
        for entry in catalogue:
            if not entry.id or not entry.string or entry.fuzzy:
                continue
            plural = isinstance(entry.id, list | tuple)
            identity = entry.id[0] if plural else str(entry.id)
            text: str | tuple[str, ...] = tuple(entry.string) if plural else str(entry.string)
            if "" in text if plural else not text:
                continue
            if messages.get(identity, text) != text:
                raise CatalogueConflict(
                    f"“{identity}” is “{messages[identity]}” in {origins[identity]}, but “{text}” in {origin}."
                )
            messages[identity] = text
            origins[identity] = origin
    return messages


def catalogue_files(language: str, package: Path = PACKAGE) -> list[Path]:
    """List the catalogues of all slices for one language, in a fixed order."""
    return sorted(package.glob(f"*/i18n/{language}.po"))


@cache
def translator(language: str) -> Translator:
    """Give the translator for `language`; an unknown language gives the default one.

    Raises CatalogueConflict, so that a program whose catalogues disagree does not start.
    """
    if language not in LANGUAGES:
        return translator(DEFAULT_LANGUAGE)
    catalogues = []
    for file in catalogue_files(language):
        with file.open("rb") as opened:
            catalogues.append((f"{file.parent.parent.name}/i18n/{file.name}", read_po(opened, locale=language)))
    return Translator(language, merge(catalogues), gettext_format.c2py("n != 1"))


def best_language(cookie: str | None, accept_language: str | None) -> str:
    """Choose the language: the one that was switched to, else the browser's best one that we speak, else German."""
    if cookie in LANGUAGES:
        return str(cookie)
    for wanted in _accepted(accept_language or ""):
        if wanted in LANGUAGES:
            return wanted
    return DEFAULT_LANGUAGE


def _accepted(header: str) -> list[str]:
    """Read an Accept-Language header (RFC 9110, 12.5.4) into plain language codes, the most wanted first."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:500].split(",")):
        tag, _, parameters = part.strip().partition(";")
        weight = parameters.strip().removeprefix("q=") or "1"
        try:
            quality = float(weight)
        except ValueError:
            continue
        if quality > 0:
            weighted.append((-quality, position, tag.strip().lower().split("-")[0]))
    return [code for _, _, code in sorted(weighted)]
