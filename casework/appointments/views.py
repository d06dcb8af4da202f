"""How an appointment goes out: with what overlaps with it, what can be done about it and what may follow from it."""

from datetime import datetime
from typing import Any

from casework.access.gate import Gate
from casework.appointments.codes import AppointmentStatus
from casework.appointments.documents import in_language
from casework.appointments.following import FollowUp, another_appointment, calls_for_another, deadline_form
from casework.appointments.frames import AnyRequest
from casework.appointments.queries import clashes, sees_content
from casework.appointments.schemas import AppointmentRow, AppointmentView, Outcome, Proposal
from casework.core.clock import ZONE
from casework.web import merge
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.render import reader


async def clashes_of(gate: Gate, row: AppointmentRow) -> list[AppointmentRow]:
    """Give the responsible member's other open appointments at the same time; none once it is over."""
    if not row.status.is_open:
        return []
    return await clashes(gate, row.member_id, row.starts_at, row.ends_at, row.id)


def proposals_for(gate: Gate, row: AppointmentRow, follow_up: FollowUp = FollowUp.NOTHING) -> list[Proposal]:
    """Give what may follow: the deadline that an outcome calls for, another appointment after one that was missed."""
    proposals = []
    on = row.starts_at.astimezone(ZONE).date()
    href = deadline_form(row.case_id, follow_up, row.authority_kind, on) if sees_content(gate) else None
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


def moves_for(row: AppointmentRow, at: datetime) -> list[tuple[str, AppointmentStatus]]:
    """Give the steps that an appointment can take at a moment, as (English label, status) pairs."""
    moves = []
    if row.status is AppointmentStatus.PROPOSED:
        moves.append((msgid("Confirm"), AppointmentStatus.CONFIRMED))
    if row.starts_at <= at and (row.status.is_open or row.status is AppointmentStatus.NO_SHOW):
        moves.append((msgid("Client was there"), AppointmentStatus.ATTENDED))
    if row.starts_at <= at and (row.status.is_open or row.status is AppointmentStatus.ATTENDED):
        moves.append((msgid("Client did not come"), AppointmentStatus.NO_SHOW))
    if row.status.is_open:
        moves += [
            (msgid("Move to another day"), AppointmentStatus.RESCHEDULED),
            (msgid("Client cancels"), AppointmentStatus.CANCELLED_CLIENT),
            (msgid("Other side cancels"), AppointmentStatus.CANCELLED_COUNTERPART),
        ]
    return moves


def bring_of(row: AppointmentRow, language: str) -> list[str]:
    """Give what to bring in the reader's language, where it is known in both."""
    return [in_language(document, language) for document in row.documents]


def outcome_differences(request: AnyRequest, yours: Form[Outcome], row: AppointmentRow) -> dict[str, Any]:
    """Give what the merge page shows when somebody else saved the same appointment first."""
    theirs = Form.blank(Outcome, text=row.outcome or "")
    found = merge.differences(yours, theirs, {"text": reader(request).gettext("Outcome")})
    kept = merge.kept_fields(yours, found, row.version)
    return {"differences": found, "kept": kept, "cancel": f"/appointments/{row.id}"}
