"""What comes in about referrals and what goes out, for both ends; pages and API share it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from casework.consent.codes import DataCategory
from casework.core.clock import today
from casework.core.codes import Code
from casework.referrals.codes import (
    AWAITING_ANSWER,
    DeclineReason,
    Party,
    ReferralKind,
    ReferralState,
    RevocationDecision,
    derived_state,
)

Words = Annotated[str, Meta(max_length=4_000)]
Said = Annotated[str, Meta(min_length=1, max_length=4_000)]
Fingerprint = Annotated[str, Meta(max_length=64, pattern="^[0-9a-f]{64}$")]
Persons = Annotated[list[UUID], Meta(min_length=1, max_length=20)]
Categories = Annotated[list[DataCategory], Meta(max_length=20)]


class SendableKind(Code):
    """The kinds of referral that pass data on; signposting needs no transmission, a short profile comes without a name."""

    REFERRAL = "referral", "Referral"
    JOINT = "joint", "Joint counselling"
    HANDOVER = "handover", "Case handover"


class CaseChoice(Code):
    """Whether the receiver opens a case of its own when it accepts."""

    NONE = "none", "No case of our own"
    NEW = "new", "Open a new case"
    JOINT = "joint", "Into the case of the other person"


class OutcomeKind(Code):
    """How the offer ended for a person."""

    COMPLETED = "completed", "Completed"
    DISCONTINUED = "discontinued", "Discontinued"
    NO_SHOW = "no_show", "Did not appear"


class NewReferral(Struct, forbid_unknown_fields=True, kw_only=True):
    """A referral to be prepared: for whom, to an offer or an organisation, with which data."""

    case_id: UUID
    persons: Persons
    offer_id: UUID | None = None
    recipient_org_id: UUID | None = None
    kind: SendableKind = SendableKind.REFERRAL
    categories: Categories = []
    message: Words | None = None


class Content(Struct, forbid_unknown_fields=True):
    """What is passed on: the categories of every person's parcel, and a message."""

    categories: Categories = []
    message: Words | None = None


class Transmission(Struct, forbid_unknown_fields=True):
    """The order to send; `preview` is the fingerprint of the preview that was agreed to, and refuses anything newer."""

    preview: Fingerprint | None = None


class Remark(Struct, forbid_unknown_fields=True):
    """A step with words to the other side, or without."""

    words: Words | None = None


class Spoken(Struct, forbid_unknown_fields=True):
    """A step that is made of words, such as a question or its answer."""

    words: Said


class Refusal(Struct, forbid_unknown_fields=True):
    """Why the receiver declines."""

    reason: DeclineReason
    words: Words | None = None


class Acceptance(Struct, forbid_unknown_fields=True):
    """What becomes of an accepted person: a client of one's own, new or known already, and a case if wanted."""

    client_id: UUID | None = None
    case: CaseChoice = CaseChoice.NONE
    words: Words | None = None


class Outcome(Struct, forbid_unknown_fields=True):
    """What came of it, told back to the sender."""

    outcome: OutcomeKind
    words: Words | None = None


class Decision(Struct, forbid_unknown_fields=True):
    """What the receiver does with its copy after a revocation."""

    decision: RevocationDecision
    reason: Words | None = None


class Successor(Struct, forbid_unknown_fields=True):
    """The offer to which a declined person is referred next."""

    offer_id: UUID


class ReferralRow(Struct, frozen=True):
    """A sent referral in a list."""

    id: UUID
    case_id: UUID
    recipient_name: str
    offer_title: str | None
    respond_by: date | None
    created_at: datetime
    sent_at: datetime | None
    states: list[str]
    names: list[str]

    @property
    def state(self) -> ReferralState:
        """Give where the referral stands as a whole."""
        return derived_state(ReferralState(state) for state in self.states)

    @property
    def overdue(self) -> bool:
        """Tell whether an answer is awaited longer than was agreed."""
        return is_overdue(self.respond_by, self.states)


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
    recipient_org_id: UUID
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
        contact = (self.parcel or {}).get("contact", {})
        return f"{contact.get('given_name', '')} {contact.get('family_name', '')}".strip()


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
    waiting = any(ReferralState(state) in AWAITING_ANSWER for state in states)
    return waiting and respond_by is not None and respond_by < today()


def waits_for(states: list[ReferralState]) -> Party | None:
    """Give the side that the least advanced open person waits for, None where everything has ended."""
    return derived_state(states).waits_for
