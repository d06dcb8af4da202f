"""One's own account, as pages."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import Invalid, TooMany
from casework.identity.account_entries import entries_for
from casework.identity.own_account import OwnAccount
from casework.identity.schemas import LanguageChoice, PasswordChange
from casework.web.entrance import ticket_of
from casework.web.forms import Form
from casework.web.i18n import LANGUAGES
from casework.web.input import read_form
from casework.web.pages import language_cookie
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]


@get("/account", include_in_schema=False)
async def show_account(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show who one is here, the language, the password and where one is signed in."""
    return await _account_page(request, gate)


@post("/account/language", status_code=303, include_in_schema=False)
async def choose_language(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Remember the language, for pages in this browser and for mails."""
    form = await read_form(request, LanguageChoice)
    if not form.valid:
        return await _account_page(request, gate, language=form, status=422)
    await _account(request).speak(ticket_of(request), form.value.language)
    answer = Redirect("/account?done=language", status_code=303)
    answer.set_cookie(language_cookie(request, form.value.language))
    return answer


@post("/account/password", status_code=303, include_in_schema=False)
async def change_password(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Change the password; every other session ends."""
    form = await read_form(request, PasswordChange)
    status = 422
    if form.valid:
        wanted = form.value
        try:
            await _account(request).change_password(
                ticket_of(request), wanted.old_password, wanted.password, gate.actor.origin
            )
            return Redirect("/account?done=password", status_code=303)
        except (Invalid, TooMany) as error:
            form.take(error)
            status = error.status
    return await _account_page(request, gate, password=form, status=status)


@post("/account/sessions/{session_id:uuid}/end", status_code=303, include_in_schema=False)
async def end_session(request: AnyRequest, gate: NamedDependency[Gate], session_id: FromPath[UUID]) -> Redirect:
    """End one other session."""
    await _account(request).end(ticket_of(request), session_id, gate.actor.origin)
    return Redirect("/account?done=session#sessions", status_code=303)


@post("/account/sessions/end", status_code=303, include_in_schema=False)
async def end_other_sessions(request: AnyRequest, gate: NamedDependency[Gate]) -> Redirect:
    """End every other session."""
    await _account(request).end_others(ticket_of(request), gate.actor.origin)
    return Redirect("/account?done=sessions#sessions", status_code=303)


async def _account_page(
    request: AnyRequest,
    gate: Gate,
    *,
    language: Form[LanguageChoice] | None = None,
    password: Form[PasswordChange] | None = None,
    status: int = 200,
) -> Response[str]:
    account, ticket = _account(request), ticket_of(request)
    spoken = await account.language(ticket)
    return page(
        request,
        "identity/account.html",
        status,
        person=gate.actor,
        entries_here=entries_for(gate.actor.role),
        languages_offered=list(LANGUAGES.items()),
        language_form=language or Form.blank(LanguageChoice, language=spoken),
        password_form=password or Form.blank(PasswordChange),
        sessions=await account.sessions(ticket),
        done=request.query_params.get("done", ""),
    )


def _account(request: AnyRequest) -> OwnAccount:
    account: OwnAccount = request.app.state.own_account
    return account


handlers = [show_account, choose_language, change_password, end_session, end_other_sessions]
