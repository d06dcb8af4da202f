"""Where a reader was: the address that gives the page of a request again, also where the page answered a form.

Switching the language leads back with a GET. Addresses that only take forms have nothing to show there, so the page on
which the form was filled in is meant instead; what was typed comes back from its draft.
"""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request
from litestar.routes import HTTPRoute

_PARAMETER = re.compile(r"\{[^}]*\}")


def address_of(request: Request[Any, Any, Any]) -> str:
    """Give the address, path and query, to which a GET can lead back."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method in {"GET", "HEAD"}:
        return here
    shown = _shown(request.app)
    path = request.url.path.rstrip("/")
    candidates = [_referred(request), f"{path}/new", f"{path}/edit", path, *_above(path)]
    return next((one for one in candidates if one and shown.fullmatch(one.partition("?")[0])), "/")


def _referred(request: Request[Any, Any, Any]) -> str:
    """Give the page that the form stood on, as the browser tells it; a page that answered a form is none."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    if parts.netloc != request.url.netloc or parts.path == request.url.path or parts.path.startswith("//"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _above(path: str) -> list[str]:
    steps = path.split("/")
    return ["/".join(steps[:number]) for number in range(len(steps) - 1, 1, -1)]


@lru_cache(maxsize=4)
def _shown(app: Litestar) -> re.Pattern[str]:
    """Give a pattern of all addresses that show a page."""
    paths = [route.path for route in app.routes if isinstance(route, HTTPRoute) and "GET" in route.methods]
    patterns = ["[^/]+".join(re.escape(part) for part in _PARAMETER.split(path)) for path in paths]
    return re.compile("|".join(patterns) or "/")
