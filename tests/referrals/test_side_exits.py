"""Withdrawing and revoking in every state, and what the receiver may decide afterwards."""

from uuid import UUID

import pytest

from casework.referrals.codes import Party, ReferralAct, ReferralState, next_state
from tests.cast import SOUTH
from tests.conftest import As
from tests.referrals.conftest import NEW, WAYS, Owner, Story, Tell

BEFORE = ("draft", "consent_pending", "ready")
AFTER = ("delivered", *WAYS)
READABLE_ON = ("accepted", "first_contact", "started", "completed", "discontinued", "no_show")


async def reach(story: Story, state: str) -> None:
    await story.prepare(categories=[] if state in {"draft", "consent_pending"} else ["contact", "occupation"])
    if state == "consent_pending":
        assert (await story.sender("release-request")).status_code == 201
    if state in BEFORE:
        return
    await story.send()
    if state != "delivered":
        await story.to(state)


@pytest.mark.parametrize("state", [*BEFORE, *AFTER])
async def test_withdraw_in_every_state(tell: Tell, owner: Owner, state: str) -> None:
    story = await tell()
    await reach(story, state)
    possible = next_state(ReferralState(state), ReferralAct.WITHDRAW, Party.SENDER) is not None
    # Ben is asha's colleague and may withdraw in her place, but nothing else.
    reply = await story.sender("withdrawal", who="ben", words="Found something nearer.")
    assert reply.status_code == (201 if possible else 409), reply.text
    (here, there) = (await story.states())[0]
    assert here == ("withdrawn" if possible else state)
    assert there == (None if state in BEFORE else here)
    if possible:
        assert not await owner.fetchval("select count(*) from parcels where id = $1", UUID(story.key(0)))
        assert (await story.sender("withdrawal")).status_code == 409


@pytest.mark.parametrize("state", ["ready", *AFTER])
async def test_revoke_in_every_state(tell: Tell, owner: Owner, state: str) -> None:
    story = await tell()
    await reach(story, state)
    reply = await story.revoke()
    assert reply.status_code < 300, reply.text
    (here, there) = (await story.states())[0]
    ended = state == "declined"
    assert here == (state if ended else "consent_revoked")
    if state == "ready":
        assert there is None
        return
    assert there == here
    assert (await story.inbox())["persons"][0]["parcel"] is None
    if not ended:
        assert (await story.inbox())["message"] is None
    kept = await owner.fetchval("select locked from parcels where id = $1", UUID(story.key(0)))
    assert kept is (True if state in READABLE_ON else None)
    decided = "delete" if state not in READABLE_ON and not ended else None
    assert (await story.sent())["persons"][0]["receiver_decision"] == decided


async def test_revoking_one_of_a_couple_touches_that_person_only(tell: Tell) -> None:
    story = await tell(persons=2, send=True)
    await story.to("accepted", 0)
    assert (await story.receiver("acceptance", 1, **NEW)).status_code == 201
    assert (await story.revoke(1)).status_code < 300
    assert await story.states() == [("accepted", "accepted"), ("consent_revoked", "consent_revoked")]
    persons = {person["id"]: person for person in (await story.inbox())["persons"]}
    assert persons[story.key(0)]["parcel"] is not None
    assert persons[story.key(1)]["parcel"] is None
    assert persons[story.key(1)]["acts"] == ["decide"]


async def test_a_place_freed_by_a_revocation_goes_to_who_waits_and_tells_nothing(tell: Tell, owner: Owner) -> None:
    first, second = await tell(places=1, send=True), await tell()
    second.offer_id = first.offer_id
    await second.prepare()
    await second.send()
    await first.to("accepted")
    await second.to("waitlisted")
    assert (await second.sent())["persons"][0]["place_in_line"] == 1
    assert (await first.revoke()).status_code < 300
    assert await second.states() == [("accepted", "accepted")]
    steps = (await second.sent())["persons"][0]["steps"]
    assert steps[-1]["by_organisation"] == SOUTH.name
    taken = await owner.fetchval("select places_taken from offers where id = $1", first.offer_id)
    assert taken == 1


async def test_deleting_takes_client_and_case_with_it(tell: Tell, owner: Owner) -> None:
    story = await tell(send=True)
    await story.review()
    assert (await story.receiver("acceptance", case="new", **NEW)).status_code == 201
    person = (await story.inbox())["persons"][0]
    await story.revoke()
    reply = await story.receiver("decision", decision="delete")
    assert reply.status_code == 201, reply.text
    for table, key in (("clients", person["client_id"]), ("cases", person["case_id"]), ("parcels", person["id"])):
        assert not await owner.fetchval(f"select count(*) from {table} where id = $1", UUID(key))
    assert (await story.sent())["persons"][0]["receiver_decision"] == "delete"
    assert (await story.receiver("decision", decision="restrict")).status_code == 409


