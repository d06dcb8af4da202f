"""Code lists about referrals, and the one table that says who may move a person's referral whereto."""

from collections.abc import Iterable
from typing import NamedTuple

from casework.core.codes import Code


class ReferralKind(Code):
    """How much of the responsibility and of the data goes over."""

    INFO_ONLY = "info_only", "Signposting without data"
    REFERRAL = "referral", "Referral"
    JOINT = "joint", "Joint counselling"
    HANDOVER = "handover", "Case handover"
    PROFILE_FORWARD = "profile_forward", "Short profile"


class ReferralState(Code):
    """Where one person's referral stands, in the order in which it usually goes."""

    DRAFT = "draft", "Draft"
    CONSENT_PENDING = "consent_pending", "Release pending"
    READY = "ready", "Ready to send"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    IN_REVIEW = "in_review", "In review"
    INFO_REQUESTED = "info_requested", "Question asked"
    REDIRECT_PROPOSED = "redirect_proposed", "Other recipient proposed"
    WAITLISTED = "waitlisted", "On the waiting list"
    ACCEPTED = "accepted", "Accepted"
    FIRST_CONTACT = "first_contact", "First contact made"
    STARTED = "started", "Started"
    COMPLETED = "completed", "Completed"
    DISCONTINUED = "discontinued", "Discontinued"
    NO_SHOW = "no_show", "Did not appear"
    DECLINED = "declined", "Declined"
    CLIENT_REFUSED = "client_refused", "Client refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired without answer"
    CONSENT_REVOKED = "consent_revoked", "Release revoked"
    ENTERED_IN_ERROR = "entered_in_error", "Entered in error"

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing more happens, a revocation by the person apart."""
        return self in ENDED

    @property
    def waits_for(self) -> "Party | None":
        """Tell which side has to act next, None where the referral has ended."""
        return _WAITS_FOR.get(self)


class Party(Code):
    """A side of the referral."""

    SENDER = "sender", "Sender"
    RECEIVER = "receiver", "Receiver"
    SYSTEM = "system", "The program"


class ReferralAct(Code):
    """A step that somebody takes; together with the state it decides the next state."""

    ASK_RELEASE = "ask_release", "Ask for the release"
    CONFIRM_RELEASE = "confirm_release", "Confirm the release"
    REFUSE = "refuse", "Record the client's refusal"
    EDIT = "edit", "Back to draft"
    SEND = "send", "Send"
    DELIVER = "deliver", "Deliver"
    REVIEW = "review", "Review"
    ACCEPT = "accept", "Accept"
    WAITLIST = "waitlist", "Put on the waiting list"
    ASK = "ask", "Ask a question"
    ANSWER = "answer", "Answer the question"
    DECLINE = "decline", "Decline"
    PROPOSE_REDIRECT = "propose_redirect", "Propose another recipient"
    ACCEPT_REDIRECT = "accept_redirect", "Agree to the other recipient"
    REJECT_REDIRECT = "reject_redirect", "Stay with this recipient"
    MAKE_CONTACT = "make_contact", "Record the first contact"
    START = "start", "Record the start"
    COMPLETE = "complete", "Record the completion"
    DISCONTINUE = "discontinue", "Record the discontinuation"
    MISS = "miss", "Record the no-show"
    WITHDRAW = "withdraw", "Withdraw"
    EXPIRE = "expire", "Let expire"
    REVOKE = "revoke", "Revoke the release"
    MARK_ERROR = "mark_error", "Mark as entered in error"


class StepWord(Code):
    """What a step tells beside the state, where it is no answer of the other side."""

    OVERDUE = "overdue", "The answer was due; both sides were reminded."
    SIGNPOSTED = "signposted", "Shown the way, without data"


class DeclineReason(Code):
    """Why the receiver declines; the sender sees the code and the receiver's words."""

    NOT_COMPETENT = "not_competent", "Not responsible for this"
    NO_CAPACITY = "no_capacity", "No capacity"
    NOT_ELIGIBLE = "not_eligible", "Conditions not met"
    LANGUAGE_NOT_AVAILABLE = "language_not_available", "Language not available"
    AREA_NOT_COVERED = "area_not_covered", "Area not covered"
    ALREADY_CLIENT = "already_client", "Already a client here"
    CLIENT_UNREACHABLE = "client_unreachable", "Client could not be reached"
    CLIENT_DECLINED = "client_declined", "Client does not want it"
    INCOMPLETE = "incomplete", "Information incomplete"
    OTHER = "other", "Other reason"


class RevocationDecision(Code):
    """What the receiver does with its copy once the release is revoked."""

    DELETE = "delete", "Delete the copy"
    RESTRICT = "restrict", "Restrict the copy"
    OWN_BASIS = "own_basis", "Keep it on an own legal basis"


class Move(NamedTuple):
    """Where an act leads, and which sides may take it."""

    to: ReferralState
    by: frozenset[Party]


_S, _A = ReferralState, ReferralAct
_SENDER = frozenset({Party.SENDER})
_RECEIVER = frozenset({Party.RECEIVER})
_SYSTEM = frozenset({Party.SYSTEM})

BEFORE_SENDING = frozenset({_S.DRAFT, _S.CONSENT_PENDING, _S.READY})
AWAITING_ANSWER = frozenset(
    {_S.SENT, _S.DELIVERED, _S.IN_REVIEW, _S.INFO_REQUESTED, _S.REDIRECT_PROPOSED, _S.WAITLISTED}
)
UNDER_WAY = frozenset({_S.ACCEPTED, _S.FIRST_CONTACT, _S.STARTED})
WITH_OUTCOME = frozenset({_S.COMPLETED, _S.DISCONTINUED, _S.NO_SHOW})
ENDED = frozenset(ReferralState) - BEFORE_SENDING - AWAITING_ANSWER - UNDER_WAY
COPY_DELETED = frozenset({_S.DECLINED, _S.EXPIRED, _S.WITHDRAWN, _S.ENTERED_IN_ERROR})
"""States on whose entry the receiver's copy of the parcel is deleted and a receipt goes back."""

