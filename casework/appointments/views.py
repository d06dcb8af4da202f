"""How an appointment goes out: with what overlaps with it and what may follow from it."""

from typing import Any

from casework.access.gate import Gate
from casework.appointments.following import FollowUp, another_appointment, calls_for_another, deadline_form
from casework.appointments.queries import clashes, sees_content
from casework.appointments.schemas import AppointmentRow, AppointmentView, Proposal
from casework.web.i18n import msgid


async def clashes_of(gate: Gate, row: AppointmentRow) -> list[AppointmentRow]:
    """Give the responsible member's other open appointments at the same time; none once it is over."""
    if not row.status.is_open:
        return []
    return await clashes(gate, row.member_id, row.starts_at, row.ends_at, row.id)


def proposals_for(gate: Gate, row: AppointmentRow, follow_up: FollowUp = FollowUp.NOTHING) -> list[Proposal]:
    """Give what may follow: the deadline that an outcome calls for, another appointment after one that was missed."""
    proposals = []
    href = deadline_form(row.case_id, follow_up, row.authority_kind) if sees_content(gate) else None
    if href is not None:
        proposals.append(Proposal(msgid("Enter the deadline"), href))
    if follow_up is FollowUp.FURTHER_APPOINTMENT or calls_for_another(row.status):
        proposals.append(Proposal(msgid("Make a new appointment"), another_appointment(row.case_id, row.id, row.kind)))
    return proposals


async def view_of(gate: Gate, row: AppointmentRow, follow_up: FollowUp = FollowUp.NOTHING) -> AppointmentView:
    """Give an appointment as the API shows it."""
    shown: dict[str, Any] = {name: getattr(row, name) for name in row.__struct_fields__}
    overlapping = [other.id for other in await clashes_of(gate, row)]
    return AppointmentView(**shown, clashes=overlapping, proposals=proposals_for(gate, row, follow_up))
