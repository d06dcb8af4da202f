"""Named reads of one sent referral, and the preview of what would be sent."""

from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import json
from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.audit.recorder import Event
from casework.consent.codes import DataCategory
from casework.core.errors import NotFound, Stale
from casework.core.model import ORG
from casework.identity.models import Member
from casework.people.models import Client
from casework.referrals import choices
from casework.referrals.codes import (
    DeclineReason,
    Party,
    ReferralAct,
    ReferralKind,
    ReferralState,
    RevocationDecision,
    allowed_acts,
    derived_state,
)
from casework.referrals.models import Referral, ReferralPerson, ReferralStep
from casework.referrals.parcel import fingerprint
from casework.referrals.views import (
    PersonView,
    Preview,
    PreviewedPerson,
    ReferralView,
    StepView,
    is_overdue,
)

# What the program does by itself, or through acts of their own, is no button for people.
NOT_BY_HAND = {ReferralAct.SEND, ReferralAct.REVOKE, ReferralAct.DELIVER, ReferralAct.EXPIRE, ReferralAct.EDIT}


class ReferralFacts(NamedTuple):
    """A referral as it stands in its row, with who made it and how the reader stands to it."""

    id: UUID
    case_id: UUID
    kind: str
    recipient_org_id: UUID | None
    recipient_name: str
    offer_id: UUID | None
    offer_title: str | None
    categories: list[str]
    message: str | None
    respond_by: Any
    created_at: Any
    created_by_name: str
    sent_at: Any
    delivered_at: Any
    version: int
    standing: str


class PersonFacts(NamedTuple):
    """A person of a referral as they stand in their row, and how the reader stands to the referral."""

    id: UUID
    referral_id: UUID
    client_id: UUID
    given_name: str
    family_name: str
    release_id: UUID | None
    state: str
    state_at: Any
    reason_code: str | None
    words: str | None
    place_in_line: int | None
    receiver_decision: str | None
    version: int
    standing: str


_REFERRAL_COLUMNS = (
    *(getattr(Referral, name) for name in ("id", "case_id", "referral_kind", "recipient_org_id", "recipient_name")),
    *(getattr(Referral, name) for name in ("offer_id", "offer_title", "categories", "message", "respond_by")),
    Referral.created_at,
    Member.name.label("created_by_name"),
    *(getattr(Referral, name) for name in ("sent_at", "delivered_at", "version")),
    Referral.relation().label("standing"),
)
_PERSON_COLUMNS = (
    *(getattr(ReferralPerson, name) for name in ("id", "referral_id", "client_id")),
    Client.given_name,
    Client.family_name,
    *(getattr(ReferralPerson, name) for name in ("release_id", "state", "state_at", "reason_code", "words")),
    *(getattr(ReferralPerson, name) for name in ("place_in_line", "receiver_decision", "version")),
    ReferralPerson.relation().label("standing"),
)


@lru_cache(maxsize=16)
def _referral(act: str) -> Read[ReferralFacts]:
    statement = (
        select(*_REFERRAL_COLUMNS)
        .select_from(Referral)
        .join(Member, (Member.org_id == Referral.org_id) & (Member.id == Referral.created_by))
        .where(Referral.org_id == ORG, Referral.id == bindparam("id", type_=Uuid()))
    )
    return Read(Referral, act, ReferralFacts, statement)


def _persons() -> Select[Any]:
    joined = (Client.org_id == ReferralPerson.org_id) & (Client.id == ReferralPerson.client_id)
    return select(*_PERSON_COLUMNS).select_from(ReferralPerson).join(Client, joined).where(ReferralPerson.org_id == ORG)


@lru_cache(maxsize=16)
def _person(act: str) -> Read[PersonFacts]:
    return Read(ReferralPerson, act, PersonFacts, _persons().where(ReferralPerson.id == bindparam("id", type_=Uuid())))


PERSONS = Read(
    ReferralPerson,
    "list",
    PersonFacts,
    _persons()
    .where(ReferralPerson.referral_id == bindparam("referral", type_=Uuid()))
    .order_by(Client.sort_key, ReferralPerson.id),
)
STEPS = Read(
    ReferralStep,
    "list",
    StepView,
    select(*(getattr(ReferralStep, name) for name in StepView.__struct_fields__))
    .where(ReferralStep.org_id == ORG, ReferralStep.person_id == func.any(bindparam("persons", type_=ARRAY(Uuid()))))
    .order_by(ReferralStep.at, ReferralStep.id),
)


async def facts(gate: Gate, referral_id: UUID, act: str, *, version: int | None = None) -> ReferralFacts:
    """Give a referral's row for one act; raises NotFound, Denied, or Stale for another version than expected."""
    row = await gate.one(_referral(act), referral_id)
    if version is not None and version != row.version:
        raise Stale
    return row


