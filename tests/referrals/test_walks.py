"""Random walks of both sides: whatever they try, in any order, the table of moves decides and both sides agree."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.referrals.codes import BEFORE_SENDING, ENDED, Party, ReferralAct, ReferralState, next_state
from tests.referrals.conftest import NEW, Json, Owner, Story, Tell

_S, _R = Party.SENDER, Party.RECEIVER
# Each try: who, the address of the step, the act it stands for, and what is sent.
TRIES: tuple[tuple[Party, str, ReferralAct, Json], ...] = (
    (_S, "withdrawal", ReferralAct.WITHDRAW, {}),
    (_S, "answer", ReferralAct.ANSWER, {"words": "Since May."}),
    (_S, "redirect-rejection", ReferralAct.REJECT_REDIRECT, {}),
    (_S, "redirect-agreement", ReferralAct.ACCEPT_REDIRECT, {}),
    (_S, "error", ReferralAct.MARK_ERROR, {}),
    (_S, "revocation", ReferralAct.REVOKE, {}),
    (_R, "review", ReferralAct.REVIEW, {}),
    (_R, "acceptance", ReferralAct.ACCEPT, NEW),
    (_R, "waiting", ReferralAct.WAITLIST, {}),
    (_R, "question", ReferralAct.ASK, {"words": "Since when?"}),
    (_R, "refusal", ReferralAct.DECLINE, {"reason": "other"}),
    (_R, "redirect-proposal", ReferralAct.PROPOSE_REDIRECT, {"words": "The others."}),
    (_R, "contact", ReferralAct.MAKE_CONTACT, {}),
    (_R, "attendance", ReferralAct.START, {}),
    (_R, "outcome", ReferralAct.COMPLETE, {"outcome": "completed"}),
    (_R, "outcome", ReferralAct.DISCONTINUE, {"outcome": "discontinued"}),
    (_R, "outcome", ReferralAct.MISS, {"outcome": "no_show"}),
)
# Most walks would end at once if ending were as likely as going on.
LIKELY = [attempt for attempt in TRIES if attempt[1] not in {"withdrawal", "error", "revocation", "refusal"}]
WALKS = st.lists(st.one_of(st.sampled_from(LIKELY), st.sampled_from(LIKELY), st.sampled_from(TRIES)), max_size=9)


async def take(story: Story, party: Party, path: str, body: Json) -> bool:
    """Try one step over HTTP and tell whether it was taken."""
    if path == "review":
        await story.review()
        return True
    if path == "revocation":
        reply = await story.revoke()
        return reply.status_code < 300
    reply = await (story.sender if party is _S else story.receiver)(path, **body)
    assert reply.status_code in {201, 409}, reply.text
    return reply.status_code == 201


async def check(story: Story, owner: Owner, state: ReferralState, *, revoked: bool) -> None:
    assert await story.states() == [(state.value, state.value)]
    person = (await story.inbox())["persons"][0]
    readable = person["parcel"] is not None
    outcome = {ReferralState.COMPLETED, ReferralState.DISCONTINUED, ReferralState.NO_SHOW}
    assert readable == (not revoked and (state not in ENDED or state in outcome))
    held = {ReferralState.ACCEPTED, ReferralState.FIRST_CONTACT, ReferralState.STARTED, ReferralState.COMPLETED}
    taken = await owner.fetchval("select places_taken from offers where id = $1", story.offer_id)
    if state is not ReferralState.CONSENT_REVOKED:
        assert taken == (state in held)
    rows = await owner.fetch(
        "select org_id, count(*) as told from referral_steps where person_id = $1 group by org_id", UUID(person["id"])
    )
    counts = sorted(row["told"] for row in rows)
    # The sender's history has the two steps before the delivery in addition.
    assert counts[1] - counts[0] == 2


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=WALKS)
async def test_any_order_of_steps(tell: Tell, owner: Owner, walk: list[tuple[Party, str, ReferralAct, Json]]) -> None:
    story = await tell(places=1, send=True)
    state, revoked = ReferralState.DELIVERED, False
    assert state not in BEFORE_SENDING
    for party, path, act, body in walk:
        expected = next_state(state, act, party)
        happened = await take(story, party, path, body)
        if path == "revocation":
            # Revoking a release always succeeds once; what has ended by then stays ended.
            assert happened == (not revoked)
            revoked = True
            state = expected or state
        elif path == "review":
            state = expected or state
        else:
            assert happened == (expected is not None), (state, act)
            state = expected or state
        await check(story, owner, state, revoked=revoked and state is ReferralState.CONSENT_REVOKED)
