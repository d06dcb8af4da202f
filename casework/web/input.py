"""Reading request bodies: forms with nothing lost, and the one refusal of NUL and broken UTF-8 for JSON."""

import re
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from casework.core.errors import Invalid
from casework.web.forms import Form, T
from casework.web.i18n import msgid

Fields = dict[str, list[str]]

MOST_FIELDS = 2000
# A JSON text may hide these characters behind an escape; PostgreSQL stores neither.
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def is_form(request: Request[Any, Any, Any]) -> bool:
    """Say whether the body of a request is a url-encoded form."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded"


async def read_fields(request: Request[Any, Any, Any]) -> Fields:
    """Give the fields of a url-encoded body, repeated ones in order; bytes beyond UTF-8 travel as lone surrogates.

    Raises Invalid when the body is not such a form or has more than 2,000 fields.
    """
    body = await request.body()
    if body and not is_form(request):
        raise Invalid(msgid("This form was sent in a way that cannot be read. Please go back and send it again."))
    try:
        pairs = parse_qsl(
            body.decode("utf-8", errors="surrogateescape"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="surrogateescape",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Invalid(msgid("This form has too many fields to be read.")) from None
    fields: Fields = {}
    for name, text in pairs:
        fields.setdefault(name, []).append(text)
    return fields


async def read_form(request: Request[Any, Any, Any], kind: type[T]) -> Form[T]:
    """Read the body of a request as the form `kind`. Mistakes stand in the form; raises as `read_fields` does."""
    return Form.read(kind, await read_fields(request))


def refuse_unreadable(body: bytes) -> None:
    """Raise Invalid when a JSON body is not UTF-8 or carries a NUL; the application calls this for every JSON body."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid(msgid("The text is not valid UTF-8.")) from None
    if b"\x00" in body or _ESCAPED_NUL.search(body):
        raise Invalid(msgid("The text contains a NUL character, which cannot be stored."))
