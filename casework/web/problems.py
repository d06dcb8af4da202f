"""Every error as an answer: a page that says what happened, what was kept, what to do; or application/problem+json."""

import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect, Response

from casework.core.errors import CaseworkError, Conflict, Denied, Invalid, NotFound, Unauthenticated, Unavailable
from casework.core.log import log
from casework.web import refusals, resume
from casework.web.i18n import msgid
from casework.web.refusals import Found
from casework.web.render import language_of, page, reader

TITLES: Mapping[int, str] = {
    400: msgid("This request could not be read"),
    401: msgid("Please sign in"),
    403: msgid("This is not open to you"),
    404: msgid("There is nothing here"),
    405: msgid("This cannot be done here"),
    409: msgid("This does not fit the present state"),
    412: msgid("Somebody else was faster"),
    413: msgid("This is too large"),
    415: msgid("This kind of file or data is not accepted"),
    422: msgid("Something needs to be corrected"),
    428: msgid("The version is missing"),
    429: msgid("Too many attempts"),
    500: msgid("Something went wrong on our side"),
    503: msgid("Not reachable for the moment"),
}
WHAT_TO_DO: Mapping[int, str] = {
    400: msgid("Go back and try again. What you typed is still in the form."),
    403: msgid("Nothing was changed. If you need this for your work, ask your team lead or your administration."),
    404: msgid("The address may be mistyped, or the record is not visible to you. Nothing was changed."),
    409: msgid("Nothing was changed. Go back and load the page again to see the present state."),
    412: msgid("Nothing was overwritten. Go back: what you typed is still in the form."),
    413: msgid("Go back, make it smaller and send it again. Nothing was changed."),
    422: msgid("Go back: what you typed is still in the form."),
    429: msgid("Wait a moment and try again."),
    500: msgid(
        "Nothing was saved halfway. Go back: what you typed is still in the form."
        " If it happens again, tell your administration the number below."
    ),
    503: msgid("Wait a moment and send it again; what you typed is still in the form."),
}
DETAILS: Mapping[int, str] = {
    400: msgid("The request is not in a form that can be read."),
    404: msgid("There is nothing here for you under this address."),
    405: msgid("This address does not offer what was asked for."),
    413: msgid("What was sent is larger than allowed."),
    415: msgid("What was sent is not of a kind that is read here."),
    422: msgid("Some fields need to be corrected."),
    500: msgid("An unexpected error stopped this request."),
}


# The same status has the same code, whether the program or the framework found the mistake.
CODES: Mapping[int, str] = {known.status: known.code for known in (Invalid, NotFound, Denied, Conflict, Unavailable)}


def handle(request: Request[Any, Any, Any], exception: Exception) -> Response[Any]:
    """Answer any exception: JSON under /api and for those who ask for it, a page for everybody else.

    Says nothing that the program did not mean to say: no stack traces, no values, no text of foreign exceptions.
    """
    error = told(exception)
    if error.status >= 500:
        _record(exception)
    if wants_json(request):
        return problem(request, error)
    if isinstance(error, Unauthenticated) and request.method in {"GET", "HEAD"}:
        return Redirect(f"/sign-in?{urlencode({'next': _here(request)})}", status_code=303)
    again = resume.ask_again(request) if isinstance(error, Unauthenticated) else None
    return again or _page(request, error)


class Told(CaseworkError):
    """An error of the framework or of the program, in words that may be shown."""

    def __init__(self, status: int, fields: Found | None = None) -> None:
        """Describe an HTTP status; `fields` names what is wrong with a body."""
        super().__init__(DETAILS.get(status, DETAILS[500] if status >= 500 else DETAILS[400]), fields=fields)
        self.status = status  # type: ignore[misc]  # Only here does the status come from outside instead of from the class.
        self.code = CODES.get(status) or _phrase(status).lower().replace(" ", "_")  # type: ignore[misc]  # It follows the status.


def told(exception: Exception) -> CaseworkError:
    """Turn any exception into one that may be shown to people."""
    match exception:
        case CaseworkError():
            return exception
        case ValidationException(extra=list(extra)):
            return Told(422, refusals.from_litestar(extra))
        case msgspec.ValidationError() | HTTPException(__cause__=msgspec.ValidationError()):
            return Told(422, refusals.from_msgspec(str(exception.__cause__ or exception)))
        case HTTPException():
            return Told(exception.status_code)
        case msgspec.DecodeError() | UnicodeDecodeError() | RecursionError():
            # Only a body nested a thousand deep makes the JSON reader run out of stack.
            return Told(400)
        case _:
            return Told(500)


def wants_json(request: Request[Any, Any, Any]) -> bool:
    """Say whether the answer should be JSON: under /api and /schema, or when the caller prefers it to HTML."""
    if request.url.path.startswith(("/api/", "/schema")) or request.url.path == "/api":
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def problem(request: Request[Any, Any, Any], error: CaseworkError) -> Response[dict[str, Any]]:
    """Answer with application/problem+json (RFC 9457) in the reader's language."""
    words = reader(request)
    body: dict[str, Any] = {
        "type": f"urn:casework:problem:{error.code}",
        "title": words.gettext(TITLES.get(error.status, _phrase(error.status))),
        "status": error.status,
        "detail": words.sentence(error.message, error.values),
        "request_id": request_id(request),
    }
    if error.fields:
        body["errors"] = {
            name: [words.sentence(message, values) for message, values in found] for name, found in error.fields.items()
        }
    return Response(
        content=body,
        status_code=error.status,
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", "Content-Language": language_of(request)} | _retry(error),
    )


def request_id(request: Request[Any, Any, Any]) -> str:
    """Give the number under which this request stands in the log and in the access record."""
    return str(request.state.get("request_id") or "")


def _page(request: Request[Any, Any, Any], error: CaseworkError) -> Response[str]:
    words = reader(request)
    title = words.gettext(TITLES.get(error.status, _phrase(error.status)))
    context: dict[str, object] = {
        "title": title,
        "detail": words.sentence(error.message, error.values),
        "advice": words.gettext(WHAT_TO_DO.get(error.status, "")) if error.status in WHAT_TO_DO else "",
        "problems": [words.sentence(message, values) for found in error.fields.values() for message, values in found],
        "request_id": request_id(request),
        "status": error.status,
        "sign_in": isinstance(error, Unauthenticated),
    }
    try:
        answer = page(request, "web/error.html", error.status, **context)
    except Exception as failure:  # noqa: BLE001  # Whatever stops the page, people must still be told what happened.
        _record(failure)
        text = f"{title}\n\n{context['detail']}\n{context['advice']}\n{context['request_id']}\n"
        plain = Response(content=text, status_code=error.status, media_type="text/plain; charset=utf-8")
        plain.headers.update(_retry(error))
        return plain
    answer.headers.update(_retry(error))
    return answer


def _retry(error: CaseworkError) -> dict[str, str]:
    seconds = getattr(error, "retry_after", None)
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _here(request: Request[Any, Any, Any]) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _record(exception: Exception) -> None:
    """Log where it happened, never what the exception says: its text may hold names and values."""
    frames = traceback.extract_tb(exception.__traceback__)
    log.error(
        "unexpected_error",
        kind=f"{type(exception).__module__}.{type(exception).__name__}",
        at=[f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    )
