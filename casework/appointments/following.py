"""What may follow from an appointment: the next deadline or appointment, as forms that are filled in already."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from casework.appointments.codes import AppointmentKind, AppointmentStatus, AuthorityKind, DeadlineKind
from casework.core.codes import Code


class FollowUp(Code):
    """What somebody came away with from an appointment."""

    NOTHING = "nothing", "Nothing for now"
    DECISION_NOTICE = "decision_notice", "A decision was handed over or announced"
    DOCUMENTS_REQUESTED = "documents_requested", "Documents have to be handed in"
    TITLE_ISSUED = "title_issued", "A new residence title with an expiry date"
    FICTION_ISSUED = "fiction_issued", "A provisional certificate with an expiry date"
    FURTHER_APPOINTMENT = "further_appointment", "A further appointment is needed"


DEADLINE_AFTER = {
    FollowUp.DECISION_NOTICE: DeadlineKind.OBJECTION,
    FollowUp.DOCUMENTS_REQUESTED: DeadlineKind.EVIDENCE_REQUEST,
    FollowUp.TITLE_ISSUED: DeadlineKind.TITLE_EXPIRY,
    FollowUp.FICTION_ISSUED: DeadlineKind.FICTION_EXPIRY,
}
_ASKS_FOR_AUTHORITY = frozenset({DeadlineKind.OBJECTION, DeadlineKind.EVIDENCE_REQUEST})
_CALLS_FOR_ANOTHER = frozenset(
    {AppointmentStatus.NO_SHOW, AppointmentStatus.RESCHEDULED, AppointmentStatus.CANCELLED_COUNTERPART}
)


def deadline_form(case_id: UUID, follow_up: FollowUp, authority: AuthorityKind | None, on: date) -> str | None:
    """Give the address of the deadline form that an outcome calls for, None where it calls for none.

    A decision that was handed over at the appointment counts as notified on its day.
    """
    kind = DEADLINE_AFTER.get(follow_up)
    if kind is None:
        return None
    query = {"kind": kind.value}
    if authority is not None and kind in _ASKS_FOR_AUTHORITY:
        query["authority"] = authority.value
    if follow_up is FollowUp.DECISION_NOTICE:
        query["event_on"] = on.isoformat()
    return f"/cases/{case_id}/deadlines/new?{urlencode(query)}"


def another_appointment(case_id: UUID, appointment_id: UUID, kind: AppointmentKind) -> str:
    """Give the address of the form for another appointment like this one."""
    return f"/cases/{case_id}/appointments/new?{urlencode({'kind': kind.value, 'like': str(appointment_id)})}"


def calls_for_another(status: AppointmentStatus) -> bool:
    """Tell whether an appointment with this status usually has to be made again."""
    return status in _CALLS_FOR_ANOTHER
