"""The review of a support plan as a deadline of its case: it moves with the plan, and ends when the review was held."""

from datetime import date

from casework.access.gate import Gate
from casework.appointments.codes import DeadlineKind, DeadlineStatus
from casework.appointments.deadline_actions import change, complete, keep
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.deadline_schemas import Completion, NewDeadline
from casework.appointments.models import Deadline
from casework.cases.signals import ReviewPlanned
from casework.core.clock import today
from casework.core.signals import listens


@listens(ReviewPlanned)
async def keep_review(planned: ReviewPlanned, gate: Gate) -> None:
    """Let the deadline of a case's next plan review say what the plan says."""
    is_open = (Deadline.deadline_kind == DeadlineKind.PLAN_REVIEW, Deadline.status == DeadlineStatus.OPEN)
    known = await gate.all(Deadline, "update", Deadline.case_id == planned.case_id, *is_open, order_by=Deadline.due_on)
    if planned.held_on is not None or planned.due_on is None:
        how = Completion(how="done" if planned.held_on else "dropped", on=planned.held_on or today())
        for deadline in known:
            await complete(gate, deadline.id, how, deadline.version)
        known = []
    if planned.due_on is None:
        return
    wanted = _deadline(planned.due_on)
    if not known:
        await keep(gate, planned.case_id, wanted)
    elif known[0].due_on != planned.due_on:
        await change(gate, known[0].id, wanted, known[0].version)


def _deadline(day: date) -> NewDeadline:
    return NewDeadline(kind=DeadlineKind.PLAN_REVIEW, due_on=day, inputs=DeadlineInputs(event_on=day))
