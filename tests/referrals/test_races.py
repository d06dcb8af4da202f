"""Two at once: accept against revoke, send against revoke, double sends, the last place, the freed place."""

import asyncio
from uuid import UUID

import httpx
import pytest

from tests.referrals.conftest import NEW, Owner, Story, Tell

PAIRS = 100
AT_ONCE = 4


async def _reviewed(tell: Tell, places: int | None = None, offer_id: UUID | None = None) -> Story:
    story = await tell(places=places)
    story.offer_id = offer_id or story.offer_id
    await story.prepare()
    await story.send()
    await story.review()
    return story


async def _accept(story: Story) -> httpx.Response:
    return await story.receiver("acceptance", case="new", **NEW)


async def _check_after_revocation(story: Story, owner: Owner) -> None:
    assert await story.states() == [("consent_revoked", "consent_revoked")]
    person = (await story.inbox())["persons"][0]
    assert person["parcel"] is None
    left = await owner.fetchrow("select locked from parcels where id = $1", UUID(person["id"]))
    assert left is None or left["locked"]
    # Either the acceptance won and the receiver has to decide, or it lost and left nothing behind.
    assert (person["client_id"] is not None) == ("decide" in person["acts"]) == (left is not None)


@pytest.mark.slow
async def test_accepting_against_revoking(tell: Tell, owner: Owner) -> None:
    won = 0
    for _ in range(0, PAIRS, AT_ONCE):
        stories = [await _reviewed(tell) for _ in range(AT_ONCE)]
        replies = await asyncio.gather(
            *(race for story in stories for race in (_accept(story), story.revoke())), return_exceptions=True
        )
        for story, accepted, revoked in zip(stories, replies[::2], replies[1::2], strict=True):
            assert isinstance(accepted, httpx.Response)
            assert isinstance(revoked, httpx.Response)
            assert revoked.status_code < 300, revoked.text
            assert accepted.status_code in {201, 409, 412}, accepted.text
            won += accepted.status_code == 201
            await _check_after_revocation(story, owner)
    assert 0 <= won <= PAIRS


async def test_sending_against_revoking(tell: Tell, owner: Owner) -> None:
    for _ in range(20):
        story = await tell()
        await story.prepare()
        sent, revoked = await asyncio.gather(story.order("asha"), story.revoke())
        assert revoked.status_code < 300, revoked.text
        assert sent.status_code in {201, 409}, sent.text
        ((here, there),) = await story.states()
        assert here == "consent_revoked"
        assert there in {None, "consent_revoked"}
        assert not await owner.fetchval("select count(*) from parcels where id = $1", UUID(story.key(0)))


async def test_two_orders_at_once_send_once(tell: Tell, owner: Owner) -> None:
    for _ in range(10):
        story = await tell(persons=2)
        await story.prepare()
        replies = await asyncio.gather(*(story.order("asha") for _ in range(3)))
        assert all(reply.status_code in {201, 409, 412} for reply in replies)
        assert [reply.status_code for reply in replies].count(201) == 1
        sent = await owner.fetchval("select count(*) from received_persons where received_id = $1", UUID(story.id))
        assert sent == 2


async def test_the_last_place_goes_once(tell: Tell, owner: Owner) -> None:
    first = await _reviewed(tell, places=1)
    others = [await _reviewed(tell, offer_id=first.offer_id) for _ in range(3)]
    replies = await asyncio.gather(*(_accept(story) for story in (first, *others)))
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409]
    assert await owner.fetchval("select places_taken from offers where id = $1", first.offer_id) == 1


async def test_a_freed_place_and_a_leaving_waiter_do_not_block_each_other(tell: Tell, owner: Owner) -> None:
    for _ in range(10):
        holder = await _reviewed(tell, places=1)
        assert (await _accept(holder)).status_code == 201
        waiting = [await _reviewed(tell, offer_id=holder.offer_id) for _ in range(2)]
        for story in waiting:
            assert (await story.receiver("waiting")).status_code == 201
        freed, left, accepted = await asyncio.gather(
            holder.revoke(), waiting[0].sender("withdrawal"), waiting[1].receiver("refusal", reason="other")
        )
        assert freed.status_code < 300, freed.text
        assert left.status_code in {201, 409, 412}
        assert accepted.status_code in {201, 409, 412}
        states = [(await story.states())[0] for story in waiting]
        assert all(here == there for here, there in states)
        taken = await owner.fetchval("select places_taken from offers where id = $1", holder.offer_id)
        assert taken == sum(here == "accepted" for here, _ in states) <= 1


async def test_a_couple_is_revoked_from_two_sides(tell: Tell) -> None:
    for _ in range(10):
        story = await tell(persons=2, places=1)
        await story.prepare()
        await story.send()
        await story.review()
        assert (await _accept(story)).status_code == 201
        assert (await story.receiver("waiting", 1)).status_code == 201
        replies = await asyncio.gather(story.revoke(0), story.revoke(1))
        assert all(reply.status_code < 300 for reply in replies), [reply.text for reply in replies]
        assert await story.states() == [("consent_revoked", "consent_revoked")] * 2
