"""Pages: a slice's template, in the reader's language, inside the frame that everybody shares."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import Request
from litestar.enums import MediaType
from markupsafe import Markup, escape

from casework.core.clock import ZONE
from casework.core.codes import Code
from casework.web import navigation, way_back
from casework.web.answers import Answer
from casework.web.assets import asset
from casework.web.formats import NOTHING, Formats
from casework.web.i18n import DEFAULT_LANGUAGE, LANGUAGES, PACKAGE, Translator, best_language, translator

LANGUAGE_COOKIE = "language"

AnyRequest = Request[Any, Any, Any]


def page(request: AnyRequest, template: str, status_code: int = 200, **context: object) -> Answer[str]:
    """Answer with a page: `template` is "slice/name.html", `context` what it shows.

    Pages hold personal data, so no cache may keep them. A page with an error status undoes what the request wrote.
    """
    return Answer(
        content=render(request, template, context),
        status_code=status_code,
        media_type=MediaType.HTML,
        headers={
            "Cache-Control": "no-store",
            "Content-Language": language_of(request),
            "Vary": "Accept-Language, Cookie",
        },
    )


def render(request: AnyRequest, template: str, context: Mapping[str, object]) -> str:
    """Give the text of a page; raises what Jinja raises for a missing template or value."""
    language = language_of(request)
    actor = request.state.get("actor")
    entries = navigation.entries_for(actor.role if actor else None)
    frame: dict[str, object] = {
        "actor": actor,
        "path": request.url.path,
        "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "way_back": way_back.address_of(request),
        "entries": entries,
        "current_entry": navigation.current_entry(entries, request.url.path),
        "shortcuts": navigation.shortcuts_for(actor.role if actor else None),
        "may_search": actor is not None and actor.role in navigation.SEARCHING_ROLES,
        "counts": request.state.get("counts") or {},
    }
    return environment(language).get_template(template).render(frame | dict(context))


def language_of(request: AnyRequest) -> str:
    """Give the language in which this request is answered."""
    return best_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language"))


def reader(request: AnyRequest) -> Translator:
    """Give the translator for the person who asks."""
    return translator(language_of(request))


@cache
def environment(language: str = DEFAULT_LANGUAGE, package: Path = PACKAGE) -> Environment:
    """Give the one template environment of a language.

    There is one for each language, so that macros imported without context speak it as well, and so that nothing about
    the language has to be looked up while a page renders.
    """
    slices = {folder.parent.name: FileSystemLoader(folder) for folder in sorted(package.glob("*/templates"))}
    made = Environment(
        loader=PrefixLoader(slices),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    words, formats = translator(language), Formats(language, ZONE)
    made.globals |= {
        "_": _gettext(words),
        "ngettext": _ngettext(words),
        "sentence": words.sentence,
        "language": language,
        "languages": LANGUAGES,
        "asset": asset,
        "role_label": navigation.role_label,
        "today": formats.today,
        "with_query": with_query,
        "pairs": _pairs(words),
    }
    made.filters |= {
        "date": formats.full_date,
        "short_date": formats.short_date,
        "day": formats.day,
        "long_date": formats.long_date,
        "month": formats.month,
        "clock": formats.clock_time,
        "moment": formats.moment,
        "date_time": formats.date_time,
        "relative": formats.relative,
        "near_day": formats.near_day,
        "number": formats.number,
        "minutes": formats.minutes,
        "typed_date": formats.typed_date,
        "label": _label(words),
        "paragraphs": paragraphs,
    }
    return made


def with_query(address: str, **changes: object) -> str:
    """Give the address with some query parameters changed; None takes one out. Other filters stay as they are."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=False) if name not in changes]
    added = [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"{path}?{urlencode(kept + added)}" if kept or added else path


def paragraphs(text: str) -> Markup:
    """Show plain text with its line breaks as people typed it; everything in it is escaped."""
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.strip().split("\n")))
        for block in blocks
    )


def _gettext(words: Translator) -> Callable[..., str]:
    def gettext(message: str, **values: object) -> str:
        """Translate; values are escaped, so `Markup` values may carry links and everything else may be a name."""
        text = words.gettext(message)
        return escape(text) % values if values else text

    return gettext


def _ngettext(words: Translator) -> Callable[..., str]:
    def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
        """Translate for a number, which the message may show as %(number)s; values are escaped."""
        return escape(words.ngettext(singular, plural, number)) % ({"number": number} | values)

    return ngettext


def _pairs(words: Translator) -> Callable[..., list[tuple[str, str]]]:
    def pairs(
        codes: type[Code] | Iterable[tuple[str, str]] | None = None,
        options: Iterable[tuple[object, object]] | None = None,
    ) -> list[tuple[str, str]]:
        """Give (value, text) pairs: the entries of a code list translated, then options as they are."""
        listed = codes.choices() if isinstance(codes, type) else codes or []
        return [(str(code), words.gettext(text)) for code, text in listed] + [
            (str(value), str(text)) for value, text in options or []
        ]

    return pairs


def _label(words: Translator) -> Callable[[Code | None], str]:
    def label(code: Code | None) -> str:
        """Show an entry of a code list by its translated label; nothing becomes a dash."""
        return NOTHING if code is None else words.gettext(code.label)

    return label
