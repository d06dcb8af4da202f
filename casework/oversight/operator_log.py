"""The operator's log and the organisations of the network; both lie outside the fence, in tables without case data.

The database decides who sees what of the log: the network's operator all of it, an organisation what concerns itself.
"""

from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.oversight.models import Network, OperatorLog
from casework.oversight.schemas import OperatorEventRow, OperatorPage, OrganisationRow

PAGE = 50
NEWEST = UUID(int=2**128 - 1)
ORGANISATIONS = """
select id, name, prefix, kind, created_at, closed_at from organisations order by name limit 2000
"""
LOG = """
select e.id, e.at, o.name, e.action, e.outcome, e.reason, e.address, e.request_id
from operator_events e left join organisations o on o.id = e.org_id
where e.id < $1 order by e.id desc limit $2
"""


async def organisations(gate: Gate) -> list[OrganisationRow]:
    """Give the organisations of the network by name; raises Denied."""
    gate.require(Network, "list")
    rows = await gate.call(ORGANISATIONS)
    gate.note(Event("list", Network.kind, fields=["name", "kind", "since"], result_count=len(rows)))
    return [OrganisationRow(*row) for row in rows]


async def entries(gate: Gate, before: UUID | None = None, limit: int = PAGE) -> OperatorPage:
    """Give a page of the operator's log, newest first; raises Denied."""
    gate.require(OperatorLog, "list")
    rows = [OperatorEventRow(*row) for row in await gate.call(LOG, before or NEWEST, limit + 1)]
    shown = rows[:limit]
    gate.note(Event("list", OperatorLog.kind, fields=["action", "outcome", "reason"], result_count=len(shown)))
    return OperatorPage(shown, shown[-1].id if len(rows) > limit else None)
