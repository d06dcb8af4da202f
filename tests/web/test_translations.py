"""Everything a reader may see has a German translation, and no template breaks the content security policy."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from casework.web import i18n
from tests.web.messages import PACKAGE, all_messages

PLACES = re.compile(r"%\((\w+)\)[a-z]")


def test_every_message_is_translated() -> None:
    german = i18n.translator("de")
    missing = sorted(
        {
            f"{message.place}: {message.text}"
            for message in all_messages()
            if german.gettext(message.text) == message.text and not _is_the_same_in_german(message.text)
        }
    )
    assert not missing, "Messages without German translation:\n" + "\n".join(missing)


def test_every_plural_is_translated_as_plural() -> None:
    german = i18n.translator("de")
    missing = [
        f"{message.place}: {message.text}"
        for message in all_messages()
        if message.plural and german.ngettext(message.text, message.plural, 2) == message.plural
    ]
    assert not missing, "Plurals without German translation:\n" + "\n".join(missing)


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        f"{origin}: {text}"
        for origin, message, texts in _entries()
        for text in texts
        if set(PLACES.findall(text)) - set(PLACES.findall(message))
    ]
    assert not wrong, "Placeholders that the message does not have:\n" + "\n".join(wrong)


def test_catalogues_agree() -> None:
    i18n.translator.cache_clear()
    i18n.translator("de")


@pytest.mark.parametrize(
    "forbidden",
    [
        r"<[^>{}]*\sstyle\s*=",
        r"<style\b",
        r"<[^>]*\son[a-z]+\s*=",
        r"<script\b(?![^>]*\bsrc=)",
        r"<script\b[^>]*>\s*[^<\s]",
        r"javascript:",
        r"\bhx-on",
        r"\|\s*safe\b",
    ],
)
def test_templates_hold_no_inline_style_or_script(forbidden: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{text[: match.start()].count(chr(10)) + 1}"
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        for text in [path.read_text()]
        for match in re.finditer(forbidden, text, re.IGNORECASE)
    ]
    assert not found, f"{forbidden} in {found}"


def _is_the_same_in_german(text: str) -> bool:
    """Say whether a catalogue lists the message with itself as translation, such as "Name" or "A1"."""
    return text in {message for _, message, _ in _entries()}


@cache
def _entries() -> list[tuple[str, str, list[str]]]:
    """Give the origin, the message (of a plural the last form) and the translations of every entry."""
    found = []
    for file in i18n.catalogue_files("de"):
        with file.open("rb") as opened:
            for entry in read_po(opened, locale="de"):
                message = entry.id if isinstance(entry.id, str) else entry.id[-1]
                texts = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
                if message and all(texts):
                    found.append((file.parent.parent.name, message, texts))
    return found
