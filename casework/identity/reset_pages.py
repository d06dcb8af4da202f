"""A forgotten password, as pages."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.core.errors import Invalid, NotFound, TooMany
from casework.identity.password_reset import PasswordReset, link_base
from casework.identity.schemas import NewPassword, ResetRequest
from casework.web.entrance import origin_of
from casework.web.forms import Form
from casework.web.input import read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]


@get("/password-reset", opt={"public": True}, include_in_schema=False)
async def show_reset(request: AnyRequest) -> Response[str]:
    """Ask for the e-mail address, or say what happens next."""
    sent = request.query_params.get("done") == "sent"
    return _asking(request, Form.blank(ResetRequest), sent=sent)


@post("/password-reset", status_code=303, opt={"public": True}, include_in_schema=False)
async def ask_reset(request: AnyRequest) -> Response[Any]:
    """Queue a link; the answer is the same whether or not anybody has this address."""
    form = await read_form(request, ResetRequest)
    if not form.valid:
        return _asking(request, form, 422)
    try:
        await _counter(request).ask(form.value.email, _base(request), origin_of(request))
    except TooMany as error:
        form.take(error)
        answer = _asking(request, form, 429)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return Redirect("/password-reset?done=sent", status_code=303)


@get("/password-reset/{token:str}", opt={"public": True}, include_in_schema=False)
async def show_new_password(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Ask for the new password, or say that the link has had its time."""
    return await _choosing(request, token, Form.blank(NewPassword))


@post("/password-reset/{token:str}", status_code=303, opt={"public": True}, include_in_schema=False)
async def set_new_password(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Set the new password and lead to the way in; nobody is signed in by a link alone."""
    form = await read_form(request, NewPassword)
    if form.valid:
        try:
            await _counter(request).set_password(token, form.value.password, origin_of(request))
            return Redirect("/sign-in?done=password", status_code=303)
        except NotFound:
            return await _choosing(request, token, form)
        except Invalid as error:
            form.take(error)
    return await _choosing(request, token, form, 422)


def _asking(request: AnyRequest, form: Form[ResetRequest], status: int = 200, *, sent: bool = False) -> Response[str]:
    settings = request.app.state.settings
    folder = settings.mail_folder if settings.demo and not settings.smtp_url else ""
    return page(request, "identity/password_reset.html", status, form=form, sent=sent, mail_folder=folder)


async def _choosing(request: AnyRequest, token: str, form: Form[NewPassword], status: int = 200) -> Response[str]:
    is_open = await _counter(request).is_open(token)
    answer = page(
        request, "identity/new_password.html", status if is_open else 404, form=form, token=token, is_open=is_open
    )
    # The link is a secret: no page that is opened from here may learn it.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _counter(request: AnyRequest) -> PasswordReset:
    counter: PasswordReset = request.app.state.password_reset
    return counter


def _base(request: AnyRequest) -> str:
    return link_base(request.app.state.settings, str(request.base_url))


handlers = [show_reset, ask_reset, show_new_password, set_new_password]
