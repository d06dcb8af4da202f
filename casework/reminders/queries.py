"""What lies ahead of a member: ids and days only, since a reminder names nobody."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Date, DateTime, Text, bindparam, func, literal, or_, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.codes import AppointmentStatus, DeadlineKind, DeadlineStatus
from casework.appointments.models import Appointment, Deadline
from casework.cases.models import Case
from casework.cases.task_models import Task
from casework.core.clock import ZONE
from casework.core.model import ACTOR, ORG
from casework.desk.today import next_weekday
from casework.plans.codes import PlanState
from casework.plans.models import Plan
from casework.referrals.codes import ReferralState
from casework.referrals.models import ReceivedPerson, ReceivedReferral, Referral, ReferralPerson
from casework.reminders.codes import Subject
from casework.reminders.models import ReminderChoice
from casework.reminders.schemas import Item

# What ended longer ago than this needs no mail any more: whoever starts with reminders is not flooded.
GRACE = timedelta(days=7)
WEEK = timedelta(days=7)
MOST = 500
_MOMENT = DateTime(timezone=True)
_LATELY = bindparam("lately", type_=_MOMENT)
_OPEN = literal([status.value for status in AppointmentStatus if status.is_open], ARRAY(Text()))
# One's own drafts wait as well, but nobody has to be told of those.
_ASKED_BACK = literal([ReferralState.INFO_REQUESTED.value, ReferralState.REDIRECT_PROPOSED.value], ARRAY(Text()))
_TO_ANSWER = literal([ReferralState.DELIVERED.value, ReferralState.IN_REVIEW.value], ARRAY(Text()))


def _day_in_berlin(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


APPOINTMENTS = Read(
    Appointment,
    "list",
    lambda key, at: Item(Subject.APPOINTMENT, key, _day_in_berlin(at)),
    select(Appointment.id, Appointment.starts_at)
    .where(
        Appointment.org_id == ORG,
        Appointment.member_id == ACTOR,
        Appointment.starts_at >= bindparam("first", type_=_MOMENT),
        Appointment.starts_at < bindparam("end", type_=_MOMENT),
        Appointment.status == func.any(_OPEN),
    )
    .order_by(Appointment.starts_at)
    .limit(MOST),
)
DEADLINES = Read(
    Deadline,
    "list",
    lambda key, due_on, warn_on: (key, due_on, warn_on),
    select(Deadline.id, Deadline.due_on, Deadline.warn_on)
    .join(Case, (Case.org_id == Deadline.org_id) & (Case.id == Deadline.case_id))
    .where(
        Deadline.org_id == ORG,
        Deadline.status == DeadlineStatus.OPEN.value,
        # Reviews of plans are deadlines, too, and have a line of their own.
        Deadline.deadline_kind != DeadlineKind.PLAN_REVIEW.value,
        Deadline.due_on >= bindparam("first", type_=Date()),
        Case.owner_id == ACTOR,
        Case.closed_on.is_(None),
    )
    .order_by(Deadline.due_on)
    .limit(MOST),
)
SENT = Read(
    ReferralPerson,
    "list",
    lambda key, at: Item(Subject.REFERRAL, key, _day_in_berlin(at)),
    select(ReferralPerson.id, func.greatest(ReferralPerson.state_at, ReferralPerson.reminded_at).label("since"))
    .join(Referral, (Referral.org_id == ReferralPerson.org_id) & (Referral.id == ReferralPerson.referral_id))
    .join(Case, (Case.org_id == Referral.org_id) & (Case.id == Referral.case_id))
    .where(
        ReferralPerson.org_id == ORG,
        Case.owner_id == ACTOR,
        or_(
            ReferralPerson.state == func.any(_ASKED_BACK),
            # After the day by which an answer was agreed the sender has to know as well, and once more when it expired.
            (ReferralPerson.reminded_at >= _LATELY) & (ReferralPerson.state == func.any(_TO_ANSWER)),
            (ReferralPerson.state_at >= _LATELY) & (ReferralPerson.state == ReferralState.EXPIRED.value),
        ),
    )
    .order_by(ReferralPerson.state_at.desc())
    .limit(MOST),
)
RECEIVED = Read(
    ReceivedPerson,
    "list",
    lambda key, at: Item(Subject.REFERRAL, key, _day_in_berlin(at)),
    select(ReceivedPerson.id, func.greatest(ReceivedPerson.state_at, ReceivedPerson.reminded_at).label("since"))
    .where(
        ReceivedPerson.org_id == ORG,
        or_(
            ReceivedPerson.state == func.any(_TO_ANSWER),
            ReceivedPerson.revoked_at.is_not(None) & ReceivedPerson.decision.is_(None),
        ),
    )
    .order_by(ReceivedPerson.state_at.desc())
    .limit(MOST),
)
TASKS = Read(
    Task,
    "list",
    lambda key, due_on: Item(Subject.TASK, key, due_on),
    select(Task.id, Task.due_on)
    .where(
        Task.org_id == ORG,
        Task.assignee_id == ACTOR,
        Task.done_at.is_(None),
        Task.due_on <= bindparam("day", type_=Date()),
        Task.due_on >= bindparam("first", type_=Date()),
    )
    .order_by(Task.due_on)
    .limit(MOST),
)
PLAN_REVIEWS = Read(
    Plan,
    "list",
    lambda key, day: Item(Subject.PLAN_REVIEW, key, day),
    select(Plan.id, Plan.next_review_on)
    .join(Case, (Case.org_id == Plan.org_id) & (Case.id == Plan.case_id))
    .where(
        Plan.org_id == ORG,
        Plan.state == PlanState.AGREED.value,
        Plan.next_review_on <= bindparam("last", type_=Date()),
        Plan.next_review_on >= bindparam("first", type_=Date()),
        Case.owner_id == ACTOR,
        Case.closed_on.is_(None),
    )
    .order_by(Plan.next_review_on)
    .limit(MOST),
)


async def choice_of(gate: Gate) -> ReminderChoice | None:
    """Give what the actor chose, None if nothing yet."""
    found = await gate.all(ReminderChoice, "read", ReminderChoice.member_id == gate.actor.member_id)
    return found[0] if found else None


async def ahead(gate: Gate, subjects: set[Subject], day: date) -> list[Item]:
    """Give what the actor is to be reminded of on a day, sent before or not, as far as their role may see it."""
    found: list[Item] = []
    if Subject.APPOINTMENT in subjects and gate.may(Appointment, "list", within="assigned"):
        first, end = day + timedelta(days=1), next_weekday(day) + timedelta(days=1)
        found += await gate.select(APPOINTMENTS, first=_midnight(first), end=_midnight(end))
    if Subject.DEADLINE in subjects and gate.may(Deadline, "list", within="assigned"):
        rows = await gate.select(DEADLINES, first=day - GRACE)
        found += [item for row in rows if (item := _warning(row[0], row[1], row[2], day)) is not None]
    if Subject.REFERRAL in subjects:
        found += (
            await gate.select(SENT, lately=_midnight(day - GRACE))
            if gate.may(ReferralPerson, "list", within="assigned")
            else []
        )
        found += await gate.select(RECEIVED) if gate.may(ReceivedReferral, "answer") else []
    if Subject.TASK in subjects and gate.may(Task, "list", within="assigned"):
        found += await gate.select(TASKS, day=day, first=day - GRACE)
    if Subject.PLAN_REVIEW in subjects and gate.may(Plan, "list", within="assigned"):
        found += await gate.select(PLAN_REVIEWS, first=day - GRACE, last=day + WEEK)
    return found


def _warning(key: UUID, due_on: date, warn_on: list[date], day: date) -> Item | None:
    """Give the latest warning of a deadline that is due by a day; its own last day warns as well."""
    passed = [warned for warned in {*warn_on, due_on} if warned <= day]
    return Item(Subject.DEADLINE, key, max(passed)) if passed else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)
