"""What goes out about referrals, at both ends; pages and API share it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from casework.consent.codes import DataCategory
from casework.core.clock import today
from casework.referrals.codes import (
    AWAITING_ANSWER,
    DeclineReason,
    Party,
    ReferralKind,
    ReferralState,
    RevocationDecision,
    StepWord,
    derived_state,
)
from casework.referrals.parcel import full_name, native_name

# Whoever is on the waiting list has been answered, however long the list.
UNANSWERED = frozenset(AWAITING_ANSWER - {ReferralState.WAITLISTED})


class ReferralRow(Struct, frozen=True):
    """A sent referral in a list."""

    id: UUID
    case_id: UUID
    recipient_name: str
    offer_title: str | None
    respond_by: date | None
    created_at: datetime
    sent_at: datetime | None
    referral_kind: str
    states: list[str]
    names: list[str]

    @property
    def state(self) -> ReferralState:
        """Give where the referral stands as a whole."""
        return derived_state(ReferralState(state) for state in self.states)

    @property
    def distinct_states(self) -> list[ReferralState]:
        """Give the states of the persons, each once, in their usual order."""
        return [state for state in ReferralState if state in self.states]

    @property
    def overdue(self) -> bool:
        """Tell whether an answer is awaited longer than was agreed."""
        return is_overdue(self.respond_by, self.states)

    @property
    def only_signposted(self) -> bool:
        """Tell whether the persons were shown the way, without any data."""
        return self.referral_kind == ReferralKind.INFO_ONLY


class ReceivedRow(Struct, frozen=True):
    """A received referral in the inbox; names are known as long as the parcel is readable."""

    id: UUID
    sender_name: str
    offer_title: str | None
    respond_by: date | None
    delivered_at: datetime
    states: list[str]
    names: list[str]
    undecided: int

    @property
    def state(self) -> ReferralState:
        """Give where the referral stands as a whole."""
        return derived_state(ReferralState(state) for state in self.states)

    @property
    def distinct_states(self) -> list[ReferralState]:
        """Give the states of the persons, each once, in their usual order."""
        return [state for state in ReferralState if state in self.states]

    @property
    def overdue(self) -> bool:
        """Tell whether our answer is due longer than was agreed."""
        return is_overdue(self.respond_by, self.states)


class StepView(Struct, frozen=True):
    """One step in the life of a person's referral."""

    person_id: UUID
    state: str
    at: datetime
    by_organisation: str
    reason_code: str | None
    words: str | None

    @property
    def word(self) -> StepWord | None:
        """Give what the step tells instead of its state, if it does."""
        return StepWord(self.reason_code) if self.reason_code in set(StepWord) else None

    @property
    def state_code(self) -> ReferralState:
        """Give the state as a code with its label."""
        return ReferralState(self.state)


class PersonView(Struct, kw_only=True):
    """One person of a sent referral, with what the reader may do now."""

    id: UUID
    referral_id: UUID
    client_id: UUID
    name: str
    release_id: UUID | None
    state: ReferralState
    state_at: datetime
    reason: DeclineReason | None
    words: str | None
    place_in_line: int | None
    receiver_decision: RevocationDecision | None
    version: int
    acts: list[str]
    steps: list[StepView] = []


class ReferralView(Struct, kw_only=True):
    """A sent referral with its persons."""

    id: UUID
    case_id: UUID
    kind: ReferralKind
    state: ReferralState
    recipient_org_id: UUID | None
    recipient_name: str
    offer_id: UUID | None
    offer_title: str | None
    categories: list[DataCategory]
    message: str | None
    respond_by: date | None
    overdue: bool
    created_at: datetime
    created_by_name: str
    sent_at: datetime | None
    delivered_at: datetime | None
    version: int
    acts: list[str]
    persons: list[PersonView]


class PreviewedPerson(Struct):
    """One person as the receiver will see them."""

    person_id: UUID
    state: ReferralState
    parcel: dict[str, Any]


class Preview(Struct):
    """Everything that would be transmitted now; `fingerprint` goes into the order to send."""

    fingerprint: str
    persons: list[PreviewedPerson]


class ReceivedPersonView(Struct, kw_only=True):
    """One person of a received referral: the parcel as long as it may be read, the state, and what may be done now."""

    id: UUID
    received_id: UUID
    offer_id: UUID | None
    state: ReferralState
    state_at: datetime
    reason: DeclineReason | None
    words: str | None
    place_in_line: int | None
    client_id: UUID | None
    created_client: bool
    case_id: UUID | None
    revoked_at: datetime | None
    decision: RevocationDecision | None
    version: int
    parcel: dict[str, Any] | None
    acts: list[str]
    steps: list[StepView] = []

    @property
    def must_decide(self) -> bool:
        """Tell whether the release was revoked and nobody has decided yet what happens to the copy."""
        return self.revoked_at is not None and self.decision is None

    @property
    def name(self) -> str:
        """Give the name in the parcel; empty when it may not be read (any more)."""
        return full_name(self.parcel or {})

    @property
    def native_name(self) -> str:
        """Give the name in the person's own script in the parcel; empty when it was not passed on."""
        return native_name(self.parcel or {})


class ReceivedView(Struct, kw_only=True):
    """A received referral: the envelope and its persons."""

    id: UUID
    sender_name: str
    sender_person: str
    kind: ReferralKind
    state: ReferralState
    offer_id: UUID | None
    offer_title: str | None
    categories: list[DataCategory]
    message: str | None
    respond_by: date | None
    overdue: bool
    delivered_at: datetime
    version: int
    persons: list[ReceivedPersonView]


class Listed(Struct):
    """One page of a list of referrals, and how many there are in all (up to 10,001)."""

    rows: list[Any]
    total: int


def is_overdue(respond_by: date | None, states: list[str]) -> bool:
    """Tell whether an answer is still awaited after the day by which it was agreed."""
    waiting = any(state in UNANSWERED for state in states)
    return waiting and respond_by is not None and respond_by < today()


def waits_for(states: list[ReferralState]) -> Party | None:
    """Give the side that the least advanced open person waits for, None where everything has ended."""
    return derived_state(states).waits_for