async def person(
    gate: Gate, referral_id: UUID, person_id: UUID, act: str, *, version: int | None = None
) -> PersonFacts:
    """Give one person of a referral for one act; raises NotFound, Denied, or Stale for another version."""
    row = await gate.one(_person(act), person_id)
    if row.referral_id != referral_id:
        raise NotFound
    if version is not None and version != row.version:
        raise Stale
    return row


async def persons_of(gate: Gate, referral_id: UUID) -> list[PersonFacts]:
    """Give everyone in a referral, by name."""
    return await gate.select(PERSONS, referral=referral_id)


async def view(gate: Gate, referral_id: UUID) -> ReferralView:
    """Give a referral with its persons, their steps and what the reader may do; raises NotFound or Denied."""
    row = await facts(gate, referral_id, "read")
    rows = await persons_of(gate, referral_id)
    steps = await gate.select(STEPS, persons=[found.id for found in rows])
    persons = [_view_of(gate, found, steps) for found in rows]
    states = [found.state for found in persons]
    return ReferralView(
        id=row.id,
        case_id=row.case_id,
        kind=ReferralKind(row.kind),
        state=derived_state(states),
        recipient_org_id=row.recipient_org_id,
        recipient_name=row.recipient_name,
        offer_id=row.offer_id,
        offer_title=row.offer_title,
        categories=[category for category in DataCategory if category in row.categories],
        message=row.message,
        respond_by=row.respond_by,
        overdue=is_overdue(row.respond_by, [str(state) for state in states]),
        created_at=row.created_at,
        created_by_name=row.created_by_name,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        version=row.version,
        acts=_acts_on(gate, row, states),
        persons=persons,
    )


def permission_for(act: ReferralAct) -> str:
    """Give the policy's word for what a sender's step needs; a colleague of the team may withdraw, too."""
    return "withdraw" if act is ReferralAct.WITHDRAW else "update"


def _acts_on(gate: Gate, row: ReferralFacts, states: list[ReferralState]) -> list[str]:
    found = []
    if row.sent_at is None and gate.may(Referral, "update", within=row.standing):
        found.append("edit")
    if ReferralState.READY in states and gate.may(Referral, "send", within=row.standing):
        found.append("send")
    withdrawable = any(ReferralAct.WITHDRAW in allowed_acts(state, Party.SENDER) for state in states)
    if withdrawable and gate.may(Referral, "withdraw", within=row.standing):
        found.append("withdraw")
    return found


def _view_of(gate: Gate, row: PersonFacts, steps: list[StepView]) -> PersonView:
    state = ReferralState(row.state)
    return PersonView(
        id=row.id,
        referral_id=row.referral_id,
        client_id=row.client_id,
        name=f"{row.given_name} {row.family_name}".strip(),
        release_id=row.release_id,
        state=state,
        state_at=row.state_at,
        reason=DeclineReason(row.reason_code) if row.reason_code else None,
        words=row.words,
        place_in_line=row.place_in_line,
        receiver_decision=RevocationDecision(row.receiver_decision) if row.receiver_decision else None,
        version=row.version,
        acts=[
            act.value
            for act in allowed_acts(state, Party.SENDER)
            if act not in NOT_BY_HAND and gate.may(ReferralPerson, permission_for(act), within=row.standing)
        ],
        steps=[step for step in steps if step.person_id == row.id],
    )


async def preview(gate: Gate, referral_id: UUID) -> Preview:
    """Give what the receiver would see of everyone who is not sent yet; only those who are ready would be sent."""
    await facts(gate, referral_id, "read")
    rows = [row for row in await persons_of(gate, referral_id) if row.state in {"draft", "consent_pending", "ready"}]
    found: list[PreviewedPerson] = []
    ready: list[tuple[UUID, str]] = []
    for row in rows:
        ((text,),) = await gate.call("select app.preview_parcel($1)::text", row.id)
        found.append(PreviewedPerson(row.id, ReferralState(row.state), json.decode(text)))
        if row.state == ReferralState.READY:
            ready.append((row.id, text))
    gate.note(Event("read", "parcel", referral_id, [row.client_id for row in rows], ["preview"]))
    return Preview(fingerprint(text for _, text in sorted(ready)), found)


async def successors(gate: Gate, referral_id: UUID, person_id: UUID) -> list[choices.OfferRow]:
    """Give up to five offers to which a person of a referral could go next, the nearest first."""
    row = await facts(gate, referral_id, "read")
    if row.recipient_org_id is None:
        return []
    client_id = (await person(gate, referral_id, person_id, "read")).client_id
    living = {found.id: found.district for found in await choices.case_persons(gate, row.case_id)}
    district = living.get(client_id)
    return await choices.successors(gate, row.offer_id, row.recipient_org_id, [district] if district else [])
