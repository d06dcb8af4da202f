"""The pages that belong to no slice: switching the language."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from casework.web.i18n import LANGUAGES
from casework.web.input import read_fields
from casework.web.render import LANGUAGE_COOKIE

ONE_YEAR = 365 * 24 * 60 * 60


@post("/language", status_code=303, opt={"public": True}, include_in_schema=False)
async def switch_language(request: Request[Any, Any, Any]) -> Redirect:
    """Remember the chosen language for a year and go back to where the reader was."""
    fields = await read_fields(request)
    wanted = fields.get("language", [""])[0]
    answer = Redirect(local_path(fields.get("next", ["/"])[0]), status_code=303)
    if wanted in LANGUAGES:
        answer.set_cookie(language_cookie(request, wanted))
    return answer


def language_cookie(request: Request[Any, Any, Any], language: str) -> Cookie:
    """Give the cookie that remembers a language for a year."""
    return Cookie(
        key=LANGUAGE_COOKIE,
        value=language,
        max_age=ONE_YEAR,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def local_path(address: str) -> str:
    """Give the address when it stays on this site, else the start page; so nobody is led away by a prepared link."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address or not address.isprintable():
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else address


handlers = [switch_language]
