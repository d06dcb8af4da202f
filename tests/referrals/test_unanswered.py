"""What happens by itself once the day of the agreed answer has passed: a word to both sides, and later an end."""

from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

import asyncpg

from casework.core.clock import today
from tests.conftest import As
from tests.referrals.conftest import Story, Tell

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def let_pass(owner: Owner, story: Story, days: int) -> None:
    """Let the answer of a story have been due for days, and its reminder, if there was one, for as long."""
    for table in ("referrals", "received_referrals"):
        await owner.execute(
            f"update {table} set respond_by = $2 where id = $1", UUID(story.id), today() - timedelta(days=days)
        )
    for table in ("referral_persons", "received_persons"):
        statement = f"update {table} set reminded_at = reminded_at - make_interval(days => $2) where id = $1"
        await owner.execute(statement, UUID(story.key(0)), days)


async def press(owner: Owner) -> int:
    """Do what the worker does every hour, as the role that may."""
    async with owner.transaction():
        await owner.execute("set local role casework_worker")
        return int(await owner.fetchval("select app.press_referrals()"))


async def recorded(owner: Owner, story: Story) -> list[tuple[str, str]]:
    """Give what the program itself wrote about a story into both access records."""
    rows = await owner.fetch(
        "select o.prefix, e.action from audit_events e join organisations o on o.id = e.org_id"
        " where e.object_id = $1 and e.actor_id is null and e.action in ('remind', 'expire') order by e.at, o.prefix",
        UUID(story.id),
    )
    return [(row["prefix"], row["action"]) for row in rows]


async def test_both_sides_are_reminded_once_and_nothing_ends_at_once(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(send=True)
    await press(owner)
    assert await recorded(owner, story) == [], "nothing is due yet"
    await let_pass(owner, story, 100)
    await press(owner)
    await press(owner)
    assert await story.states() == [("delivered", "delivered")]
    assert sorted(await recorded(owner, story)) == [("N", "remind"), ("S", "remind")]
    for view in (await story.sent(), await story.inbox()):
        steps = view["persons"][0]["steps"]
        assert [step["reason_code"] for step in steps].count("overdue") == 1
    shown = await (await as_("asha")).get(f"/referrals/{story.id}")
    assert "both sides were reminded" in shown.text
    assert "both sides were reminded" in (await (await as_("pia")).get(f"/inbox/{story.id}")).text
    assert "both sides were reminded" in (await (await as_("asha")).get(f"/cases/{story.case_id}")).text


async def test_what_nobody_took_up_expires_two_weeks_after_the_reminder(tell: Tell, as_: As, owner: Owner) -> None:
    story = await tell(send=True)
    await let_pass(owner, story, 1)
    await press(owner)
    await let_pass(owner, story, 13)
    await press(owner)
    assert await story.states() == [("delivered", "delivered")]
    await let_pass(owner, story, 2)
    await press(owner)
    assert await story.states() == [("expired", "expired")]
    assert sorted(await recorded(owner, story)) == [("N", "expire"), ("N", "remind"), ("S", "expire"), ("S", "remind")]
    assert await owner.fetchval("select count(*) from parcels where id = $1", UUID(story.key(0))) == 0
    waiting = (await (await as_("asha")).get("/api/today")).json()["referrals"]
    assert next(row["states"] for row in waiting if row["id"] == story.id) == ["expired"]
    shown = await (await as_("asha")).get(f"/referrals/{story.id}", headers={"Accept-Language": "de"})
    assert "Ohne Antwort abgelaufen" in shown.text
    assert "Aigerim" not in (await (await as_("pia")).get(f"/inbox/{story.id}")).text


async def test_what_was_answered_or_read_is_never_ended_by_the_program(tell: Tell, owner: Owner) -> None:
    for state in ("in_review", "info_requested", "redirect_proposed", "waitlisted", "accepted"):
        story = await tell(places=1 if state == "accepted" else 0, send=True)
        await story.to(state)
        for _ in range(3):
            await let_pass(owner, story, 50)
            await press(owner)
        assert await story.states() == [(state, state)]
        reminded = [("N", "remind"), ("S", "remind")] if state == "in_review" else []
        assert sorted(await recorded(owner, story)) == reminded, state


async def test_the_receiver_may_still_answer_after_the_reminder(tell: Tell, owner: Owner) -> None:
    story = await tell(send=True)
    await let_pass(owner, story, 3)
    await press(owner)
    await story.to("accepted")
    await let_pass(owner, story, 60)
    await press(owner)
    assert await story.states() == [("accepted", "accepted")]
