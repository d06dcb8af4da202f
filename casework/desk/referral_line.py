"""Where the referrals of a case stand, as a line of stations from sending to outcome."""

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Text, Uuid, bindparam, cast, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.consent.codes import DataCategory
from casework.core.model import ORG
from casework.referrals.codes import AWAITING_ANSWER, BEFORE_SENDING, UNDER_WAY, WITH_OUTCOME, derived_state
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


class Line(NamedTuple):
    """One referral of a case with its stations."""

    id: UUID
    title: str
    recipient_name: str
    categories: list[DataCategory]
    persons: list[tuple[State, int]]
    is_open: bool
    stations: list[Station]


class _Row(NamedTuple):
    id: UUID
    recipient_name: str
    offer_title: str | None
    categories: list[str]
    states: list[str] | None
    steps: str | None


_OF_REFERRAL = (ReferralPerson.org_id == Referral.org_id, ReferralPerson.referral_id == Referral.id)
_STEP = func.json_build_array(ReferralStep.state, ReferralStep.at)
LINES = Read(
    Referral,
    "list",
    _Row,
    select(
        Referral.id,
        Referral.recipient_name,
        Referral.offer_title,
        Referral.categories,
        select(func.array_agg(ReferralPerson.state)).where(*_OF_REFERRAL).scalar_subquery().label("states"),
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
    .where(Referral.org_id == ORG, Referral.case_id == bindparam("case_id", type_=Uuid()))
    .order_by(Referral.created_at.desc(), Referral.id)
    .limit(bindparam("limit", type_=Integer())),
)
_STEPS = msgspec.json.Decoder(list[tuple[str, datetime]])


async def referral_lines(gate: Gate, case_id: UUID) -> list[Line]:
    """Give the newest referrals of a case with their stations, as far as the actor may know them."""
    if not gate.may(Referral, "list", within="assigned"):
        return []
    return [_line(row) for row in await gate.select(LINES, case_id=case_id, limit=SHOWN) if row.states]


def _line(row: _Row) -> Line:
    states = [State(code) for code in row.states or ()]
    first: dict[State, datetime] = {}
    for code, at in _STEPS.decode(row.steps or "[]"):
        first[State(code)] = min(at, first.get(State(code), at))
    released = [category for category in DataCategory if category in row.categories]
    title = row.offer_title or row.recipient_name
    persons = [(state, states.count(state)) for state in State if state in states]
    is_open = any(state in _OPEN for state in states)
    return Line(row.id, title, row.recipient_name, released, persons, is_open, stations(_foremost(states), first))


def _foremost(states: list[State]) -> State:
    """Give the state of whoever is furthest along; the words below the line tell about the others."""
    stops = {state: number for number, (_, there) in enumerate(STATIONS) for state in there}
    under_way = [state for state in states if state in stops]
    return max(under_way, key=lambda state: stops[state]) if under_way else derived_state(states)


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
