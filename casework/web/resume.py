"""When a session ends in the middle of a form: the password is asked for in place, and nothing typed is lost."""

from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar.connection import Request

from casework.core.errors import Invalid
from casework.web.answers import Answer
from casework.web.fields import shown
from casework.web.input import MOST_FIELDS, Fields, is_form, read_fields
from casework.web.pages import local_path
from casework.web.render import page
from casework.web.uploads import received

AnyRequest = Request[Any, Any, Any]
STATE = "typed"
# What is carried along is encoded twice, which makes it up to two thirds longer; it must still fit into one request.
LONGEST_KEPT = 400_000


async def keep_typed(request: AnyRequest) -> None:
    """Remember the fields of a form whose sender is not signed in; call it before raising Unauthenticated.

    Longer ones than can be carried along are left in the browser, where going back still finds them.
    """
    if (form := received(request)) is not None:
        request.state[STATE] = form.fields
        return
    length = request.headers.get("content-length", "")
    if request.method == "POST" and is_form(request) and length.isdecimal() and int(length) <= LONGEST_KEPT:
        with suppress(Invalid):
            request.state[STATE] = await read_fields(request)


def ask_again(request: AnyRequest) -> Answer[str] | None:
    """Give the page that asks for the password in place, or None when no form was on its way."""
    typed: Fields | None = request.state.get(STATE)
    if typed is None:
        return None
    pairs = [(name, shown(text)) for name, texts in typed.items() for text in texts if "password" not in name]
    return page(
        request,
        "web/resume.html",
        401,
        target=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        typed=urlencode(pairs),
        texts=[text for _, text in pairs if len(text) > 40],
    )


def go_on(request: AnyRequest, target: str, typed: str, organisation: str = "") -> Answer[str]:
    """Give the page after signing in again: it sends what was typed to where it was on its way.

    `target` and `typed` are the fields `next` and `typed` of the sign-in form; a foreign target becomes the start page.
    `organisation` is named where it is not certain that the same person goes on in the same place: then nothing is
    sent before they say so.
    """
    pairs = parse_qsl(typed[: 2 * LONGEST_KEPT], keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return page(request, "web/resumed.html", target=local_path(target), pairs=pairs, organisation=organisation)
