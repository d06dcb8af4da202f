"""Named reads of absences."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select
from sqlalchemy.orm import aliased

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.deputy_models import Absence
from casework.cases.deputy_schemas import AbsenceView
from casework.cases.handover_queries import COLLEAGUES
from casework.cases.schemas import MemberChoice
from casework.core.clock import today
from casework.core.model import ACTOR, ORG
from casework.identity.models import Member

_ABSENT, _DEPUTY = aliased(Member), aliased(Member)
_NAMES = {"member_name": _ABSENT.name, "deputy_name": _DEPUTY.name}
_ROWS = (
    select(
        *(
            _NAMES[name].label(name) if name in _NAMES else getattr(Absence, name)
            for name in AbsenceView.__struct_fields__
        )
    )
    .join(_ABSENT, (_ABSENT.org_id == Absence.org_id) & (_ABSENT.id == Absence.member_id))
    .join(_DEPUTY, (_DEPUTY.org_id == Absence.org_id) & (_DEPUTY.id == Absence.deputy_id))
    .where(Absence.org_id == ORG)
)
_DAY = bindparam("day", type_=Date())
COMING = Read(
    Absence,
    "list",
    AbsenceView,
    _ROWS.where(Absence.ends_on >= _DAY, Absence.ended_at.is_(None)).order_by(Absence.starts_on, Absence.id).limit(200),
)
MINE_TO_STAND_IN = Read(
    Absence,
    "list",
    AbsenceView,
    _ROWS.where(
        Absence.deputy_id == ACTOR, Absence.starts_on <= _DAY, Absence.ends_on >= _DAY, Absence.ended_at.is_(None)
    ).order_by(Absence.ends_on, Absence.id),
)
ONE = Read(Absence, "read", AbsenceView, _ROWS.where(Absence.id == bindparam("id", type_=Uuid())))
SHARING_A_TEAM = (
    "select distinct t.team_id from team_members t where t.org_id = $1 and t.member_id = $2 order by t.team_id"
)
OVERLAPPING = (
    "select 1 from absences where org_id = $1 and member_id = $2 and ended_at is null"
    " and starts_on <= $4 and ends_on >= $3 limit 1"
)


async def coming_absences(gate: Gate) -> list[AbsenceView]:
    """Give the absences of today and later that the actor may know of, the first ones first."""
    return await gate.select(COMING, day=today())


async def standing_in(gate: Gate) -> list[AbsenceView]:
    """Give the absences in which the actor stands in today."""
    return await gate.select(MINE_TO_STAND_IN, day=today()) if gate.actor.deputised else []


async def absence(gate: Gate, absence_id: UUID) -> AbsenceView:
    """Give an absence; raises NotFound or Denied."""
    return await gate.one(ONE, absence_id)


async def colleagues_of(gate: Gate, member_id: UUID) -> list[MemberChoice]:
    """Give who could stand in for a member: those of the same teams who carry cases."""
    teams = [row[0] for row in await gate.call(SHARING_A_TEAM, gate.actor.org_id, member_id)]
    found = await gate.select(COLLEAGUES, in_teams=teams) if teams else []
    return [member for member in found if member.id != member_id]


async def is_away(gate: Gate, member_id: UUID, first: date, last: date) -> bool:
    """Tell whether a member is away on any of these days."""
    return bool(await gate.call(OVERLAPPING, gate.actor.org_id, member_id, first, last))
