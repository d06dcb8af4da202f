"""Entering and ending absences."""

from datetime import timedelta
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.deputy_models import Absence
from casework.cases.deputy_queries import colleagues_of, is_away
from casework.cases.deputy_schemas import NewAbsence
from casework.cases.handover_queries import receivers
from casework.core.clock import now, today
from casework.core.errors import Invalid, Message
from casework.web.i18n import msgid

LONGEST = timedelta(days=400)


async def enter_absence(gate: Gate, new: NewAbsence) -> Absence:
    """Note who is away and who stands in; a lead does so for those of their teams. Raises Denied or Invalid.

    Only whoever is away says whether the deputy also sees their hidden cases.
    """
    gate.require(Absence, "create")
    member_id = new.member_id or gate.actor.member_id
    wrong = await _mistakes(gate, member_id, new)
    if wrong:
        raise Invalid(msgid("The absence was not entered."), wrong)
    return await gate.add(
        Absence(
            member_id=member_id,
            deputy_id=new.deputy_id,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            includes_restricted=new.includes_restricted,
            entered_by=gate.actor.member_id,
            entered_at=now(),
        )
    )


async def end_absence(gate: Gate, absence_id: UUID, version: int) -> Absence:
    """End an absence at once, or take back one that is to come; raises NotFound, Denied, Stale, Conflict."""
    absence = await gate.get(Absence, absence_id, "end", version=version)
    absence.end()
    return absence


async def _mistakes(gate: Gate, member_id: UUID, new: NewAbsence) -> dict[str, list[Message]]:
    wrong: dict[str, list[Message]] = {}
    actor = gate.actor
    if member_id != actor.member_id:
        led = {member.id for member in await receivers(gate)} if actor.led_teams else set()
        if member_id not in led:
            return {"member_id": [(msgid("Choose yourself or a member of a team that you lead."), {})]}
        if new.includes_restricted:
            message = msgid("Only whoever is away can let the deputy see hidden cases.")
            wrong["includes_restricted"] = [(message, {})]
    if new.ends_on < max(new.starts_on, today()):
        wrong["ends_on"] = [(msgid("The last day lies before the first, or in the past."), {})]
    elif new.ends_on - new.starts_on > LONGEST:
        wrong["ends_on"] = [(msgid("This is longer than a year. Hand the cases over instead."), {})]
    elif await is_away(gate, member_id, new.starts_on, new.ends_on):
        wrong["starts_on"] = [(msgid("An absence in these days is entered already."), {})]
    if new.deputy_id not in {member.id for member in await colleagues_of(gate, member_id)}:
        wrong["deputy_id"] = [(msgid("Choose a colleague of the same team."), {})]
    elif await is_away(gate, new.deputy_id, new.starts_on, new.ends_on):
        wrong["deputy_id"] = [(msgid("This colleague is away in these days."), {})]
    return wrong