TRANSITIONS: dict[tuple[ReferralState, ReferralAct], Move] = {
    # The sender prepares. READY needs, for each person, a valid release of every category in the parcel.
    (_S.DRAFT, _A.ASK_RELEASE): Move(_S.CONSENT_PENDING, _SENDER),
    (_S.DRAFT, _A.CONFIRM_RELEASE): Move(_S.READY, _SENDER),
    (_S.CONSENT_PENDING, _A.CONFIRM_RELEASE): Move(_S.READY, _SENDER),
    (_S.CONSENT_PENDING, _A.REFUSE): Move(_S.CLIENT_REFUSED, _SENDER),
    (_S.CONSENT_PENDING, _A.EDIT): Move(_S.DRAFT, _SENDER),
    (_S.READY, _A.EDIT): Move(_S.DRAFT, _SENDER),
    # One atomic transmission, two dates in the record.
    (_S.READY, _A.SEND): Move(_S.SENT, _SENDER),
    (_S.SENT, _A.DELIVER): Move(_S.DELIVERED, _SYSTEM),
    # The receiver answers.
    (_S.DELIVERED, _A.REVIEW): Move(_S.IN_REVIEW, _RECEIVER),
    (_S.IN_REVIEW, _A.ACCEPT): Move(_S.ACCEPTED, _RECEIVER),
    (_S.IN_REVIEW, _A.WAITLIST): Move(_S.WAITLISTED, _RECEIVER),
    (_S.IN_REVIEW, _A.ASK): Move(_S.INFO_REQUESTED, _RECEIVER),
    (_S.IN_REVIEW, _A.DECLINE): Move(_S.DECLINED, _RECEIVER),
    (_S.IN_REVIEW, _A.PROPOSE_REDIRECT): Move(_S.REDIRECT_PROPOSED, _RECEIVER),
    (_S.INFO_REQUESTED, _A.ANSWER): Move(_S.IN_REVIEW, _SENDER),
    # Agreeing takes the parcel back; the referral to the other recipient is a new draft with its own release.
    (_S.REDIRECT_PROPOSED, _A.ACCEPT_REDIRECT): Move(_S.WITHDRAWN, _SENDER),
    (_S.REDIRECT_PROPOSED, _A.REJECT_REDIRECT): Move(_S.IN_REVIEW, _SENDER),
    # A place that becomes free moves the next person up by itself.
    (_S.WAITLISTED, _A.ACCEPT): Move(_S.ACCEPTED, _RECEIVER | _SYSTEM),
    (_S.WAITLISTED, _A.DECLINE): Move(_S.DECLINED, _RECEIVER),
    # The offer runs; a seminar may start without a recorded first contact.
    (_S.ACCEPTED, _A.MAKE_CONTACT): Move(_S.FIRST_CONTACT, _RECEIVER),
    (_S.ACCEPTED, _A.START): Move(_S.STARTED, _RECEIVER),
    (_S.FIRST_CONTACT, _A.START): Move(_S.STARTED, _RECEIVER),
    (_S.STARTED, _A.COMPLETE): Move(_S.COMPLETED, _RECEIVER),
    **{(state, _A.DISCONTINUE): Move(_S.DISCONTINUED, _RECEIVER) for state in UNDER_WAY},
    **{(state, _A.MISS): Move(_S.NO_SHOW, _RECEIVER) for state in UNDER_WAY},
    # Side exits. A revocation still counts after the offer ended, because the receiver still holds its copy.
    **{(state, _A.WITHDRAW): Move(_S.WITHDRAWN, _SENDER) for state in BEFORE_SENDING | AWAITING_ANSWER},
    **{(state, _A.EXPIRE): Move(_S.EXPIRED, _SYSTEM) for state in AWAITING_ANSWER},
    **{
        (state, _A.REVOKE): Move(_S.CONSENT_REVOKED, _SENDER | _SYSTEM)
        for state in BEFORE_SENDING | AWAITING_ANSWER | UNDER_WAY | WITH_OUTCOME
    },
    **{
        (state, _A.MARK_ERROR): Move(_S.ENTERED_IN_ERROR, _SENDER)
        for state in BEFORE_SENDING | AWAITING_ANSWER | UNDER_WAY
    },
}

_WAITS_FOR: dict[ReferralState, Party] = {
    **dict.fromkeys(BEFORE_SENDING | {_S.INFO_REQUESTED, _S.REDIRECT_PROPOSED}, Party.SENDER),
    _S.SENT: Party.SYSTEM,
    **dict.fromkeys({_S.DELIVERED, _S.IN_REVIEW, _S.WAITLISTED} | UNDER_WAY, Party.RECEIVER),
}


def next_state(state: ReferralState, act: ReferralAct, party: Party) -> ReferralState | None:
    """Give the state that `act` of `party` leads to, or None where it is not allowed."""
    move = TRANSITIONS.get((state, act))
    return move.to if move is not None and party in move.by else None


def allowed_acts(state: ReferralState, party: Party) -> list[ReferralAct]:
    """Give what `party` may do in `state`, in the order of the list of acts."""
    return [act for act in ReferralAct if next_state(state, act, party) is not None]


def derived_state(states: Iterable[ReferralState]) -> ReferralState:
    """Give the referral's own state: the least advanced person still open, else the first in the list.

    Raises ValueError for a referral without persons.
    """
    order = list(ReferralState)
    return min(states, key=lambda state: (state.is_ended, order.index(state)))
