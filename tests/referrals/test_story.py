"""The whole way of a couple: two persons, two releases, one referral, and a provider across the district line."""

from uuid import UUID

import pytest

from tests.cast import BY_NAME, NORTH, SOUTH, WEST
from tests.conftest import As
from tests.referrals.conftest import NEW, Owner, Tell, insert_offer


async def test_two_persons_one_accepted_one_waiting_who_moves_up(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(persons=2, places=1)
    draft = await story.prepare()
    assert [person["state"] for person in draft["persons"]] == ["ready", "ready"]
    preview = (await (await as_("asha")).get(f"/api/referrals/{story.id}/preview")).json()
    reply = await story.order("asha", preview=preview["fingerprint"])
    assert reply.status_code == 201, reply.text
    story.referral = reply.json()
    assert story.referral["state"] == "delivered"
    assert story.referral["respond_by"]

    received = await story.inbox()
    assert received["message"] == "An interpreter for Russian would help."
    shown = {person["person_id"]: person["parcel"] for person in preview["persons"]}
    assert {person["id"]: person["parcel"] for person in received["persons"]} == shown
    assert sorted(received["persons"][0]["parcel"]) == sorted(["contact", "occupation", "venture"])

    await story.review()
    assert (await story.receiver("acceptance", 0, case="new", **NEW)).status_code == 201
    full = await story.receiver("acceptance", 1, **NEW)
    assert full.status_code == 409
    assert "No place is free" in full.json()["detail"]
    assert (await story.receiver("waiting", 1, words="You are next.")).status_code == 201
    seen = await story.sent()
    assert [person["state"] for person in seen["persons"]] == ["accepted", "waitlisted"]
    assert seen["persons"][1]["place_in_line"] == 1
    assert seen["persons"][1]["words"] == "You are next."

    assert (await story.receiver("contact", 0)).status_code == 201
    gone = await story.receiver("outcome", 0, outcome="discontinued", words="Found work.")
    assert gone.status_code == 201
    seen = await story.sent()
    assert [person["state"] for person in seen["persons"]] == ["discontinued", "accepted"]
    assert seen["persons"][0]["words"] == "Found work."
    assert seen["persons"][1]["place_in_line"] is None

    assert (await story.receiver("client", 1, **NEW)).status_code == 201
    assert (await story.receiver("attendance", 1)).status_code == 201
    assert (await story.receiver("outcome", 1, outcome="completed", words="Certificate.")).status_code == 201
    seen = await story.sent()
    assert seen["persons"][1]["state"] == "completed"
    assert [step["state"] for step in seen["persons"][1]["steps"]] == [
        "ready",
        "sent",
        "delivered",
        "in_review",
        "waitlisted",
        "accepted",
        "started",
        "completed",
    ]
    made = await owner.fetch("select given_name, phone, health from clients where org_id = $1", SOUTH.id)
    assert {row["given_name"] for row in made} >= {"Aigerim", "Timur"}
    assert all(row["health"] is None for row in made)


async def test_both_access_records_are_written(tell: Tell, owner: Owner) -> None:
    story = await tell(send=True)
    await story.to("accepted")
    rows = await owner.fetch(
        "select org_id, action, actor_id, actor_role, on_behalf_of, subjects from audit_events where object_id = $1"
        " and action in ('refer', 'receive', 'review', 'accept') order by id",
        UUID(story.id),
    )
    told = [(row["org_id"], row["action"], row["actor_id"], row["on_behalf_of"]) for row in rows]
    asha, pia = BY_NAME["asha"].member_id, BY_NAME["pia"].member_id
    assert set(told) == {
        (NORTH.id, "refer", asha, SOUTH.id),
        (SOUTH.id, "receive", None, NORTH.id),
        (NORTH.id, "review", None, SOUTH.id),
        (SOUTH.id, "review", pia, NORTH.id),
        (NORTH.id, "accept", None, SOUTH.id),
        (SOUTH.id, "accept", pia, NORTH.id),
    }
    assert all(row["subjects"] == story.clients for row in rows if row["org_id"] == NORTH.id)


async def test_the_parcel_never_holds_other_categories(tell: Tell) -> None:
    story = await tell(send=True)
    text = str(await story.inbox())
    assert "SECRET" not in text
    assert "refugee" not in text


async def test_a_decline_deletes_the_copy_and_proposes_the_next_provider(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(send=True)
    other = await insert_offer(owner, flat=WEST)
    await story.review()
    missing = await story.receiver("refusal")
    assert missing.status_code == 422
    assert (await story.receiver("refusal", reason="no_capacity", words="Full until March.")).status_code == 201
    assert not await owner.fetchval("select count(*) from parcels where id = $1", UUID(story.key(0)))
    seen = await story.sent()
    assert (seen["persons"][0]["reason"], seen["persons"][0]["words"]) == ("no_capacity", "Full until March.")
    asha = await as_("asha")
    proposed = (await asha.get(f"/api/referrals/{story.id}/persons/{story.key(0)}/successors")).json()
    assert str(other) in [offer["id"] for offer in proposed]
    assert str(story.offer_id) not in [offer["id"] for offer in proposed]
    reply = await asha.post(
        f"/api/referrals/{story.id}/persons/{story.key(0)}/successor", json={"offer_id": str(other)}
    )
    assert reply.status_code == 201, reply.text
    assert reply.json()["recipient_name"] == WEST.name
    assert [person["state"] for person in reply.json()["persons"]] == ["draft"]


async def test_a_question_goes_back_and_forth(tell: Tell) -> None:
    story = await tell(send=True)
    await story.review()
    assert (await story.receiver("question")).status_code == 422
    assert (await story.receiver("question", words="Since when?")).status_code == 201
    assert (await story.sent())["persons"][0]["words"] == "Since when?"
    assert (await story.sender("answer", words="Since May.")).status_code == 201
    received = await story.inbox()
    assert received["persons"][0]["state"] == "in_review"
    assert received["persons"][0]["words"] == "Since May."
    assert (await story.sender("answer", words="Again.")).status_code == 409


async def test_another_recipient_is_proposed(tell: Tell, owner: Owner) -> None:
    story = await tell(persons=2, send=True)
    await story.review()
    for number in (0, 1):
        assert (await story.receiver("redirect-proposal", number, words="Better the others.")).status_code == 201
    assert (await story.sender("redirect-rejection", 0, words="They asked for you.")).status_code == 201
    assert (await story.sender("redirect-agreement", 1)).status_code == 201
    assert await story.states() == [("in_review", "in_review"), ("withdrawn", "withdrawn")]
    left = await owner.fetch("select id from parcels where id = any($1)", [UUID(story.key(n)) for n in (0, 1)])
    assert [str(row["id"]) for row in left] == [story.key(0)]


@pytest.mark.parametrize("choice", ["none", "new"])
async def test_accepting_makes_the_own_records_at_once(tell: Tell, owner: Owner, choice: str) -> None:
    story = await tell(send=True)
    await story.review()
    assert (await story.receiver("acceptance", case=choice, **NEW)).status_code == 201
    person = (await story.inbox())["persons"][0]
    client = await owner.fetchrow("select * from clients where id = $1", UUID(person["client_id"]))
    assert (client["org_id"], client["phone"], client["occupation"]) == (SOUTH.id, "0152 5550 143", "Bailiff")
    assert client["residence_status"] is None
    assert (person["case_id"] is not None) == (choice == "new")
    again = await story.receiver("acceptance", **NEW)
    assert again.status_code == 409
    assert await owner.fetchval("select count(*) from clients where family_name = $1", client["family_name"]) == 2


async def test_known_people_are_linked_and_not_entered_twice(tell: Tell, as_: As, owner: Owner) -> None:
    first, second = await tell(send=True), await tell(send=True)
    family = await owner.fetchval("select family_name from clients where id = $1", first.clients[0])
    await owner.execute(
        "update parcels set snapshot = jsonb_set(snapshot, '{contact,family_name}', to_jsonb($2::text)) where id = $1",
        UUID(second.key(0)),
        family,
    )
    await first.to("accepted")
    await second.review()
    maybe = await second.receiver("acceptance")
    assert maybe.status_code == 409
    known = await (await as_("pia")).get(f"/api/inbox/{second.id}/persons/{second.key(0)}/duplicates")
    client_id = known.json()[0]["person"]["id"]
    assert (await second.receiver("acceptance", client_id=client_id)).status_code == 201
    person = (await second.inbox())["persons"][0]
    assert (person["client_id"], person["created_client"]) == (client_id, False)
    assert (await first.inbox())["persons"][0]["client_id"] == client_id
