"""How far a referral has come, for the line of dots and the chips that both sides see."""

from collections.abc import Sequence
from datetime import date

from casework.core.clock import ZONE
from casework.referrals.codes import BEFORE_SENDING, ReferralState
from casework.referrals.views import StepView
from casework.web.i18n import msgid

_S = ReferralState
STAGES: tuple[tuple[str, frozenset[ReferralState]], ...] = (
    (msgid("Prepared"), BEFORE_SENDING),
    (msgid("Delivered"), frozenset({_S.SENT, _S.DELIVERED})),
    (msgid("In review"), frozenset({_S.IN_REVIEW, _S.INFO_REQUESTED, _S.REDIRECT_PROPOSED, _S.WAITLISTED})),
    (msgid("Accepted"), frozenset({_S.ACCEPTED, _S.FIRST_CONTACT})),
    (msgid("Started"), frozenset({_S.STARTED})),
    (msgid("Completed"), frozenset({_S.COMPLETED})),
)
TONES: dict[ReferralState, str] = {
    **dict.fromkeys({_S.ACCEPTED, _S.FIRST_CONTACT, _S.STARTED, _S.COMPLETED, _S.READY}, "success"),
    **dict.fromkeys({_S.SENT, _S.DELIVERED, _S.IN_REVIEW}, "info"),
    **dict.fromkeys({_S.WAITLISTED, _S.INFO_REQUESTED, _S.REDIRECT_PROPOSED, _S.CONSENT_PENDING}, "warning"),
    **dict.fromkeys({_S.DECLINED, _S.EXPIRED, _S.CONSENT_REVOKED, _S.NO_SHOW}, "danger"),
}
Dot = tuple[str, date | None, str]


def tone(state: ReferralState) -> str:
    """Give the tone of a state's chip; the word on it says the same."""
    return TONES.get(state, "neutral")


def dots(state: ReferralState, steps: Sequence[StepView], *, received: bool = False) -> list[Dot]:
    """Give the line of dots: (message, day on which it was reached, "done" | "now" | "open" | "stopped").

    What ended early stands where it ended, and nothing is promised after it. The receiver's line begins with the
    delivery.
    """
    stages = STAGES[1:] if received else STAGES
    reached = [_reached(states, steps) for _, states in stages]
    current = next((place for place, (_, states) in enumerate(stages) if state in states), None)
    if current is None:
        last = max((place for place, day in enumerate(reached) if day is not None), default=0)
        ended = steps[-1].at.astimezone(ZONE).date() if steps else None
        passed = [(stages[place][0], reached[place], "done") for place in range(last + 1)]
        return [*passed, (state.label, ended, "stopped")]
    found: list[Dot] = []
    for place, (label, _) in enumerate(stages):
        if place < current:
            found.append((label, reached[place], "done"))
        elif place == current:
            is_last = place == len(stages) - 1
            found.append((state.label if place else label, reached[place], "done" if is_last else "now"))
        else:
            found.append((label, None, "open"))
    return found


def _reached(states: frozenset[ReferralState], steps: Sequence[StepView]) -> date | None:
    return next((step.at.astimezone(ZONE).date() for step in steps if ReferralState(step.state) in states), None)
