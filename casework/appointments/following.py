"""What may follow from an appointment: deadlines, appointments and results, as forms that are filled in already."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from casework.appointments.codes import AppointmentKind, AppointmentStatus, AuthorityKind, DeadlineKind
from casework.appointments.kinds import WITH_AUTHORITY
from casework.cases.codes import ResultKind
from casework.core.codes import Code
from casework.web.i18n import msgid


class FollowUp(Code):
    """What somebody came away with from an appointment; `following.toml` says what each calls for."""

    NOTHING = "nothing", "Nothing for now"
    DECISION_NOTICE = "decision_notice", "A decision was handed over or announced"
    DOCUMENTS_REQUESTED = "documents_requested", "Documents have to be handed in"
    TITLE_ISSUED = "title_issued", "A new residence title with an expiry date"
    FICTION_ISSUED = "fiction_issued", "A provisional certificate with an expiry date"
    NATURALISED = "naturalised", "Naturalised"
    BUSINESS_REGISTERED = "business_registered", "The business is registered"
    COMPANY_FOUNDED = "company_founded", "A company was founded"
    START_PLANNED = "start_planned", "The start of the business has a date"
    JOB_FOUND = "job_found", "A job or training place was found"
    JOB_LOST = "job_lost", "A job ends"
    BENEFIT_GRANTED = "benefit_granted", "A benefit was granted"
    RECOGNITION_APPLIED = "recognition_applied", "The application for recognition is handed in"
    RECOGNISED = "recognised", "The qualification was recognised in full or in part"
    JUDGMENT = "judgment", "The court set a date or decided"
    COURSE_FOUND = "course_found", "A place in a course was found"
    EXAM_PASSED = "exam_passed", "The exam was passed"
    HOME_FOUND = "home_found", "A flat was found"
    LEFT_PROJECT = "left_project", "The project was left"
    PLAN_AGREED = "plan_agreed", "The next steps are agreed"
    FURTHER_APPOINTMENT = "further_appointment", "A further appointment is needed"


class Proposal(msgspec.Struct):
    """What may follow from an appointment: an address of a form that is filled in already, and what it is about."""

    what: str
    href: str
    about: str = ""


class NextDeadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deadline that an outcome calls for."""

    kind: DeadlineKind
    from_day: bool = False
    with_authority: bool = False


class NextAppointment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An appointment that an outcome calls for; without a kind one of the same."""

    kind: str
    in_weeks: int = 0


class FollowUpRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the data file, which explains every field."""

    code: FollowUp
    after: frozenset[str]
    deadlines: tuple[NextDeadline, ...] = ()
    appointments: tuple[NextAppointment, ...] = ()
    results: tuple[ResultKind, ...] = ()

    def fits(self, kind: AppointmentKind) -> bool:
        """Tell whether this may come of an appointment of a kind."""
        return bool(self.after & ({"all", kind.value} | ({"authority"} if kind in WITH_AUTHORITY else set())))


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"rules": "follow_up"}):
    rules: tuple[FollowUpRule, ...]


class Met(msgspec.Struct, frozen=True):
    """The appointment from which something follows."""

    id: UUID
    case_id: UUID
    kind: AppointmentKind
    authority: AuthorityKind | None
    on: date


_CALLS_FOR_ANOTHER = frozenset(
    {AppointmentStatus.NO_SHOW, AppointmentStatus.RESCHEDULED, AppointmentStatus.CANCELLED_COUNTERPART}
)


@cache
def rules() -> dict[FollowUp, FollowUpRule]:
    """Give what follows from what, as the data file says it."""
    found = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=_Data)
    return {rule.code: rule for rule in found.rules}


def follow_ups(kind: AppointmentKind) -> list[tuple[str, str]]:
    """Give what may come of an appointment of a kind, as (code, English label) pairs."""
    return [(code.value, code.label) for code, rule in rules().items() if rule.fits(kind)]


def proposals(met: Met, follow_up: FollowUp) -> Iterator[Proposal]:
    """Give the deadlines, then the appointments, then the results that an outcome calls for."""
    rule = rules()[follow_up]
    for deadline in rule.deadlines:
        yield Proposal(msgid("Enter the deadline"), _deadline_form(met, deadline), deadline.kind.label)
    for following in rule.appointments:
        kind = met.kind if following.kind == "same" else AppointmentKind(following.kind)
        on = met.on + timedelta(weeks=following.in_weeks) if following.in_weeks else None
        like = met.id if kind is met.kind else None
        yield Proposal(msgid("Make a new appointment"), _appointment_form(met.case_id, kind, like, on), kind.label)
    for result in rule.results:
        query = urlencode({"result_kind": result.value, "reached_on": met.on.isoformat()})
        yield Proposal(msgid("Record the result"), f"/cases/{met.case_id}/results?{query}", result.label)


def after_missing(met: Met) -> Iterator[Proposal]:
    """Give what may be done about an appointment that was missed: call, take it as a task, make a new one."""
    yield Proposal(msgid("Make a new appointment"), another_appointment(met.case_id, met.id, met.kind), met.kind.label)
    yield Proposal(msgid("Call, and note it"), f"/cases/{met.case_id}#note")
    yield Proposal(msgid("Take it as a task"), f"/cases/{met.case_id}/tasks")


def another_appointment(case_id: UUID, appointment_id: UUID, kind: AppointmentKind) -> str:
    """Give the address of the form for another appointment like this one."""
    return _appointment_form(case_id, kind, appointment_id, None)


def calls_for_another(status: AppointmentStatus) -> bool:
    """Tell whether an appointment with this status usually has to be made again."""
    return status in _CALLS_FOR_ANOTHER


def _deadline_form(met: Met, deadline: NextDeadline) -> str:
    query = {"kind": deadline.kind.value}
    if deadline.with_authority and met.authority is not None:
        query["authority"] = met.authority.value
    if deadline.from_day:
        query["event_on"] = met.on.isoformat()
    return f"/cases/{met.case_id}/deadlines/new?{urlencode(query)}"


def _appointment_form(case_id: UUID, kind: AppointmentKind, like: UUID | None, on: date | None) -> str:
    query = {"kind": kind.value}
    if like is not None:
        query["like"] = str(like)
    if on is not None:
        query["on"] = on.isoformat()
    return f"/cases/{case_id}/appointments/new?{urlencode(query)}"
