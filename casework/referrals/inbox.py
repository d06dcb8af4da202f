"""Named reads of what was received."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import json
from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, and_, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.consent.codes import DataCategory
from casework.core.errors import NotFound, Stale
from casework.core.model import ORG
from casework.people import likely
from casework.people.names import Name
from casework.people.schemas import LikelyDuplicate
from casework.referrals.codes import (
    UNDER_WAY,
    DeclineReason,
    Party,
    ReferralKind,
    ReferralState,
    RevocationDecision,
    allowed_acts,
    derived_state,
)
from casework.referrals.models import Parcel, ReceivedPerson, ReceivedReferral
from casework.referrals.queries import STEPS
from casework.referrals.views import ReceivedPersonView, ReceivedView, StepView, is_overdue

_UUIDS = ARRAY(Uuid())


class Envelope(NamedTuple):
    """A received referral as it stands in its row."""

    id: UUID
    sender_name: str
    sender_person: str
    referral_kind: str
    offer_id: UUID | None
    offer_title: str | None
    categories: list[str]
    respond_by: date | None
    delivered_at: datetime
    version: int


class ReceivedFacts(NamedTuple):
    """A person of a received referral as they stand in their row, and how many wait up to them."""

    id: UUID
    received_id: UUID
    offer_id: UUID | None
    state: str
    state_at: datetime
    reason_code: str | None
    words: str | None
    client_id: UUID | None
    created_client: bool
    case_id: UUID | None
    revoked_at: datetime | None
    decision: str | None
    version: int
    place_in_line: int | None


class Content(NamedTuple):
    """A parcel: whose, what, and the sender's message."""

    id: UUID
    snapshot: str
    message: str | None


def _place_in_line() -> ColumnElement[int | None]:
    """Give the SQL for a waiting person's place: how many of the same offer have waited as long or longer."""
    other = aliased(ReceivedPerson)
    longer = or_(
        other.waiting_since < ReceivedPerson.waiting_since,
        and_(other.waiting_since == ReceivedPerson.waiting_since, other.id <= ReceivedPerson.id),
    )
    waiting = (
        select(func.count())
        .select_from(other)
        .where(
            other.org_id == ReceivedPerson.org_id,
            other.offer_id == ReceivedPerson.offer_id,
            other.state == ReferralState.WAITLISTED.value,
            longer,
        )
        .scalar_subquery()
    )
    in_line = (ReceivedPerson.state == ReferralState.WAITLISTED.value) & ReceivedPerson.offer_id.is_not(None)
    return case((in_line, waiting), else_=None)


def _persons() -> Select[Any]:
    columns = [getattr(ReceivedPerson, name) for name in ReceivedFacts._fields[:-1]]
    return select(*columns, _place_in_line().label("place_in_line")).where(ReceivedPerson.org_id == ORG)


@lru_cache(maxsize=4)
def _envelope(act: str) -> Read[Envelope]:
    columns = [getattr(ReceivedReferral, name) for name in Envelope._fields]
    chosen = (ReceivedReferral.org_id == ORG, ReceivedReferral.id == bindparam("id", type_=Uuid()))
    return Read(ReceivedReferral, act, Envelope, select(*columns).where(*chosen))


@lru_cache(maxsize=4)
def _person(act: str) -> Read[ReceivedFacts]:
    chosen = ReceivedPerson.id == bindparam("id", type_=Uuid())
    return Read(ReceivedPerson, act, ReceivedFacts, _persons().where(chosen))


PERSONS = Read(
    ReceivedPerson,
    "list",
    ReceivedFacts,
    _persons().where(ReceivedPerson.received_id == bindparam("received", type_=Uuid())).order_by(ReceivedPerson.id),
)
PARCELS = Read(
    Parcel,
    "read",
    Content,
    select(Parcel.id, cast(Parcel.snapshot, Text()).label("snapshot"), Parcel.message).where(
        Parcel.org_id == ORG, Parcel.id == func.any(bindparam("persons", type_=_UUIDS))
    ),
    action="read",
)


