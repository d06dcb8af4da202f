"""Spreading the work of a team: many cases to one colleague at once, and how much each can carry."""

from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.handover_actions import TEAMS_OF
from casework.cases.handover_models import CaseHandover
from casework.cases.handover_queries import receivers
from casework.cases.models import Case
from casework.cases.workload_models import Capacity
from casework.cases.workload_queries import all_movable, chosen_ones
from casework.cases.workload_schemas import MOST_AT_ONCE, Reassigned, Reassignment
from casework.core.errors import Invalid, NotFound
from casework.web.i18n import msgid

# One statement moves them all: the cases, and the history of who carried them when. Each stays in its team if whoever
# takes it belongs to that team. A case that another lead gave away meanwhile is left alone.
MOVE = """
with present as (
  select id, owner_id from cases
  where org_id = $1 and id = any($2::uuid[]) and owner_id <> $3 and team_id = any($6::uuid[]) and closed_on is null
  order by id for update
), moved as (
  update cases c set owner_id = $3,
    team_id = case when c.team_id = any($4::uuid[]) then c.team_id else ($4::uuid[])[1] end,
    version = c.version + 1
  from present p where c.org_id = $1 and c.id = p.id
  returning c.id, p.owner_id as from_id, c.client_ids
), told as (
  insert into handovers (org_id, id, case_id, from_id, to_id, by_id, at, summary, confirmed_at)
  select $1, app.uuid7(), id, from_id, $3, $5, now(), $7, case when $3 = $5 then now() end from moved
)
select id, client_ids from moved
"""
SET_CAPACITY = """
insert into capacities (org_id, id, member_id, cases) values ($1, app.uuid7(), $2, $3)
on conflict (org_id, member_id) do update set cases = excluded.cases
"""
FORM_FIELDS = ("owner_id", "team_id")


async def reassign(gate: Gate, wanted: Reassignment) -> Reassigned:
    """Give many cases to one member of a team that the actor leads, each recorded and with its history.

    Cases that the actor may not give away, that are closed, or that the member carries already are left out. Raises
    Denied, and Invalid for nobody to give them to, nothing chosen, or more than 2,000 at once.
    """
    gate.require(Case, "assign", within="led")
    gate.require(CaseHandover, "create", within="led")
    name = {member.id: member.name for member in await receivers(gate)}.get(wanted.to_id)
    if name is None or not gate.actor.led_teams:
        raise _invalid("to_id", msgid("Choose a member of a team that you lead."))
    if wanted.everything:
        found = await all_movable(gate, wanted)
    else:
        found = await chosen_ones(gate, wanted.case_ids) if wanted.case_ids else []
    if len(found) > MOST_AT_ONCE:
        raise _invalid("case_ids", msgid("These are more than %(most)s cases. Narrow the choice."), most=MOST_AT_ONCE)
    cases = [row.id for row in found if row.owner_id != wanted.to_id]
    if not cases:
        raise _invalid("case_ids", msgid("Choose at least one case that this person does not carry already."))
    return Reassigned(wanted.to_id, name, await _move(gate, wanted, cases))


async def _move(gate: Gate, wanted: Reassignment, cases: list[UUID]) -> list[UUID]:
    actor = gate.actor
    theirs = [row[0] for row in await gate.call(TEAMS_OF, actor.org_id, wanted.to_id)]
    shared = [team for team in theirs if team in actor.led_teams]
    summary = (wanted.summary or "").strip() or None
    moved = await gate.call(
        MOVE, actor.org_id, cases, wanted.to_id, shared, actor.member_id, sorted(actor.led_teams), summary
    )
    for case_id, clients in moved:
        gate.note(Event("update", Case.kind, case_id, clients or (), FORM_FIELDS))
    return [row[0] for row in moved]


async def set_capacity(gate: Gate, member_id: UUID, cases: int) -> None:
    """Note how many open cases a member of a team that the actor leads can carry; raises Denied, NotFound."""
    gate.require(Capacity, "update")
    if not gate.actor.led_teams or member_id not in {member.id for member in await receivers(gate)}:
        refused = NotFound()
        refused.refusal = Event("denied", Capacity.kind, member_id, fields=["update"], outcome="denied")
        raise refused
    await gate.call(SET_CAPACITY, gate.actor.org_id, member_id, cases)
    gate.note(Event("update", Capacity.kind, member_id, fields=["capacity"]))


def _invalid(field: str, message: str, **values: object) -> Invalid:
    return Invalid(msgid("No case was handed over."), {field: [(message, values)]})
