"""The pages of both ends, with forms as a browser without JavaScript sends them."""

import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from casework.web.i18n import translator
from tests.cast import SOUTH, WEST
from tests.conftest import As
from tests.referrals.conftest import NEW, Owner, Story, Tell, insert_offer

EXCHANGE = Path(__file__).parents[2] / "migrations" / "sql" / "09_exchange.sql"


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found.group(1)


async def shown(client: httpx.AsyncClient, address: str, status: int = 200) -> str:
    reply = await client.get(address)
    assert reply.status_code == status, (address, reply.status_code, reply.text[-1500:])
    return reply.text


async def posted(client: httpx.AsyncClient, address: str, status: int = 303, /, **fields: object) -> httpx.Response:
    reply = await client.post(address, data=fields)
    assert reply.status_code == status, (address, reply.status_code, reply.text[-1500:])
    return reply


def test_every_message_of_the_database_is_translated() -> None:
    german = translator("de")
    told = re.findall(r"raise exception '([^']+)'", EXCHANGE.read_text())
    assert told
    assert [text for text in told if german.gettext(text) == text] == []


async def test_the_senders_way(tell: Tell, as_: As) -> None:
    story = await tell(persons=2, places=1)
    asha = await as_("asha")
    assert "Referrals" in await shown(asha, f"/cases/{story.case_id}/referrals")
    assert str(story.case_id) in await shown(asha, "/referrals/new")
    assert str(story.offer_id) in await shown(asha, f"/referrals/new?case={story.case_id}")
    form = await shown(asha, f"/referrals/new?case={story.case_id}&offer={story.offer_id}")
    assert "not released" in form
    assert "Add a release" in form
    empty = await posted(
        asha, "/referrals", 422, case_id=str(story.case_id), offer_id=str(story.offer_id), kind="joint", message="Kept"
    )
    assert "Kept" in empty.text
    made = await posted(
        asha,
        "/referrals",
        case_id=str(story.case_id),
        offer_id=str(story.offer_id),
        recipient_org_id=str(SOUTH.id),
        persons=[str(key) for key in story.clients],
        kind="referral",
        categories=["contact", "venture"],
        message="Please together.",
    )
    address = made.headers["location"]
    draft = await shown(asha, address)
    assert f"How {SOUTH.name} will see it" in draft
    assert "Alterations shop" in draft
    assert "Bailiff" not in draft
    assert "SECRET" not in draft
    saved = await posted(
        asha, address, version=hidden(draft, "version"), categories=["contact", "occupation"], message="x"
    )
    stale = await posted(asha, address, 409, version=hidden(draft, "version"), categories=["contact"], message="y")
    assert "Somebody else was faster" in stale.text
    draft = await shown(asha, saved.headers["location"])
    assert "Bailiff" in draft
    fields = {"version": hidden(draft[draft.index("How Founders") :], "version"), "preview": hidden(draft, "preview")}
    sent = await posted(asha, f"{address}/transmission", **fields)
    page = await shown(asha, sent.headers["location"])
    assert "Sent. The receiver has the copy" in page
    await posted(asha, f"{address}/transmission", 412, **fields)
    listed = await shown(asha, "/referrals?part=sent&show=open")
    assert address in listed
    assert address in await shown(asha, f"/cases/{story.case_id}/referrals")


async def test_the_receivers_way(tell: Tell, as_: As) -> None:
    story = await tell(persons=2, places=1, send=True)
    pia = await as_("pia")
    address = f"/inbox/{story.id}"
    assert address in await shown(pia, "/referrals")
    assert (await story.states())[0] == ("delivered", "delivered")
    page = await shown(pia, address)
    assert "Aigerim" in page
    assert "SECRET" not in page
    assert (await story.states())[0] == ("delivered", "delivered")
    await posted(pia, f"{address}/review")
    first, second = (f"{address}/persons/{story.key(number)}" for number in (0, 1))
    form = await shown(pia, f"{first}/acceptance")
    await posted(pia, f"{first}/acceptance", version=hidden(form, "version"), client="new", case="new")
    form = await shown(pia, f"{second}/acceptance")
    full = await posted(pia, f"{second}/acceptance", 422, version=hidden(form, "version"), client="new", case="joint")
    assert "No place is free" in full.text
    form = await shown(pia, f"{second}/waiting")
    await posted(pia, f"{second}/waiting", version=hidden(form, "version"), words="You are next.")
    assert "Place 1 on the waiting list" in await shown(pia, address)
    form = await shown(pia, f"{first}/outcome")
    nothing = await posted(pia, f"{first}/outcome", 422, version=hidden(form, "version"), words="Kept words")
    assert "Kept words" in nothing.text
    await posted(pia, f"{first}/outcome", version=hidden(form, "version"), outcome="discontinued", words="Found work.")
    page = await shown(pia, address)
    assert "moved up by themselves" in page
    form = await shown(pia, f"{second}/acceptance")
    await posted(pia, f"{second}/acceptance", version=hidden(form, "version"), client="new", case="joint")
    await shown(pia, f"{second}/refusal", 409)
    await shown(pia, f"{second}/nonsense", 404)
    asha = await as_("asha")
    assert "Found work." in await shown(asha, f"/referrals/{story.id}")
    states = [state for _, state in await story.states()]
    assert states == ["discontinued", "accepted"]


