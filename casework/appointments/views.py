"""How an appointment goes out: with what overlaps with it, what can be done about it and what may follow from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.access.gate import Gate
from casework.appointments import queries
from casework.appointments.booking_queries import MemberName
from casework.appointments.clashes import Busy, Clash, clashes
from casework.appointments.codes import AppointmentStatus
from casework.appointments.companions import CompanionState
from casework.appointments.documents import in_language
from casework.appointments.following import FollowUp, Met, Proposal, after_missing, calls_for_another, proposals
from casework.appointments.frames import AnyRequest
from casework.appointments.queries import sees_content
from casework.appointments.schemas import AppointmentRow, AppointmentView, Outcome
from casework.core.clock import ZONE
from casework.people.codes import language_name
from casework.web import merge
from casework.web.forms import Form
from casework.web.i18n import msgid, translator
from casework.web.render import reader


async def clashes_of(gate: Gate, row: AppointmentRow) -> list[Clash]:
    """Give other open appointments that the same people are busy with at the same time; none once it is over."""
    if not row.status.is_open:
        return []
    busy = Busy(
        row.case_id, row.member_id, row.companions, row.starts_at, row.ends_at, row.travel_minutes, other_than=row.id
    )
    return await clashes(gate, busy)


def proposals_for(gate: Gate, row: AppointmentRow, follow_up: FollowUp = FollowUp.NOTHING) -> list[Proposal]:
    """Give what may follow: what an outcome calls for, or what is to be done after one that was missed."""
    met = Met(row.id, row.case_id, row.kind, row.authority_kind, row.starts_at.astimezone(ZONE).date())
    counsels = sees_content(gate)
    if row.status is AppointmentStatus.NO_SHOW:
        return [found for found in after_missing(met) if counsels or "/appointments/" in found.href]
    following = [found for found in proposals(met, follow_up) if counsels or "/appointments/" in found.href]
    if calls_for_another(row.status) and follow_up is FollowUp.NOTHING:
        following += list(proposals(met, FollowUp.FURTHER_APPOINTMENT))
    return following


async def view_of(gate: Gate, row: AppointmentRow, follow_up: FollowUp = FollowUp.NOTHING) -> AppointmentView:
    """Give an appointment as the API shows it."""
    shown: dict[str, Any] = {name: getattr(row, name) for name in row.__struct_fields__}
    overlapping = [clash.other.id for clash in await clashes_of(gate, row)]
    missed = await queries.missed_of_case(gate, row.case_id) if row.status is AppointmentStatus.NO_SHOW else 0
    return AppointmentView(**shown, clashes=overlapping, missed=missed, proposals=proposals_for(gate, row, follow_up))


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


def companions_of(
    row: AppointmentRow, members: Sequence[MemberName], language: str
) -> list[tuple[str, CompanionState]]:
    """Give who goes along in words, "Interpreter: Ms Example, Arabic", each with whether they have agreed."""
    names, words = {member.id: member.name for member in members}, translator(language)
    found = []
    for entry in row.companions:
        who = names.get(entry.member_id, "") if entry.member_id else entry.name or ""
        spoken = language_name(entry.language, language) if entry.language else ""
        more = ", ".join(text for text in (who, spoken) if text)
        found.append((words.gettext(entry.kind.label) + (f": {more}" if more else ""), entry.state))
    return found


def bring_of(row: AppointmentRow, language: str) -> list[str]:
    """Give what to bring in the reader's language, where it is known in both."""
    return [in_language(document, language) for document in row.documents]


def outcome_differences(request: AnyRequest, yours: Form[Outcome], row: AppointmentRow) -> dict[str, Any]:
    """Give what the merge page shows when somebody else saved the same appointment first."""
    theirs = Form.blank(Outcome, text=row.outcome or "")
    found = merge.differences(yours, theirs, {"text": reader(request).gettext("Outcome")})
    kept = merge.kept_fields(yours, found, row.version)
    return {"differences": found, "kept": kept, "cancel": f"/appointments/{row.id}"}
