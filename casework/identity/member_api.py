"""The organisation's people, as JSON for its administration."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.identity import actions, queries
from casework.identity.password_reset import link_base
from casework.identity.schemas import MemberChange, MemberView, NewMember, NewTeam, TeamView
from casework.web.answers import Answer, tagged
from casework.web.render import language_of

AnyRequest = Request[Any, Any, Any]


@get("/api/members")
async def list_members(
    gate: NamedDependency[Gate],
    limit: Annotated[int, QueryParameter(ge=1, le=queries.MOST)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
) -> list[MemberView]:
    """Give the organisation's members, active ones first, by name."""
    return await queries.members(gate, limit, offset)


@post("/api/members", status_code=201)
async def add_member(request: AnyRequest, gate: NamedDependency[Gate], data: JSONBody[NewMember]) -> Answer[MemberView]:
    """Add a member; a link to choose a password goes to their mailbox."""
    added = await actions.add_member(gate, data, base=_base(request), language=language_of(request))
    return await _shown(gate, added, 201)


@get("/api/members/{member_id:uuid}")
async def show_member(gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> Answer[MemberView]:
    """Give one member."""
    return await _shown(gate, member_id)


@put("/api/members/{member_id:uuid}")
async def change_member(
    gate: NamedDependency[Gate],
    member_id: FromPath[UUID],
    version: NamedDependency[int],
    data: JSONBody[MemberChange],
) -> Answer[MemberView]:
    """Change a member's name, role and teams."""
    await actions.change_member(gate, member_id, data, version=version)
    return await _shown(gate, member_id)


@post("/api/members/{member_id:uuid}/deactivation", status_code=200)
async def deactivate(
    gate: NamedDependency[Gate], member_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[MemberView]:
    """End a member's access at once."""
    await actions.set_active(gate, member_id, active=False, version=version)
    return await _shown(gate, member_id)


@post("/api/members/{member_id:uuid}/reactivation", status_code=200)
async def reactivate(
    gate: NamedDependency[Gate], member_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[MemberView]:
    """Let a member in again."""
    await actions.set_active(gate, member_id, active=True, version=version)
    return await _shown(gate, member_id)


@post("/api/members/{member_id:uuid}/password-link", status_code=202)
async def send_link(request: AnyRequest, gate: NamedDependency[Gate], member_id: FromPath[UUID]) -> None:
    """Send a member a link to choose a new password."""
    await actions.send_link(gate, member_id, base=_base(request), language=language_of(request))


@get("/api/teams")
async def list_teams(gate: NamedDependency[Gate]) -> list[TeamView]:
    """Give the organisation's teams by name."""
    return await queries.teams(gate)


@post("/api/teams", status_code=201)
async def add_team(gate: NamedDependency[Gate], data: JSONBody[NewTeam]) -> TeamView:
    """Make a team."""
    team = await actions.add_team(gate, data.name)
    return TeamView(team.id, team.name)


async def _shown(gate: Gate, member_id: UUID, status: int = 200) -> Answer[MemberView]:
    await gate.flush()
    view = await queries.member(gate, member_id)
    return tagged(view, view.version, status)


def _base(request: AnyRequest) -> str:
    return link_base(request.app.state.settings, str(request.base_url))


handlers = [
    list_members,
    add_member,
    show_member,
    change_member,
    deactivate,
    reactivate,
    send_link,
    list_teams,
    add_team,
]