async def test_own_entries_forbid_deleting(tell: Tell, owner: Owner) -> None:
    story = await tell(send=True)
    await story.review()
    assert (await story.receiver("acceptance", case="new", **NEW)).status_code == 201
    person = (await story.inbox())["persons"][0]
    await owner.execute("update clients set version = version + 1 where id = $1", UUID(person["client_id"]))
    await story.revoke()
    reply = await story.receiver("decision", decision="delete")
    assert reply.status_code == 409
    assert "entries of your own" in reply.json()["detail"]
    assert (await story.inbox())["persons"][0]["decision"] is None
    assert (await story.receiver("decision", decision="restrict")).status_code == 201
    assert await owner.fetchval("select restricted from clients where id = $1", UUID(person["client_id"]))
    assert await owner.fetchval("select restricted from cases where id = $1", UUID(person["case_id"]))
    assert (await story.inbox())["persons"][0]["parcel"] is None


OWN = {
    "a name": ("/people/{client}/names", {"name_kind": "alias", "family_name": "Anders"}),
    "a number": ("/people/{client}/channels", {"channel_kind": "mobile", "value": "0171 5550 999", "shared": True}),
    "a task": ("/cases/{case}/tasks", {"title": "Call back"}),
}


@pytest.mark.parametrize("what", OWN)
async def test_whatever_the_receiver_added_forbids_deleting(tell: Tell, as_: As, what: str) -> None:
    """The copy must not take the receiver's own work with it, in whatever table that stands."""
    story = await tell(send=True)
    await story.review()
    assert (await story.receiver("acceptance", case="new", **NEW)).status_code == 201
    person = (await story.inbox())["persons"][0]
    address, body = OWN[what]
    added = address.format(client=person["client_id"], case=person["case_id"])
    reply = await (await as_("pia")).post(f"/api{added}", json=body)
    assert reply.status_code == 201, reply.text
    await story.revoke()
    refused = await story.receiver("decision", decision="delete")
    assert refused.status_code == 409, refused.text
    assert "entries of your own" in refused.json()["detail"]


async def test_an_own_basis_needs_words_and_opens_the_parcel_again(tell: Tell) -> None:
    story = await tell(send=True)
    await story.to("accepted")
    assert (await story.receiver("decision", decision="delete")).status_code == 409
    await story.revoke()
    assert (await story.receiver("decision", decision="own_basis")).status_code == 409
    kept = await story.receiver("decision", decision="own_basis", reason="Contract of participation.")
    assert kept.status_code == 201, kept.text
    assert kept.json()["persons"][0]["parcel"]["contact"]["given_name"] == "Aigerim"
    # The reason is the receiver's own; the sender learns the decision only.
    assert "Contract of participation" not in str(await story.sent())


async def test_what_the_sender_said_goes_with_the_copy(tell: Tell) -> None:
    story = await tell(send=True)
    await story.to("info_requested")
    assert (await story.sender("answer", words="She was ill in May.")).status_code == 201
    assert "ill in May" in str(await story.inbox())
    assert (await story.sender("withdrawal")).status_code == 201
    assert "ill in May" not in str(await story.inbox())
    assert "ill in May" in str(await story.sent())


async def test_an_error_is_marked_even_when_under_way(tell: Tell) -> None:
    story = await tell(places=1, send=True)
    await story.to("started")
    assert (await story.sender("error", words="Wrong person.")).status_code == 201
    assert await story.states() == [("entered_in_error", "entered_in_error")]


async def test_the_whole_referral_is_withdrawn_at_once(tell: Tell, as_: As) -> None:
    story = await tell(persons=2, places=1, send=True)
    await story.to("waitlisted", 1)
    view = await story.sent()
    asha = await as_("asha")
    address = f"/api/referrals/{story.id}/withdrawal"
    assert (await asha.post(address, json={})).status_code == 428
    assert (await asha.post(address, json={}, headers={"If-Match": "99"})).status_code == 412
    reply = await asha.post(address, json={"words": "Moved away."}, headers={"If-Match": str(view["version"])})
    assert reply.status_code == 201, reply.text
    assert await story.states() == [("withdrawn", "withdrawn")] * 2


async def test_client_refuses(tell: Tell) -> None:
    story = await tell(released=False)
    await story.prepare()
    assert (await story.sender("release")).status_code == 409
    assert (await story.sender("release-request")).status_code == 201
    assert (await story.sender("client-refusal", words="Not now.")).status_code == 201
    assert await story.states() == [("client_refused", None)]


async def test_an_organisation_that_leaves_lets_open_referrals_expire(tell: Tell, as_: As, owner: Owner) -> None:
    waiting, accepted = await tell(send=True), await tell(send=True)
    await accepted.to("accepted")
    assert await owner.fetchval("select app.expire_referrals($1)", UUID(int=0)) == 0
    async with owner.transaction():
        await owner.execute("set local role casework_owner")
        await owner.execute("set local role casework_exchange")
        assert await owner.fetchval("select app.expire_referrals($1)", SOUTH.id) >= 1
    assert await waiting.states() == [("expired", "expired")]
    assert await accepted.states() == [("accepted", "accepted")]
    assert "Aigerim" not in (await (await as_("pia")).get(f"/inbox/{waiting.id}")).text