async def envelope(gate: Gate, received_id: UUID, act: str) -> Envelope:
    """Give a received referral's row for one act; raises NotFound or Denied."""
    return await gate.one(_envelope(act), received_id)


async def person(
    gate: Gate, received_id: UUID, person_id: UUID, act: str, *, version: int | None = None
) -> ReceivedFacts:
    """Give one person of a received referral for one act; raises NotFound, Denied, or Stale for another version."""
    row = await gate.one(_person(act), person_id)
    if row.received_id != received_id:
        raise NotFound
    if version is not None and version != row.version:
        raise Stale
    return row


async def persons_of(gate: Gate, received_id: UUID) -> list[ReceivedFacts]:
    """Give everyone in a received referral."""
    return await gate.select(PERSONS, received=received_id)


async def parcels(gate: Gate, person_ids: Sequence[UUID]) -> dict[UUID, tuple[dict[str, Any], str | None]]:
    """Give the parcels of these persons that may still be read, with the sender's message."""
    found = await gate.select(PARCELS, persons=list(person_ids))
    return {row.id: (json.decode(row.snapshot), row.message) for row in found}


async def view(gate: Gate, received_id: UUID) -> ReceivedView:
    """Give a received referral: envelope, parcels, states and what may be done now; raises NotFound or Denied."""
    row = await envelope(gate, received_id, "read")
    rows = await persons_of(gate, received_id)
    keys = [found.id for found in rows]
    contents = await parcels(gate, keys)
    steps = await gate.select(STEPS, persons=keys)
    persons = [_view_of(gate, found, contents.get(found.id, (None, None))[0], steps) for found in rows]
    persons.sort(key=lambda found: (found.name == "", found.name, found.id))
    messages = [message for _, message in contents.values() if message]
    return ReceivedView(
        id=row.id,
        sender_name=row.sender_name,
        sender_person=row.sender_person,
        kind=ReferralKind(row.referral_kind),
        state=derived_state(found.state for found in persons),
        offer_id=row.offer_id,
        offer_title=row.offer_title,
        categories=[category for category in DataCategory if category in row.categories],
        message=messages[0] if messages else None,
        respond_by=row.respond_by,
        overdue=is_overdue(row.respond_by, [found.state.value for found in persons]),
        delivered_at=row.delivered_at,
        version=row.version,
        persons=persons,
    )


async def likely_duplicates(gate: Gate, parcel: dict[str, Any]) -> list[LikelyDuplicate]:
    """Give the receiver's own clients who may be the person in a parcel."""
    contact = parcel.get("contact", {})
    spellings = [
        Name(contact.get("given_name", ""), contact.get("family_name", "")),
        Name(contact.get("native_given_name", ""), contact.get("native_family_name", "")),
    ]
    return await likely.likely_duplicates(gate, spellings, None, "unknown")


def _view_of(
    gate: Gate, row: ReceivedFacts, parcel: dict[str, Any] | None, steps: list[StepView]
) -> ReceivedPersonView:
    state = ReferralState(row.state)
    return ReceivedPersonView(
        id=row.id,
        received_id=row.received_id,
        offer_id=row.offer_id,
        state=state,
        state_at=row.state_at,
        reason=DeclineReason(row.reason_code) if row.reason_code else None,
        words=row.words,
        place_in_line=row.place_in_line,
        client_id=row.client_id,
        created_client=row.created_client,
        case_id=row.case_id,
        revoked_at=row.revoked_at,
        decision=RevocationDecision(row.decision) if row.decision else None,
        version=row.version,
        parcel=parcel,
        acts=_acts_on(gate, row, state),
        steps=[step for step in steps if step.person_id == row.id],
    )


def _acts_on(gate: Gate, row: ReceivedFacts, state: ReferralState) -> list[str]:
    if not gate.may(ReceivedPerson, "answer"):
        return []
    found = [act.value for act in allowed_acts(state, Party.RECEIVER)]
    if state in UNDER_WAY and row.client_id is None:
        found.append("take_over")
    if row.revoked_at is not None and row.decision is None:
        found.append("decide")
    return found
