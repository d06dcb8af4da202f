"""Ways around the door: foreign ids, forged rows, stale orders, second sends, released data that is none any more."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from casework.core.clock import today
from casework.referrals.codes import TRANSITIONS, Party
from tests.cast import BY_NAME, NET, WEST
from tests.conftest import As
from tests.referrals.conftest import NEW, Owner, Tell, insert_offer, insert_release


async def test_the_database_knows_the_same_moves(owner: Owner) -> None:
    rows = await owner.fetch("select * from app.referral_moves")
    stored = {
        (row["state"], row["act"]): (row["next_state"], row["by_sender"], row["by_receiver"], row["by_system"])
        for row in rows
    }
    parties = (Party.SENDER, Party.RECEIVER, Party.SYSTEM)
    assert stored == {
        (state.value, act.value): (move.to.value, *(party in move.by for party in parties))
        for (state, act), move in TRANSITIONS.items()
    }


@pytest.mark.parametrize("who", ["omar", "cara", "hilda", "fee", "adam", "otto", "nils", "petra"])
async def test_whom_it_does_not_concern_sees_nothing(tell: Tell, as_: As, who: str) -> None:
    story = await tell(send=True)
    client = await as_(who)
    person = story.key(0)
    for address in (
        f"/api/referrals/{story.id}",
        f"/api/referrals/{story.id}/preview",
        f"/api/inbox/{story.id}",
        f"/api/inbox/{story.id}/persons/{person}/duplicates",
    ):
        reply = await client.get(address)
        assert reply.status_code == 404, (who, address, reply.text)
    for step in ("withdrawal", "error"):
        reply = await client.post(
            f"/api/referrals/{story.id}/persons/{person}/{step}", json={}, headers={"If-Match": "2"}
        )
        assert reply.status_code == 404
    for step, body in (("acceptance", {}), ("refusal", {"reason": "other"}), ("decision", {"decision": "delete"})):
        reply = await client.post(
            f"/api/inbox/{story.id}/persons/{person}/{step}", json=body, headers={"If-Match": "1"}
        )
        assert reply.status_code == 404
    listed = await client.get("/api/inbox")
    assert listed.status_code in {200, 403}
    assert story.id not in listed.text
    assert story.id not in (await client.get("/api/referrals")).text


async def test_sender_and_receiver_do_not_pass_through_each_others_side(tell: Tell, as_: As) -> None:
    story = await tell(send=True)
    assert (await (await as_("pia")).get(f"/api/referrals/{story.id}")).status_code == 404
    assert (await (await as_("asha")).get(f"/api/inbox/{story.id}")).status_code == 404


async def test_a_second_send_and_a_stale_order_are_refused(tell: Tell, as_: As) -> None:
    story = await tell()
    await story.prepare()
    asha = await as_("asha")
    assert (await asha.post(f"/api/referrals/{story.id}/transmission", json={})).status_code == 428
    await story.send()
    assert (await story.order("asha")).status_code == 409
    story.referral["version"] = 1
    assert (await story.order("asha")).status_code == 412


async def test_a_repeated_order_has_one_effect(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell()
    await story.prepare()
    asha = await as_("asha")
    headers = {"If-Match": str(story.referral["version"]), "Idempotency-Key": str(uuid4())}
    first = await asha.post(f"/api/referrals/{story.id}/transmission", json={}, headers=headers)
    second = await asha.post(f"/api/referrals/{story.id}/transmission", json={}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert await owner.fetchval("select count(*) from received_persons where received_id = $1", UUID(story.id)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "valid_until = current_date - 2",
        "valid_from = current_date + 2",
        "revoked_at = now()",
        "signed_on = null",
        "categories = '{contact}'",
    ],
)
async def test_a_release_that_ended_after_ready_stops_the_send(tell: Tell, owner: Owner, change: str) -> None:
    story = await tell()
    await story.prepare()
    await owner.execute(f"update releases set {change} where id = $1", story.releases[0])
    reply = await story.order("asha")
    assert reply.status_code == 409
    assert "release does not cover" in reply.json()["detail"]
    assert await story.states() == [("ready", None)]


async def test_data_that_changed_after_the_preview_is_not_sent(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell()
    await story.prepare()
    seen = (await (await as_("asha")).get(f"/api/referrals/{story.id}/preview")).json()["fingerprint"]
    await owner.execute("update clients set phone = '030 1' where id = $1", story.clients[0])
    reply = await story.order("asha", preview=seen)
    assert reply.status_code == 409
    assert "changed after the preview" in reply.json()["detail"]
    assert await story.states() == [("ready", None)]


async def test_releases_for_others_or_of_others_do_not_count(tell: Tell, owner: Owner) -> None:
    story = await tell(released=False)
    await insert_release(owner, story.clients[0], recipient=WEST)
    await insert_release(owner, story.clients[0], valid_until=today() - timedelta(days=1))
    await insert_release(owner, story.clients[0], categories=["contact"])
    draft = await story.prepare()
    assert draft["persons"][0]["state"] == "draft"
    assert (await story.order("asha")).status_code == 409


async def test_what_cannot_be_referred(tell: Tell, as_: As, owner: Owner) -> None:
    story, other = await tell(), await tell()
    asha = await as_("asha")
    own = await insert_offer(owner, flat=BY_NAME["asha"].flat)
    body = {"case_id": str(story.case_id), "persons": [str(story.clients[0])], "categories": ["contact"]}
    for wrong, field in (
        ({}, "recipient_org_id"),
        ({"recipient_org_id": str(NET.id)}, "recipient_org_id"),
        ({"recipient_org_id": str(BY_NAME["asha"].flat.id)}, "recipient_org_id"),
        ({"recipient_org_id": str(uuid4())}, "recipient_org_id"),
        ({"offer_id": str(uuid4())}, "offer_id"),
        ({"offer_id": str(own)}, "offer_id"),
        ({"offer_id": str(story.offer_id), "recipient_org_id": str(WEST.id)}, "recipient_org_id"),
        ({"offer_id": str(story.offer_id), "persons": [str(other.clients[0])]}, "persons"),
        ({"offer_id": str(story.offer_id), "categories": ["health"]}, "categories"),
    ):
        reply = await asha.post("/api/referrals", json=body | wrong)
        assert reply.status_code == 422, (wrong, reply.text)
        assert field in reply.json()["errors"]
    assert (await asha.post("/api/referrals", json=body | {"case_id": str(uuid4())})).status_code == 404
    assert (await (await as_("ben")).post("/api/referrals", json=body)).status_code in {403, 422}
    assert (await (await as_("omar")).post("/api/referrals", json=body)).status_code == 404


async def test_a_closed_offer_is_not_sent_to(tell: Tell, owner: Owner) -> None:
    story = await tell()
    await story.prepare()
    await owner.execute("delete from directory_offers where id = $1", story.offer_id)
    assert (await story.order("asha")).status_code == 409


async def test_broken_input_is_told_and_never_fails(tell: Tell, as_: As) -> None:
    story = await tell(send=True)
    pia, asha = await as_("pia"), await as_("asha")
    person = f"/api/inbox/{story.id}/persons/{story.key(0)}"
    await story.review()
    headers = {"If-Match": str((await story.inbox())["persons"][0]["version"])}
    bodies: tuple[Any, ...] = (
        {"reason": "nonsense"},
        {"reason": 3},
        {"reason": "other", "words": "x" * 4_001},
        {"odd": 1},
        [],
    )
    for body in bodies:
        assert (await pia.post(f"{person}/refusal", json=body, headers=headers)).status_code in {400, 422}
    for raw in (b'{"reason": "other", "words": "a\\u0000b"}', b'{"reason": "other", "words": "\xff"}', b"{"):
        reply = await pia.post(f"{person}/refusal", content=raw, headers=headers | {"Content-Type": "application/json"})
        assert reply.status_code in {400, 422}
    for query in ("page=0", "page=x", "state=nonsense", "recipient=1", "overdue=maybe", "page=99999999999"):
        assert (await asha.get(f"/api/referrals?{query}")).status_code in {400, 422}, query
    assert (
        await pia.post(f"{person}/acceptance", json={"client_id": str(uuid4())}, headers=headers)
    ).status_code == 404
    assert (await pia.post(f"{person}/acceptance", json={**NEW, "case": "joint"}, headers=headers)).status_code == 422
    assert (await story.states())[0] == ("in_review", "in_review")


async def test_the_lists_show_overdue_first_and_filter(tell: Tell, as_: As, owner: Owner) -> None:
    late, fresh = await tell(send=True), await tell(send=True)
    await owner.execute("update referrals set respond_by = current_date - 1 where id = $1", UUID(late.id))
    await owner.execute("update received_referrals set respond_by = current_date - 1 where id = $1", UUID(late.id))
    asha, pia = await as_("asha"), await as_("pia")

    async def ids(client: httpx.AsyncClient, address: str) -> list[str]:
        reply = await client.get(address)
        assert reply.status_code == 200, reply.text
        return [row["id"] for row in reply.json()]

    for client, address in ((asha, "/api/referrals"), (pia, "/api/inbox")):
        listed = await ids(client, address)
        assert listed.index(late.id) < listed.index(fresh.id)
        assert late.id in await ids(client, f"{address}?overdue=true")
        assert fresh.id not in await ids(client, f"{address}?overdue=true")
        assert fresh.id in await ids(client, f"{address}?state=delivered&open=true")
        assert await ids(client, f"{address}?state=declined&overdue=true") == []
    assert await ids(asha, f"/api/referrals?case={late.case_id}") == [late.id]
    assert await ids(asha, f"/api/referrals?recipient={uuid4()}") == []


async def test_an_employer_liaison_sees_no_names_in_the_inbox(tell: Tell, as_: As, owner: Owner) -> None:
    """Who speaks with employers works with short profiles; a referral names people and is for those who counsel."""
    story = await tell(send=True)
    pia = await as_("pia")
    await owner.execute("update members set role = 'employer_liaison' where id = $1", BY_NAME["pia"].member_id)
    try:
        inbox, listed = await pia.get(f"/api/inbox/{story.id}"), await pia.get("/api/inbox")
        start = await pia.get("/")
    finally:
        await owner.execute("update members set role = 'provider' where id = $1", BY_NAME["pia"].member_id)
    assert (inbox.status_code, listed.status_code) == (404, 403)
    assert start.status_code == 200
    assert 'href="/referrals"' not in start.text
    assert "Aigerim" not in start.text
