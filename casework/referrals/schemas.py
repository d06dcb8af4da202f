"""What comes in about referrals, at both ends; pages and API share it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.consent.codes import DataCategory
from casework.core.codes import Code
from casework.referrals.codes import DeclineReason, RevocationDecision

Words = Annotated[str, Meta(max_length=4_000)]
Said = Annotated[str, Meta(min_length=1, max_length=4_000)]
Fingerprint = Annotated[str, Meta(max_length=64, pattern="^[0-9a-f]{64}$")]
Persons = Annotated[list[UUID], Meta(min_length=1, max_length=20)]
Categories = Annotated[list[DataCategory], Meta(max_length=20)]


class SendableKind(Code):
    """The kinds of referral that pass data on: signposting needs no transmission, a short profile no name."""

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
    categories: Categories
    message: Words | None = None


class NewSignpost(Struct, forbid_unknown_fields=True, kw_only=True):
    """That persons were shown the way to an offer, an organisation or a place that is known by name only."""

    case_id: UUID
    persons: Persons
    offer_id: UUID | None = None
    recipient_org_id: UUID | None = None
    recipient_name: Annotated[str, Meta(max_length=200)] | None = None
    message: Words | None = None


class Content(Struct, forbid_unknown_fields=True):
    """What is passed on: the categories of every person's parcel, and a message."""

    categories: Categories
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
    confirmed_new: bool = False
    """True once somebody looked at the likely duplicates and says that this is another person."""
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
