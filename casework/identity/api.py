"""Sign-in, sign-out and who one is, as JSON."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from casework.access.gate import Gate
from casework.core.errors import Invalid
from casework.identity import account_api, member_api
from casework.identity.cookies import end_cookie, session_cookie
from casework.identity.schemas import Choice, Me, OrganisationChoice, SignInRequest
from casework.identity.sign_in import SignIn
from casework.web.answers import Answer
from casework.web.entrance import origin_of, ticket_of


@post("/api/sign-in", status_code=200, opt={"public": True})
async def sign_in(request: Request[Any, Any, Any], data: JSONBody[SignInRequest]) -> Answer[list[OrganisationChoice]]:
    """Open a session; the answer sets the session cookie and lists the one organisation that it is for.

    A person with several organisations must name one: without, the answer is 422.
    """
    counter: SignIn = request.app.state.sign_in
    signed_in = await counter.sign_in(data.email, data.password, data.organisation, origin_of(request))
    if signed_in.membership is None:
        names = ", ".join(membership.organisation for membership in signed_in.memberships)
        await counter.sign_out_token(signed_in.token, origin_of(request))
        raise Invalid(
            "You work for several organisations; name one of them.",
            {"organisation": [("One of: %(names)s", {"names": names})]},
        )
    chosen = signed_in.membership
    answer = Answer(content=[OrganisationChoice(chosen.org_id, chosen.organisation, chosen.role)], status_code=200)
    answer.set_cookie(session_cookie(request.app.state.settings, signed_in.token))
    return answer


@post("/api/sign-out", status_code=204)
async def sign_out(request: Request[Any, Any, Any]) -> Answer[None]:
    """End the session."""
    counter: SignIn = request.app.state.sign_in
    await counter.sign_out(ticket_of(request), origin_of(request))
    answer: Answer[None] = Answer(content=None, status_code=204)
    answer.set_cookie(end_cookie(request.app.state.settings))
    return answer


@get("/api/memberships")
async def list_memberships(request: Request[Any, Any, Any]) -> list[OrganisationChoice]:
    """Give the organisations that one works for."""
    counter: SignIn = request.app.state.sign_in
    _, memberships = await counter.memberships(ticket_of(request))
    return [OrganisationChoice(found.org_id, found.organisation, found.role) for found in memberships]


@post("/api/memberships", status_code=200)
async def choose(request: Request[Any, Any, Any], data: JSONBody[Choice]) -> Answer[OrganisationChoice]:
    """Go on in another organisation: this session ends, and the answer sets the cookie of the next one."""
    counter: SignIn = request.app.state.sign_in
    signed_in = await counter.choose(ticket_of(request), data.organisation, origin_of(request))
    chosen = next(found for found in signed_in.memberships if found == signed_in.membership)
    answer = Answer(content=OrganisationChoice(chosen.org_id, chosen.organisation, chosen.role), status_code=200)
    answer.set_cookie(session_cookie(request.app.state.settings, signed_in.token))
    return answer


@get("/api/me")
async def me(gate: NamedDependency[Gate]) -> Me:
    """Tell who is signed in."""
    actor = gate.actor
    return Me(
        actor.member_id,
        actor.name,
        actor.role,
        OrganisationChoice(actor.org_id, actor.organisation_name, actor.role),
        sorted(actor.teams),
        sorted(actor.led_teams),
    )


handlers = [sign_in, sign_out, list_memberships, choose, me, *account_api.handlers, *member_api.handlers]
