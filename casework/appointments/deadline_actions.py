"""Keeping deadlines: computed by the engine, confirmed or corrected by the counsellor, and in the end completed."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.appointments.codes import DeadlineStatus
from casework.appointments.computed import Computed
from casework.appointments.deadline_inputs import FIRST_YEAR, LAST_YEAR
from casework.appointments.deadline_queries import land_of, persons_to_choose
from casework.appointments.deadline_schemas import Completion, NewDeadline
from casework.appointments.models import Deadline
from casework.appointments.rules import compute
from casework.appointments.working_days import last_sure_working_day
from casework.cases.models import Case
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid
from casework.tenancy.codes import Land
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST, ODD_YEAR

NOT_KEPT = msgid("The deadline was not saved. Please check the marked fields.")
_EARLIEST_COMPLETION = date(1990, 1, 1)


async def keep(gate: Gate, case_id: UUID, new: NewDeadline) -> Deadline:
    """Compute a deadline and keep it in a case with the date that the actor confirms.

    Raises NotFound, Denied, or Invalid with the fields at fault.
    """
    case = await gate.get(Case, case_id, "read")
    await _check_person(gate, case_id, new.client_id)
    deadline = Deadline(case_id=case.id, status=DeadlineStatus.OPEN, created_at=now(), done_on=None, note=None)
    _write(deadline, new, compute(new.kind, new.inputs, new.land or await land_of(gate, case.district)))
    _confirm(gate, deadline)
    return await gate.add(deadline, within=case)


async def change(gate: Gate, deadline_id: UUID, changed: NewDeadline, version: int) -> Deadline:
    """Compute an open deadline anew from other inputs; raises Stale, Conflict, or Invalid with the fields at fault."""
    deadline = await gate.get(Deadline, deadline_id, "update", version=version)
    if deadline.status != DeadlineStatus.OPEN:
        raise Conflict("Only an open deadline can be changed.")
    await _check_person(gate, deadline.case_id, changed.client_id)
    _write(deadline, changed, compute(changed.kind, changed.inputs, changed.land or Land(deadline.land)))
    _confirm(gate, deadline)
    return deadline


async def complete(gate: Gate, deadline_id: UUID, completion: Completion, version: int) -> Deadline:
    """End a deadline as done, missed or dropped on a day that is not in the future; raises Stale or Conflict."""
    deadline = await gate.get(Deadline, deadline_id, "update", version=version)
    if not _EARLIEST_COMPLETION <= completion.on <= today():
        raise Invalid(NOT_KEPT, fields={"on": [(msgid("Please enter today or a day before it."), {})]})
    if completion.how == "missed" and today() <= deadline.due_on:
        raise Conflict("This deadline has not passed yet, so it cannot have been missed.")
    deadline.complete(DeadlineStatus(completion.how), completion.on, completion.note)
    return deadline


async def reopen(gate: Gate, deadline_id: UUID, version: int) -> Deadline:
    """Take back that a deadline was done, missed or dropped; raises Stale or Conflict."""
    deadline = await gate.get(Deadline, deadline_id, "update", version=version)
    deadline.reopen()
    return deadline


def warnings_for(computed: Computed, due_on: date) -> list[date]:
    """Give the days to warn on; for a corrected date the same distances, on days on which offices work."""
    if due_on == computed.due_on:
        return list(computed.warn_on)
    distances = [computed.due_on - day for day in computed.warn_on]
    moved = {last_sure_working_day(due_on - distance, computed.land) for distance in distances}
    return sorted(day for day in moved if day < due_on)


def _write(deadline: Deadline, entered: NewDeadline, computed: Computed) -> None:
    _check_date(entered, computed)
    stored: dict[str, Any] = msgspec.to_builtins(computed)
    deadline.client_id, deadline.title = entered.client_id, entered.title
    deadline.deadline_kind, deadline.land = computed.kind, computed.land
    deadline.inputs, deadline.explanation = stored["inputs"], stored
    deadline.rule, deadline.rule_version, deadline.norm = computed.rule, computed.version.isoformat(), computed.norm
    deadline.computed_due_on, deadline.due_on = computed.due_on, entered.due_on
    deadline.correction = entered.correction if entered.due_on != computed.due_on else None
    deadline.warn_on = warnings_for(computed, entered.due_on)


def _check_date(entered: NewDeadline, computed: Computed) -> None:
    if not FIRST_YEAR <= entered.due_on.year <= LAST_YEAR:
        raise Invalid(NOT_KEPT, fields={"due_on": [(ODD_YEAR, {"first": FIRST_YEAR, "last": LAST_YEAR})]})
    if entered.due_on != computed.due_on and not entered.correction:
        message = msgid("The computed date is %(computed)s. Confirm it, or say why another date is right.")
        raise Invalid(NOT_KEPT, fields={"correction": [(message, {"computed": computed.due_on.strftime("%d.%m.%Y")})]})


def _confirm(gate: Gate, deadline: Deadline) -> None:
    deadline.confirmed_by, deadline.confirmed_at = gate.actor.member_id, now()


async def _check_person(gate: Gate, case_id: UUID, client_id: UUID | None) -> None:
    """Refuse a person who is not one of the case's, or whom the actor may not see, with the same words."""
    if client_id is None:
        return
    if client_id not in {person.id for person in await persons_to_choose(gate, case_id)}:
        raise Invalid(NOT_KEPT, fields={"client_id": [(CHOOSE_FROM_LIST, {})]})
