"""The table of referral states: who may go where, and that nobody gets stuck or comes back from an end."""

import pytest

from casework.referrals.codes import (
    AWAITING_ANSWER,
    BEFORE_SENDING,
    COPY_DELETED,
    ENDED,
    TRANSITIONS,
    UNDER_WAY,
    WITH_OUTCOME,
    Party,
    ReferralAct,
    ReferralState,
    allowed_acts,
    derived_state,
    next_state,
)

S, A, P = ReferralState, ReferralAct, Party


def reachable(start: ReferralState) -> set[ReferralState]:
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        following = {move.to for (before, _), move in TRANSITIONS.items() if before is state} - found
        found |= following
        waiting.extend(following)
    return found


def test_every_state_belongs_to_exactly_one_stage() -> None:
    stages = [BEFORE_SENDING, AWAITING_ANSWER, UNDER_WAY, ENDED]
    assert sum(map(len, stages)) == len(ReferralState)
    assert frozenset().union(*stages) == frozenset(ReferralState)


def test_every_state_can_be_reached_and_every_act_is_used() -> None:
    assert reachable(S.DRAFT) == set(ReferralState)
    assert {act for _, act in TRANSITIONS} == set(ReferralAct)


@pytest.mark.parametrize("state", ReferralState)
def test_an_open_state_can_always_end_and_an_ended_one_only_be_revoked(state: ReferralState) -> None:
    if state.is_ended:
        assert reachable(state) <= {state, S.CONSENT_REVOKED}
        assert state.waits_for is None
    else:
        assert reachable(state) & ENDED
        assert state.waits_for is not None
        assert allowed_acts(state, state.waits_for)


def test_the_receiver_does_nothing_before_delivery_and_the_sender_never_answers_for_it() -> None:
    for state in BEFORE_SENDING | {S.SENT}:
        assert allowed_acts(state, P.RECEIVER) == []
    for (_, act), move in TRANSITIONS.items():
        if act in {A.ACCEPT, A.WAITLIST, A.DECLINE, A.START, A.COMPLETE}:
            assert P.SENDER not in move.by


def test_the_usual_way() -> None:
    way = [
        (A.ASK_RELEASE, P.SENDER, S.CONSENT_PENDING),
        (A.CONFIRM_RELEASE, P.SENDER, S.READY),
        (A.SEND, P.SENDER, S.SENT),
        (A.DELIVER, P.SYSTEM, S.DELIVERED),
        (A.REVIEW, P.RECEIVER, S.IN_REVIEW),
        (A.WAITLIST, P.RECEIVER, S.WAITLISTED),
        (A.ACCEPT, P.SYSTEM, S.ACCEPTED),
        (A.MAKE_CONTACT, P.RECEIVER, S.FIRST_CONTACT),
        (A.START, P.RECEIVER, S.STARTED),
        (A.COMPLETE, P.RECEIVER, S.COMPLETED),
    ]
    state = S.DRAFT
    for act, party, expected in way:
        reached = next_state(state, act, party)
        assert reached is expected
        state = expected


def test_withdrawing_works_until_the_acceptance_and_revoking_wherever_a_copy_may_be() -> None:
    for state in ReferralState:
        may_withdraw = next_state(state, A.WITHDRAW, P.SENDER) is S.WITHDRAWN
        assert may_withdraw == (state in BEFORE_SENDING | AWAITING_ANSWER)
        may_revoke = next_state(state, A.REVOKE, P.SENDER) is S.CONSENT_REVOKED
        assert may_revoke == (not state.is_ended or state in WITH_OUTCOME)
    assert not COPY_DELETED & (WITH_OUTCOME | UNDER_WAY)


def test_a_wrong_party_moves_nothing() -> None:
    assert next_state(S.IN_REVIEW, A.ACCEPT, P.SENDER) is None
    assert next_state(S.READY, A.SEND, P.RECEIVER) is None
    assert next_state(S.COMPLETED, A.START, P.RECEIVER) is None


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([S.ACCEPTED, S.WAITLISTED], S.WAITLISTED),
        ([S.DECLINED, S.STARTED], S.STARTED),
        ([S.COMPLETED, S.DECLINED], S.COMPLETED),
        ([S.DECLINED], S.DECLINED),
    ],
)
def test_the_referral_shows_the_person_who_is_least_far(states: list[ReferralState], expected: ReferralState) -> None:
    assert derived_state(states) is expected


def test_a_referral_without_persons_has_no_state() -> None:
    with pytest.raises(ValueError, match="empty"):
        derived_state([])
