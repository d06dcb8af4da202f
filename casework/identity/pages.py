"""Signing in and out, and the choice between organisations, as pages."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect, Response

from casework.core.errors import CaseworkError, Invalid, TooMany, Unauthenticated
from casework.identity import account_pages, member_pages, reset_pages
from casework.identity.cookies import end_cookie, session_cookie
from casework.identity.schemas import SignInRequest
from casework.identity.sessions import Membership, SignedIn
from casework.identity.sign_in import SignIn
from casework.web import navigation, resume
from casework.web.entrance import origin_of, ticket_of
from casework.web.forms import Form
from casework.web.input import Fields, read_fields
from casework.web.pages import local_path
from casework.web.render import page, reader

AnyRequest = Request[Any, Any, Any]


@get("/sign-in", opt={"public": True}, include_in_schema=False)
async def show_sign_in(request: AnyRequest) -> Response[Any]:
    """Show the way in; whoever is in already but has no organisation yet is led to the choice."""
    target = _target(request.query_params.get("next", "/"))
    ticket = _ticket(request)
    if ticket is not None and await _counter(request).must_choose(ticket):
        return Redirect("/memberships", query_params={"next": target}, status_code=303)
    return _sign_in_page(request, Form.blank(SignInRequest), target, done=request.query_params.get("done", ""))


@post("/sign-in", status_code=303, opt={"public": True}, include_in_schema=False)
async def sign_in(request: AnyRequest) -> Response[Any]:
    """Open a session and go on to where the person was; the answer never tells whether an address is known."""
    fields = await read_fields(request)
    target, typed = _target(_first(fields, "next")), _first(fields, "typed")
    form = Form.read(SignInRequest, fields)
    if not form.valid:
        return _sign_in_page(request, form, target, typed, 422)
    wanted, ticket = form.value, _ticket(request)
    try:
        signed_in = await _counter(request).sign_in(
            wanted.email, wanted.password, wanted.organisation, origin_of(request), ticket
        )
    except TooMany as error:
        answer = _sign_in_page(request, form, target, typed, 429, waiting=error.retry_after)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    except (Unauthenticated, Invalid) as error:
        form.fail("", error.message)
        return _sign_in_page(request, form, target, typed, error.status)
    return _onward(request, signed_in, target, typed)


@get("/memberships", include_in_schema=False)
async def show_memberships(request: AnyRequest) -> Response[str]:
    """Show the organisations that the person may choose from."""
    session, memberships = await _counter(request).memberships(ticket_of(request))
    target = _target(request.query_params.get("next", "/"))
    return _choice_page(request, memberships, target, current=session.org_id)


@post("/memberships", status_code=303, include_in_schema=False)
async def choose(request: AnyRequest) -> Response[Any]:
    """Exchange the session for one in the chosen organisation."""
    fields = await read_fields(request)
    target, typed = _target(_first(fields, "next")), _first(fields, "typed")
    ticket = ticket_of(request)
    try:
        signed_in = await _counter(request).choose(ticket, _first(fields, "organisation"), origin_of(request))
    except Invalid as error:
        session, memberships = await _counter(request).memberships(ticket)
        return _choice_page(request, memberships, target, typed, current=session.org_id, error=error)
    return _onward(request, signed_in, target, typed)


@post("/sign-out", status_code=303, opt={"public": True}, include_in_schema=False)
async def sign_out(request: AnyRequest) -> Redirect:
    """End the session; pages that the browser still holds are thrown away with it."""
    ticket = _ticket(request)
    if ticket is not None:
        await _counter(request).sign_out(ticket, origin_of(request))
    answer = Redirect("/sign-in?done=signed-out", status_code=303, headers={"Clear-Site-Data": '"cache"'})
    answer.set_cookie(end_cookie(request.app.state.settings))
    return answer


def _onward(request: AnyRequest, signed_in: SignedIn, target: str, typed: str) -> Response[Any]:
    """Lead a fresh session on: to the choice of an organisation, to a held-up form, or to where the person was."""
    answer: Response[Any]
    if signed_in.membership is None:
        answer = _choice_page(request, signed_in.memberships, target, typed)
        answer.status_code = 200
    elif typed:
        answer = resume.go_on(request, target, typed, "" if signed_in.continued else signed_in.membership.organisation)
    else:
        answer = Redirect(_start(signed_in.membership.role) if target == "/" else target, status_code=303)
    answer.set_cookie(session_cookie(request.app.state.settings, signed_in.token))
    return answer


def _sign_in_page(
    request: AnyRequest,
    form: Form[SignInRequest],
    target: str,
    typed: str = "",
    status: int = 200,
    *,
    done: str = "",
    waiting: int = 0,
) -> Response[str]:
    def demo_fields(person: Any) -> dict[str, str]:  # noqa: ANN401  # The demo's people are whatever the demo makes.
        return {
            "email": person.email,
            "password": person.password,
            "organisation": person.organisation,
            "next": target,
        }

    return page(
        request,
        "identity/sign_in.html",
        status,
        form=form,
        target=target,
        typed=typed,
        done=done,
        waiting=waiting,
        demo_people=request.app.state.demo_people,
        demo_fields=demo_fields,
    )


def _choice_page(
    request: AnyRequest,
    memberships: list[Membership],
    target: str,
    typed: str = "",
    *,
    current: object = None,
    error: CaseworkError | None = None,
) -> Response[str]:
    return page(
        request,
        "identity/memberships.html",
        200 if error is None else error.status,
        memberships=memberships,
        current=current,
        target=target,
        typed=typed,
        error=reader(request).gettext(error.message) if error else "",
    )


def _counter(request: AnyRequest) -> SignIn:
    counter: SignIn = request.app.state.sign_in
    return counter


def _ticket(request: AnyRequest) -> bytes | None:
    try:
        return ticket_of(request)
    except Unauthenticated:
        return None


def _target(address: str) -> str:
    """Give the local address to go on to; the way in itself would only lead round in a circle."""
    path = local_path(address or "/")
    return "/" if path.startswith(("/sign-in", "/sign-out", "/memberships", "/password-reset")) else path


def _start(role: str) -> str:
    """Give where a role's work begins: the first entry of its navigation."""
    entries = navigation.entries_for(role)
    return entries[0].path if entries else "/"


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


handlers = [
    show_sign_in,
    sign_in,
    show_memberships,
    choose,
    sign_out,
    *reset_pages.handlers,
    *account_pages.handlers,
    *member_pages.handlers,
]
