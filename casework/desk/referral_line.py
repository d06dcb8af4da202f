"""Where the referrals of a case stand, as a line of stations from sending to outcome."""

from collections import defaultdict
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Text, Uuid, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.consent.codes import DataCategory
from casework.core.model import ORG
from casework.people.models import Client
from casework.referrals.codes import AWAITING_ANSWER, BEFORE_SENDING, UNDER_WAY, WITH_OUTCOME, ReferralKind
from casework.referrals.codes import ReferralState as State
from casework.referrals.models import Referral, ReferralPerson, ReferralStep
from casework.web.i18n import msgid

SHOWN = 3
STATIONS: tuple[tuple[str, frozenset[State]], ...] = (
    (msgid("sent"), frozenset({State.SENT, State.DELIVERED})),
    (msgid("checked"), frozenset({State.IN_REVIEW, State.INFO_REQUESTED, State.REDIRECT_PROPOSED, State.WAITLISTED})),
    (msgid("accepted"), frozenset({State.ACCEPTED, State.FIRST_CONTACT})),
    (msgid("started"), frozenset({State.STARTED})),
    (msgid("outcome"), WITH_OUTCOME),
)
_OPEN = BEFORE_SENDING | AWAITING_ANSWER | UNDER_WAY


class Station(NamedTuple):
    """One station of the line: its name, when it was first reached, and how it stands."""

    label: str
    reached: datetime | None
    state: Literal["done", "now", "open", "stopped"]


class Way(NamedTuple):
    """How far one person of a referral has come; without a name it is told of all of them."""

    name: str
    state: State
    stations: list[Station]


class Line(NamedTuple):
    """One referral of a case with the way of each person."""

    id: UUID
    title: str
    recipient_name: str
    categories: list[DataCategory]
    persons: list[tuple[State, int]]
    is_open: bool
    ways: list[Way]


class _Row(NamedTuple):
    id: UUID
    recipient_name: str
    offer_title: str | None
    categories: list[str]
    people: str | None
    steps: str | None


_OF_REFERRAL = (ReferralPerson.org_id == Referral.org_id, ReferralPerson.referral_id == Referral.id)
_STEP = func.json_build_array(ReferralPerson.id, ReferralStep.state, ReferralStep.at)
_PERSON = func.json_build_array(
    ReferralPerson.id,
    func.trim(func.concat(Client.given_name, literal(" ", Text()), Client.family_name)),
    ReferralPerson.state,
)
LINES = Read(
    Referral,
    "list",
    _Row,
    select(
        Referral.id,
        Referral.recipient_name,
        Referral.offer_title,
        Referral.categories,
        select(cast(func.json_agg(aggregate_order_by(_PERSON, ReferralPerson.id)), Text))
        .select_from(ReferralPerson)
        .join(Client, (Client.org_id == ReferralPerson.org_id) & (Client.id == ReferralPerson.client_id))
        .where(*_OF_REFERRAL)
        .scalar_subquery()
        .label("people"),
        select(cast(func.json_agg(_STEP), Text))
        .select_from(ReferralPerson)
        .join(
            ReferralStep,
            (ReferralStep.org_id == ReferralPerson.org_id) & (ReferralStep.person_id == ReferralPerson.id),
        )
        .where(*_OF_REFERRAL)
        .scalar_subquery()
        .label("steps"),
    )
    .where(
        Referral.org_id == ORG,
        Referral.case_id == bindparam("case_id", type_=Uuid()),
        Referral.referral_kind != ReferralKind.INFO_ONLY.value,
    )
    .order_by(Referral.created_at.desc(), Referral.id)
    .limit(bindparam("limit", type_=Integer())),
)
_STEPS = msgspec.json.Decoder(list[tuple[UUID, str, datetime]])
_PEOPLE = msgspec.json.Decoder(list[tuple[UUID, str, str]])


async def referral_lines(gate: Gate, case_id: UUID) -> list[Line]:
    """Give the newest referrals of a case with the way of each person, as far as the actor may know them."""
    if not gate.may(Referral, "list", within="assigned"):
        return []
    return [_line(row) for row in await gate.select(LINES, case_id=case_id, limit=SHOWN) if row.people]


def _line(row: _Row) -> Line:
    people = _PEOPLE.decode(row.people or "[]")
    first: dict[UUID, dict[State, datetime]] = defaultdict(dict)
    for person, code, at in _STEPS.decode(row.steps or "[]"):
        known = first[person]
        known[State(code)] = min(at, known.get(State(code), at))
    ways = [Way(name, State(code), stations(State(code), first[person])) for person, name, code in people]
    states = [way.state for way in ways]
    if len(set(states)) == 1:
        # Who goes the same way is told once.
        ways = [ways[0]._replace(name="")]
    released = [category for category in DataCategory if category in row.categories]
    title = row.offer_title or row.recipient_name
    persons = [(state, states.count(state)) for state in State if state in states]
    is_open = any(state in _OPEN for state in states)
    return Line(row.id, title, row.recipient_name, released, persons, is_open, ways)


def stations(state: State, first: dict[State, datetime]) -> list[Station]:
    """Give the stations of a referral in a state, with the moments at which states were first reached."""
    reached = [min((first[one] for one in states if one in first), default=None) for _, states in STATIONS]
    here = next((number for number, (_, states) in enumerate(STATIONS) if state in states), None)
    if here is not None:
        last = len(STATIONS) - 1
        return [
            Station(label, reached[number], _standing(number, last + 1 if here == last else here))
            for number, (label, _) in enumerate(STATIONS)
        ]
    if state in BEFORE_SENDING:
        return [Station(label, None, "open") for label, _ in STATIONS]
    passed = [Station(label, at, "done") for (label, _), at in zip(STATIONS, reached, strict=True) if at]
    return [*passed, Station(state.label, first.get(state), "stopped")]


def _standing(number: int, here: int) -> Literal["done", "now", "open"]:
    return "done" if number < here else "now" if number == here else "open"
