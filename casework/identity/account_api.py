"""One's own account and forgotten passwords, as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.identity.own_account import OwnAccount
from casework.identity.password_reset import PasswordReset, link_base
from casework.identity.schemas import (
    AccountView,
    LanguageChoice,
    NewPassword,
    PasswordChange,
    ResetRequest,
    SessionView,
)
from casework.web.entrance import origin_of, ticket_of

AnyRequest = Request[Any, Any, Any]


@post("/api/password-reset", status_code=202, opt={"public": True})
async def ask_password_reset(request: AnyRequest, data: JSONBody[ResetRequest]) -> None:
    """Send a link for a new password; the answer is the same whether or not anybody has this address."""
    counter: PasswordReset = request.app.state.password_reset
    base = link_base(request.app.state.settings, str(request.base_url))
    await counter.ask(data.email, base, origin_of(request))


@put("/api/password-reset/{token:str}", status_code=204, opt={"public": True})
async def set_password(request: AnyRequest, token: FromPath[str], data: JSONBody[NewPassword]) -> None:
    """Set a new password with the token of a link; it is used up, and every session of the account ends."""
    counter: PasswordReset = request.app.state.password_reset
    await counter.set_password(token, data.password, origin_of(request))


@get("/api/account")
async def show_account(request: AnyRequest, gate: NamedDependency[Gate]) -> AccountView:
    """Give one's own name, organisation, role and language."""
    actor = gate.actor
    language = await _account(request).language(ticket_of(request))
    return AccountView(actor.name, actor.organisation_name, actor.role, language)


@put("/api/account/language", status_code=204)
async def choose_language(request: AnyRequest, gate: NamedDependency[Gate], data: JSONBody[LanguageChoice]) -> None:
    """Set the language of mails to oneself."""
    del gate  # It makes sure that the membership still stands.
    await _account(request).speak(ticket_of(request), data.language)


@post("/api/account/password", status_code=204)
async def change_password(request: AnyRequest, gate: NamedDependency[Gate], data: JSONBody[PasswordChange]) -> None:
    """Change the password; every other session of the account ends."""
    origin = gate.actor.origin
    await _account(request).change_password(ticket_of(request), data.old_password, data.password, origin)


@get("/api/account/sessions")
async def list_sessions(request: AnyRequest, gate: NamedDependency[Gate]) -> list[SessionView]:
    """Give the open sessions of the account, the one used last first."""
    del gate  # It makes sure that the membership still stands.
    return [
        SessionView(found.id, found.opened_at, found.seen_at, found.address, found.is_current)
        for found in await _account(request).sessions(ticket_of(request))
    ]


@delete("/api/account/sessions/{session_id:uuid}", status_code=204)
async def end_session(request: AnyRequest, gate: NamedDependency[Gate], session_id: FromPath[UUID]) -> None:
    """End one other session of the account."""
    await _account(request).end(ticket_of(request), session_id, gate.actor.origin)


@delete("/api/account/sessions", status_code=204)
async def end_other_sessions(request: AnyRequest, gate: NamedDependency[Gate]) -> None:
    """End every session of the account but the one that asks."""
    await _account(request).end_others(ticket_of(request), gate.actor.origin)


def _account(request: AnyRequest) -> OwnAccount:
    account: OwnAccount = request.app.state.own_account
    return account


handlers = [
    ask_password_reset,
    set_password,
    show_account,
    choose_language,
    change_password,
    list_sessions,
    end_session,
    end_other_sessions,
]
