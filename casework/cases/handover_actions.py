"""Handing cases over and confirming it."""

from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.handover_models import CaseHandover
from casework.cases.handover_queries import receivers
from casework.cases.handover_schemas import Handover
from casework.cases.models import Case
from casework.cases.note_actions import discard_draft
from casework.core.clock import now
from casework.core.errors import Denied, Invalid
from casework.web.i18n import msgid

CONFIRM_ALL = """
update handovers h set confirmed_at = now() from cases c
where h.org_id = $1 and h.to_id = $2 and h.confirmed_at is null and c.org_id = h.org_id and c.id = h.case_id
  and c.owner_id = $2
returning h.id, c.client_ids
"""
FORM = "case-handover"
TEAMS_OF = "select team_id from team_members where org_id = $1 and member_id = $2 order by team_id"


async def hand_over(gate: Gate, case_id: UUID, version: int, wanted: Handover) -> Case:
    """Give a case to a colleague, with what they have to know; raises NotFound, Denied, Stale, Invalid.

    Whoever carries it gives it to somebody of their own teams, whoever leads to somebody of the teams they lead.
    """
    case = await gate.get(Case, case_id, "assign", version=version)
    actor = gate.actor
    if case.owner_id != actor.member_id and case.team_id not in actor.led_teams:
        # A deputy stands to a case as whoever carries it, but is not the one to give it away.
        raise _refused(
            msgid("Only whoever carries a case or leads its team can hand it over."), Case.kind, case_id, "assign"
        )
    if wanted.owner_id == case.owner_id:
        raise _invalid(msgid("This person carries the case already."))
    team_id = await team_for(gate, wanted.owner_id, case.team_id)
    before, case.owner_id, case.team_id = case.owner_id, wanted.owner_id, team_id
    await gate.add(
        CaseHandover(
            case_id=case.id,
            from_id=before,
            to_id=wanted.owner_id,
            by_id=actor.member_id,
            at=now(),
            summary=(wanted.summary or "").strip() or None,
            # Whoever takes a case knows of it.
            confirmed_at=now() if wanted.owner_id == actor.member_id else None,
        ),
        within=case,
    )
    await discard_draft(gate, FORM, case_id)
    return case


async def team_for(gate: Gate, owner_id: UUID, present: UUID | None) -> UUID:
    """Give the team in which a member will carry a case: its present one if they belong to it; raises Invalid."""
    actor = gate.actor
    if owner_id not in {member.id for member in await receivers(gate)}:
        raise _invalid(
            msgid("Choose a member of a team that you lead.")
            if actor.led_teams
            else msgid("Choose a colleague of your team.")
        )
    theirs: list[UUID] = [row[0] for row in await gate.call(TEAMS_OF, actor.org_id, owner_id)]
    shared = [team for team in theirs if team in (actor.led_teams or actor.teams)]
    return present if present is not None and present in shared else shared[0]


async def confirm(gate: Gate, handover_id: UUID) -> CaseHandover:
    """Note that the actor has taken a case over; raises NotFound, Denied for anybody else, Conflict if done."""
    handover = await gate.get(CaseHandover, handover_id, "confirm")
    if handover.to_id != gate.actor.member_id:
        raise _refused(
            msgid("Only the colleague who received the case confirms it."), CaseHandover.kind, handover_id, "confirm"
        )
    handover.confirm()
    return handover


async def confirm_all(gate: Gate) -> int:
    """Confirm every case that waits for the actor, as after many were handed over at once; gives how many."""
    gate.require(CaseHandover, "confirm", within="assigned")
    rows = await gate.call(CONFIRM_ALL, gate.actor.org_id, gate.actor.member_id)
    for handover_id, clients in rows:
        gate.note(Event("update", CaseHandover.kind, handover_id, clients or (), ["confirmed_at"]))
    return len(rows)


def _refused(message: str, kind: str, record_id: UUID, act: str) -> Denied:
    error = Denied(message)
    error.refusal = Event("denied", kind, record_id, fields=[act], outcome="denied")
    return error


def _invalid(message: str) -> Invalid:
    return Invalid(msgid("The case cannot be given to this person."), {"owner_id": [(message, {})]})
