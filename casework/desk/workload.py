"""What each counsellor of the teams that one leads carries: cases by phase, silence, overdue deadlines, capacity."""

from datetime import timedelta
from typing import Any

import msgspec

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.handover_queries import CARRIERS
from casework.cases.workload_models import Capacity
from casework.cases.workload_schemas import Load
from casework.core.clock import now, today

SILENCE = timedelta(days=60)
# Numbers by colleague name no client. Whoever left and still carries cases is among them: those have to go to others.
LOADS = """
with carried as (
  select owner_id, json_object_agg(phase, number)::text as phases, sum(silent)::int as silent, min(oldest) as oldest
  from (
    select owner_id, phase, count(*) as number, min(last_contact_at) as oldest,
      count(*) filter (where last_contact_at < $3) as silent
    from cases where org_id = $1 and team_id = any($2::uuid[]) and closed_on is null group by owner_id, phase) by_phase
  group by owner_id
), late as (
  select c.owner_id, count(*)::int as number from deadlines d join cases c on c.org_id = d.org_id and c.id = d.case_id
  where d.org_id = $1 and d.status = 'open' and d.due_on < $4 and c.team_id = any($2::uuid[]) and c.closed_on is null
  group by c.owner_id
)
select m.id, m.name, m.active, p.cases, coalesce(k.phases, '{}'), coalesce(k.silent, 0), k.oldest,
  coalesce(l.number, 0),
  (select max(a.ends_on) from absences a where a.org_id = m.org_id and a.member_id = m.id and a.ended_at is null
    and $4 between a.starts_on and a.ends_on)
from members m left join carried k on k.owner_id = m.id left join late l on l.owner_id = m.id
  left join capacities p on p.org_id = m.org_id and p.member_id = m.id
where m.org_id = $1 and (k.owner_id is not null or m.active and m.role = any($5::text[]) and exists (
  select from team_members t where t.org_id = m.org_id and t.member_id = m.id and t.team_id = any($2::uuid[])))
order by lower(m.name), m.id limit 500
"""


async def workload(gate: Gate) -> list[Load]:
    """Give what each counsellor of the teams that the actor leads carries, by name; raises Denied."""
    gate.require(Capacity, "list")
    actor = gate.actor
    led = sorted(actor.led_teams)
    rows = await gate.call(LOADS, actor.org_id, led, now() - SILENCE, today(), list(CARRIERS)) if led else []
    gate.note(Event("list", Capacity.kind, fields=["owner_name", "phase", "capacity"], result_count=len(rows)))
    return [Load(*_with_phases(*row)) for row in rows]


def _with_phases(*row: Any) -> tuple[Any, ...]:  # noqa: ANN401  # Columns hold whatever the database gives.
    return (*row[:4], msgspec.json.decode(row[4]), *row[5:])
