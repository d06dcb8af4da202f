"""Named reads of members, for those who administer them."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.identity.models import Member
from casework.identity.schemas import MemberRow, MemberView, TeamOfMember, TeamView
from casework.tenancy.models import Team, TeamMember

MOST = 200


def _teams() -> ColumnElement[Any]:
    entry = func.json_build_object("id", Team.id, "name", Team.name, "leads", TeamMember.leads)
    return (
        select(cast(func.json_agg(aggregate_order_by(entry, Team.name)), Text))
        .select_from(TeamMember)
        .join(Team, (Team.org_id == TeamMember.org_id) & (Team.id == TeamMember.team_id))
        .where(TeamMember.org_id == Member.org_id, TeamMember.member_id == Member.id)
        .scalar_subquery()
    )


def _members() -> Select[Any]:
    columns = (Member.id, Member.name, Member.email, Member.role, Member.active, Member.created_at, Member.version)
    return select(*columns, _teams().label("teams")).where(Member.org_id == ORG)


# The act is "read", which administrators alone have; that colleagues exist is told by "list".
MEMBERS = Read(
    Member,
    "read",
    MemberRow,
    _members()
    .order_by(Member.active.desc(), func.lower(Member.name), Member.id)
    .limit(bindparam("most", type_=Integer()))
    .offset(bindparam("offset", type_=Integer())),
)
MEMBER = Read(Member, "read", MemberRow, _members().where(Member.id == bindparam("id")))
TEAMS = Read(Team, "list", TeamView, select(Team.id, Team.name).where(Team.org_id == ORG).order_by(Team.name))
_TEAMS = msgspec.json.Decoder(list[TeamOfMember])


async def members(gate: Gate, limit: int = MOST, offset: int = 0) -> list[MemberView]:
    """Give the organisation's members, active ones first, by name; raises Denied."""
    return [_view(row) for row in await gate.select(MEMBERS, most=limit, offset=offset)]


async def member(gate: Gate, member_id: UUID) -> MemberView:
    """Give one member; raises NotFound or Denied."""
    return _view(await gate.one(MEMBER, member_id))


async def teams(gate: Gate) -> list[TeamView]:
    """Give the organisation's teams by name; raises Denied."""
    return await gate.select(TEAMS)


async def is_member(gate: Gate, email: str) -> bool:
    """Tell whether somebody with this e-mail address works for the organisation already."""
    found = await gate.call("select from members where org_id = app.current_org() and email = $1", email)
    return bool(found)


def _view(row: MemberRow) -> MemberView:
    facts = msgspec.structs.asdict(row)
    return MemberView(**facts | {"teams": _TEAMS.decode(row.teams or "[]")})
