"""What pages need to put an offer into words: its area and its languages by name, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from litestar import Request

from casework.offers.areas import area_words
from casework.people.codes import language_name
from casework.web.render import language_of, reader


def shown_offer(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Give the functions `area(districts, most)` and `spoken(languages)` for a template."""
    words, language = reader(request), language_of(request)

    def area(districts: list[str], most: int | None = None) -> str:
        return area_words(districts, words, most)

    def spoken(codes: Iterable[str]) -> str:
        return ", ".join(language_name(code, language) for code in codes)

    return {"area": area, "spoken": spoken}
