"""What a member has before them today: appointments, deadlines, referrals, and whom they have not met for long."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, DateTime, Integer, Text, bindparam, exists, func, literal, or_, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments import queries as appointments
from casework.appointments.models import Appointment, Deadline
from casework.appointments.schemas import AppointmentRow
from casework.cases.handover_models import CaseHandover
from casework.cases.handover_queries import waiting_for_me
from casework.cases.handover_schemas import WaitingHandover
from casework.cases.models import Case
from casework.cases.queries import my_silent_cases
from casework.cases.schemas import CaseChoice
from casework.cases.task_queries import my_open_tasks
from casework.cases.task_schemas import TaskView
from casework.core.clock import now, today
from casework.core.model import ACTOR, ORG
from casework.desk.deputising import StandIn, stand_ins
from casework.desk.urgent import UrgentDeadline, urgent_deadlines
from casework.referrals import lists
from casework.referrals.codes import ENDED, Party, ReferralKind, ReferralState, derived_state
from casework.referrals.models import ReceivedReferral, Referral, ReferralPerson
from casework.referrals.views import ReceivedRow, is_overdue

SOON = timedelta(days=14)
SILENCE = timedelta(days=60)
NEWS = timedelta(days=14)
SHOWN = 8
_TO_ANSWER = {ReferralState.DELIVERED.value, ReferralState.IN_REVIEW.value}


def next_weekday(day: date) -> date:
    """Give the day after, or the Monday after a weekend: on a Friday one wants to know what Monday brings."""
    following = day + timedelta(days=1)
    return following + timedelta(days=(7 - following.weekday()) % 7 if following.weekday() > 4 else 0)


class WaitingReferral(Struct):
    """A referral in one of one's own cases that waits for somebody, or was answered lately."""

    id: UUID
    case_id: UUID
    case_title: str
    recipient_name: str
    offer_title: str | None
    respond_by: date | None
    since: datetime
    states: list[str]

    @property
    def state(self) -> ReferralState:
        """Give where the referral stands as a whole."""
        return derived_state(ReferralState(state) for state in self.states)

    @property
    def persons_by_state(self) -> list[tuple[ReferralState, int]]:
        """Give how many persons stand where, in the order of the list of states."""
        return [(state, self.states.count(state)) for state in ReferralState if state in self.states]

    @property
    def waits_for_me(self) -> bool:
        """Tell whether the sender has to do something."""
        return self.state.waits_for is Party.SENDER

    @property
    def is_answered(self) -> bool:
        """Tell whether the other side has given its answer."""
        answered = ENDED | {ReferralState.ACCEPTED, ReferralState.WAITLISTED, ReferralState.STARTED}
        return any(ReferralState(state) in answered for state in self.states)

    @property
    def overdue(self) -> bool:
        """Tell whether an answer is awaited longer than was agreed."""
        return is_overdue(self.respond_by, self.states)

    @property
    def has_expired(self) -> bool:
        """Tell whether somebody was never answered, so that another way has to be found for them."""
        return ReferralState.EXPIRED in self.states


class Today(Struct):
    """Everything on the start page of those who counsel or run offers; what they may not see is an empty list."""

    day: date
    appointments: list[AppointmentRow]
    deadlines: list[UrgentDeadline]
    inbox: list[ReceivedRow]
    referrals: list[WaitingReferral]
    silent: list[CaseChoice]
    handovers: list[WaitingHandover] = []
    stand_ins: list[StandIn] = []
    tasks: list[TaskView] = []

    @property
    def soon(self) -> int:
        """Give how many deadlines end within the next 14 days."""
        return sum(deadline.due_on <= self.day + SOON for deadline in self.deadlines)

    @property
    def waiting(self) -> int:
        """Give how many referrals wait for the reader's organisation or for the reader."""
        return len(self.inbox) + sum(referral.waits_for_me for referral in self.referrals)


_OF_REFERRAL = (ReferralPerson.org_id == Referral.org_id, ReferralPerson.referral_id == Referral.id)
_SINCE = select(func.max(ReferralPerson.state_at)).where(*_OF_REFERRAL).scalar_subquery()
_OPEN_STATES = literal(sorted(set(ReferralState) - ENDED), ARRAY(Text()))
WAITING = Read(
    Referral,
    "list",
    WaitingReferral,
    select(
        Referral.id,
        Referral.case_id,
        Case.title.label("case_title"),
        Referral.recipient_name,
        Referral.offer_title,
        Referral.respond_by,
        _SINCE.label("since"),
        select(func.array_agg(ReferralPerson.state)).where(*_OF_REFERRAL).scalar_subquery().label("states"),
    )
    .join(Case, (Case.org_id == Referral.org_id) & (Case.id == Referral.case_id))
    .where(
        Referral.org_id == ORG,
        Case.owner_id == ACTOR,
        Referral.referral_kind != ReferralKind.INFO_ONLY.value,
        exists().where(
            *_OF_REFERRAL,
            or_(
                ReferralPerson.state == func.any(_OPEN_STATES),
                ReferralPerson.state_at > bindparam("news", type_=DateTime(timezone=True)),
            ),
        ),
    )
    .order_by(_SINCE.desc(), Referral.id)
    .limit(bindparam("limit", type_=Integer())),
)


async def overview(gate: Gate, language: str) -> Today:
    """Give what the actor has before them, each part as far as their role may see it."""
    day, me = today(), gate.actor.member_id
    may_answer = gate.may(ReceivedReferral, "answer")
    books = gate.may(Appointment, "list", within="assigned")
    return Today(
        day=day,
        appointments=await appointments.upcoming(gate, me, day, next_weekday(day)) if books else [],
        deadlines=await _deadlines(gate, day, language) if gate.may(Deadline, "list", within="assigned") else [],
        inbox=await _inbox(gate) if may_answer else [],
        referrals=await _referrals(gate) if gate.may(Referral, "list", within="assigned") else [],
        silent=await my_silent_cases(gate, now() - SILENCE, SHOWN) if gate.may(Case, "list", within="assigned") else [],
        stand_ins=await stand_ins(gate, day, next_weekday(day), language) if books else [],
        handovers=await waiting_for_me(gate) if gate.may(CaseHandover, "list", within="assigned") else [],
        tasks=await my_open_tasks(gate, SHOWN),
    )


async def house_appointments(gate: Gate) -> list[AppointmentRow]:
    """Give the appointments of the whole house today and tomorrow, as the front desk needs them."""
    return await appointments.upcoming(gate, None, today(), next_weekday(today()))


async def _deadlines(gate: Gate, day: date, language: str) -> list[UrgentDeadline]:
    if led := gate.actor.led_teams:
        return await urgent_deadlines(gate, day, language, team_ids=sorted(led))
    return await urgent_deadlines(gate, day, language, member_id=gate.actor.member_id)


async def _inbox(gate: Gate) -> list[ReceivedRow]:
    rows: list[ReceivedRow] = (await lists.received(gate, open=True)).rows
    return [row for row in rows if row.undecided or _TO_ANSWER & set(row.states)]


async def _referrals(gate: Gate) -> list[WaitingReferral]:
    """Give the referrals that wait for the actor first, then answers, then those that wait for others."""
    found = await gate.select(WAITING, news=now() - NEWS, limit=30)
    urgency = sorted(
        found, key=lambda row: (not (row.waits_for_me or row.has_expired), not row.overdue, not row.is_answered)
    )
    return urgency[:SHOWN]
