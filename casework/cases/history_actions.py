"""Keeping what a case was before: its phases and its closures."""

from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.cases.codes import Phase
from casework.cases.history_models import CaseClosure, CasePhase
from casework.cases.models import Case
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid
from casework.core.model import new_id
from casework.web.i18n import msgid

LAST_PHASE = "select max(since) from case_phases where org_id = $1 and case_id = $2"
# Only when and by whom is added; the closure itself stays as it was.
REOPENED = (
    "update case_closures set reopened_on = $3, reopened_by = $4 where org_id = $1 and case_id = $2"
    " and reopened_on is null returning id"
)


async def enter_phase(gate: Gate, case: Case, phase: Phase, since: date | None = None) -> None:
    """Put a case into a phase, from today or a day that lies between the last one and today; raises Invalid."""
    day = since or today()
    if since is not None:
        await _check_since(gate, case, since)
    case.phase = phase
    await begin(gate, case, day)


async def begin(gate: Gate, case: Case, since: date) -> None:
    """Keep that a case stands in its phase since a day."""
    await gate.add(beginning(gate, case, since, Phase(case.phase)), within=case)


def beginning(gate: Gate, case: Case, since: date, phase: Phase) -> CasePhase:
    """Give what is to be kept of a case that enters a phase on a day."""
    return CasePhase(
        id=new_id(),
        case_id=case.id,
        phase=phase.value,
        since=since,
        moved_by=gate.actor.member_id,
        created_at=now(),
    )


async def close(gate: Gate, case: Case) -> None:
    """Keep that a case was closed, beside what the case itself says as long as it stays so."""
    await gate.add(closure(gate, case), within=case)
    await begin(gate, case, case.closed_on or today())


def closure(gate: Gate, case: Case) -> CaseClosure:
    """Give what is to be kept of a closed case; raises Conflict for an open one."""
    if case.closed_on is None or case.closure_reason is None:
        raise Conflict(msgid("This case is open."))
    return CaseClosure(
        id=new_id(),
        case_id=case.id,
        closed_on=case.closed_on,
        reason=case.closure_reason,
        note=case.closure_note,
        closed_by=gate.actor.member_id,
        created_at=now(),
    )


async def reopen(gate: Gate, case: Case) -> list[UUID]:
    """Keep when and by whom a closed case was opened again; gives the closures that ended with it."""
    rows = await gate.call(REOPENED, gate.actor.org_id, case.id, today(), gate.actor.member_id)
    await begin(gate, case, today())
    return [row[0] for row in rows]


async def _check_since(gate: Gate, case: Case, since: date) -> None:
    ((last,),) = await gate.call(LAST_PHASE, gate.actor.org_id, case.id)
    message = ""
    if since > today():
        message = msgid("Please choose today or an earlier day.")
    elif since < (last or case.opened_on):
        message = msgid("The case entered its present phase later than this.")
    if message:
        raise Invalid(msgid("The phase was not changed."), {"since": [(message, {})]})
