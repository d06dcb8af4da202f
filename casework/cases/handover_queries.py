"""Named reads of hand-overs, and who could take a case."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.handover_models import CaseHandover
from casework.cases.handover_schemas import Carrier, HandoverRow, WaitingHandover
from casework.cases.models import Case
from casework.cases.schemas import CaseHead, MemberChoice
from casework.core.clock import ZONE
from casework.core.model import ACTOR, ORG, UUIDS
from casework.identity.models import Member
from casework.tenancy.models import TeamMember

CARRIERS = ("counsellor", "team_lead", "provider")
_FROM, _TO, _BY = aliased(Member), aliased(Member), aliased(Member)
MOST_SHOWN = 50

OF_CASE = Read(
    CaseHandover,
    "list",
    HandoverRow,
    select(
        CaseHandover.id,
        CaseHandover.case_id,
        CaseHandover.from_id,
        _FROM.name.label("from_name"),
        CaseHandover.to_id,
        _TO.name.label("to_name"),
        _BY.name.label("by_name"),
        CaseHandover.at,
        CaseHandover.summary,
        CaseHandover.confirmed_at,
    )
    .join(_FROM, (_FROM.org_id == CaseHandover.org_id) & (_FROM.id == CaseHandover.from_id))
    .join(_TO, (_TO.org_id == CaseHandover.org_id) & (_TO.id == CaseHandover.to_id))
    .join(_BY, (_BY.org_id == CaseHandover.org_id) & (_BY.id == CaseHandover.by_id))
    .where(CaseHandover.org_id == ORG, CaseHandover.case_id == bindparam("case_id", type_=Uuid()))
    .order_by(CaseHandover.at.desc(), CaseHandover.id.desc())
    .limit(MOST_SHOWN),
)
WAITING = Read(
    CaseHandover,
    "list",
    WaitingHandover,
    select(
        CaseHandover.id,
        CaseHandover.case_id,
        Case.number.label("case_number"),
        Case.title.label("case_title"),
        _FROM.name.label("from_name"),
        CaseHandover.at,
        CaseHandover.summary,
    )
    .join(Case, (Case.org_id == CaseHandover.org_id) & (Case.id == CaseHandover.case_id))
    .join(_FROM, (_FROM.org_id == CaseHandover.org_id) & (_FROM.id == CaseHandover.from_id))
    .where(
        CaseHandover.org_id == ORG,
        CaseHandover.to_id == ACTOR,
        CaseHandover.confirmed_at.is_(None),
        # Whoever gave the case away again has nothing left to confirm.
        Case.owner_id == ACTOR,
    )
    .order_by(CaseHandover.at.desc(), CaseHandover.id.desc())
    .limit(MOST_SHOWN),
)
COLLEAGUES = Read(
    Member,
    "list",
    MemberChoice,
    select(Member.id, Member.name)
    .where(
        Member.org_id == ORG,
        Member.active,
        Member.id.in_(
            select(TeamMember.member_id).where(
                TeamMember.org_id == ORG, TeamMember.team_id == func.any(bindparam("in_teams", type_=UUIDS))
            )
        ),
        Member.role == func.any(array(CARRIERS)),
    )
    .order_by(func.lower(Member.name), Member.id)
    .limit(500),
)


async def handovers_of(gate: Gate, case_id: UUID) -> list[HandoverRow]:
    """Give the handings-over of a case, the newest first."""
    return await gate.select(OF_CASE, case_id=case_id)


async def waiting_for_me(gate: Gate) -> list[WaitingHandover]:
    """Give the cases that were handed to the actor and that they have not confirmed, the newest first."""
    return await gate.select(WAITING)


async def receivers(gate: Gate) -> list[MemberChoice]:
    """Give who could take a case from the actor: those of the teams they lead, or else of their own teams."""
    teams = gate.actor.led_teams or gate.actor.teams
    return await gate.select(COLLEAGUES, in_teams=sorted(teams)) if teams else []


def carriers(head: CaseHead, handovers: list[HandoverRow]) -> list[Carrier]:
    """Give who carried a case when, the present one first; `handovers` are the newest first."""
    # Only the day of the opening is known; its beginning comes before whatever happened on it.
    opened = datetime.combine(head.opened_on, time(), ZONE)
    found, until = [], None
    for row in handovers:
        found.append(Carrier(row.to_id, row.to_name, row.at, until))
        until = row.at
    first = (handovers[-1].from_id, handovers[-1].from_name) if handovers else (head.owner_id, head.owner_name)
    return [*found, Carrier(*first, opened, until)]