async def test_asking_declining_and_the_next_provider(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(send=True)
    other = await insert_offer(owner, flat=WEST)
    asha, pia = await as_("asha"), await as_("pia")
    here, there = f"/referrals/{story.id}/persons/{story.key(0)}", f"/inbox/{story.id}/persons/{story.key(0)}"
    await posted(pia, f"/inbox/{story.id}/review")
    version = hidden(await shown(pia, f"{there}/question"), "version")
    await posted(pia, f"{there}/question", 422, version=version, words="")
    await posted(pia, f"{there}/question", version=version, words="Since when?")
    assert "Since when?" in await shown(asha, f"/referrals/{story.id}")
    version = hidden(await shown(asha, f"{here}/answer"), "version")
    await posted(asha, f"{here}/answer", version=version, words="Since May.")
    version = hidden(await shown(pia, f"{there}/refusal"), "version")
    await posted(pia, f"{there}/refusal", 422, version=version, reason="")
    await posted(pia, f"{there}/refusal", version=version, reason="no_capacity", words="Full.")
    page = await shown(asha, f"/referrals/{story.id}")
    assert "No capacity" in page
    assert "Next providers" in page
    made = await posted(asha, f"{here}/successor", offer_id=str(other))
    draft = await shown(asha, made.headers["location"])
    assert "It needs a release of its own" in draft
    assert "Nobody can be sent yet" in draft


async def _revoked(story: Story) -> None:
    await story.review()
    assert (await story.receiver("acceptance", case="new", **NEW)).status_code == 201
    assert (await story.revoke()).status_code < 300


@pytest.mark.parametrize("decision", ["delete", "restrict", "own_basis"])
async def test_deciding_after_a_revocation(tell: Tell, as_: As, decision: str) -> None:
    story = await tell(send=True)
    await _revoked(story)
    pia = await as_("pia")
    address = f"/inbox/{story.id}/persons/{story.key(0)}/decision"
    page = await shown(pia, f"/inbox/{story.id}")
    assert "The release was revoked" in page
    assert "Aigerim" not in page
    assert "decision needed" in await shown(pia, "/referrals?part=received&show=open")
    version = hidden(await shown(pia, address), "version")
    if decision == "own_basis":
        refused = await posted(pia, address, 422, version=version, decision=decision)
        assert "Name the legal basis" in refused.text
    await posted(pia, address, version=version, decision=decision, reason="Contract")
    assert ("Aigerim" in await shown(pia, f"/inbox/{story.id}")) == (decision == "own_basis")


async def test_own_entries_are_told_beside_the_choice(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(send=True)
    await _revoked(story)
    client_id = (await story.inbox())["persons"][0]["client_id"]
    await owner.execute("update clients set version = version + 1 where id = $1", UUID(client_id))
    pia = await as_("pia")
    address = f"/inbox/{story.id}/persons/{story.key(0)}/decision"
    version = hidden(await shown(pia, address), "version")
    refused = await posted(pia, address, 422, version=version, decision="delete")
    assert "entries of your own" in refused.text
    assert (await story.inbox())["persons"][0]["decision"] is None


@pytest.mark.parametrize("who", ["omar", "cara", "hilda", "fee", "adam", "otto", "nils"])
async def test_pages_show_nothing_to_others(tell: Tell, as_: As, who: str) -> None:
    story = await tell(send=True)
    client = await as_(who)
    person = story.key(0)
    for address in (
        f"/referrals/{story.id}",
        f"/inbox/{story.id}",
        f"/inbox/{story.id}/persons/{person}/acceptance",
        f"/referrals/{story.id}/persons/{person}/withdrawal",
        f"/cases/{story.case_id}/referrals",
        f"/referrals/new?case={story.case_id}&offer={story.offer_id}",
    ):
        assert (await client.get(address)).status_code in {403, 404}, address
    for address in (f"/referrals/{story.id}/transmission", f"/referrals/{story.id}/persons/{person}/withdrawal"):
        assert (await client.post(address, data={"version": "2"})).status_code == 404
    assert story.id not in (await client.get("/referrals")).text


async def test_overdue_stands_out_on_both_sides(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(send=True)
    for table in ("referrals", "received_referrals"):
        await owner.execute(f"update {table} set respond_by = current_date - 3 where id = $1", UUID(story.id))
    assert "The answer is overdue" in await shown(await as_("asha"), f"/referrals/{story.id}")
    assert "Your answer is overdue" in await shown(await as_("pia"), f"/inbox/{story.id}")
    assert "overdue" in await shown(await as_("pia"), "/referrals?show=overdue")


async def test_odd_addresses_are_answered(tell: Tell, as_: As) -> None:
    story = await tell(send=True)
    asha = await as_("asha")
    for query in ("page=0", "page=x", "state=nonsense", "part=nonsense", "show=%00"):
        assert (await asha.get(f"/referrals?{query}")).status_code < 500
    assert (await asha.get(f"/referrals/new?case={story.case_id}&recipient={WEST.id}")).status_code == 200
    assert (await asha.get(f"/referrals/new?case={story.case_id}&offer={story.case_id}")).status_code == 404
    person = f"/referrals/{story.id}/persons/{story.key(0)}"
    await posted(asha, f"{person}/withdrawal", 412, version="x")
    await posted(asha, f"{person}/withdrawal", 422, version="2", words="x" * 4_001)
    await posted(asha, f"{person}/successor", 404, offer_id="nonsense")
