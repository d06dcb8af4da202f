"""Reminders: counted and without names, at the right hour in Berlin, to active members, and never twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from uuid import UUID

import asyncpg
import pytest

from casework.config import Settings
from casework.core.clock import ZONE
from casework.core.db import Database
from casework.desk.today import next_weekday
from casework.reminders.actions import remind
from casework.worker import send_one_mail
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_appointment, insert_client, insert_deadline, new_case
from tests.identity.test_password_reset import Letterbox, letterbox
from tests.jobs.conftest import GateOf, gate_of, program

__all__ = ["gate_of", "letterbox", "program"]

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
BASE = "http://127.0.0.1:8000"
ALL = {"kinds": ["appointment", "deadline", "referral"]}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Give a moment by the clock in Berlin."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@pytest.fixture
async def case(as_: As, owner: Owner) -> AsyncIterator[UUID]:
    """A case of asha's with a client whose name no mail may hold, gone after the test with all its dates."""
    made = await new_case(await as_("asha"), await insert_client(owner, "asha", family_name="Geheimnis"))
    yield made
    await owner.execute("delete from cases where id = $1", made)


@pytest.fixture(autouse=True)
async def nobody_reminded(owner: Owner) -> AsyncIterator[None]:
    """Start and end without choices, reminders and waiting jobs."""
    await _forget(owner)
    yield
    await _forget(owner)


async def _forget(owner: Owner) -> None:
    for table in ("reminder_choices", "reminders_sent", "door.outgoing_mails"):
        await owner.execute(f"delete from {table}")
    await owner.execute("delete from job_runs where job = 'remind'")
    await owner.execute("delete from jobs.procrastinate_jobs where task_name = 'remind'")


async def choose(as_: As, who: str, mode: str, hour: int = 7, **changes: object) -> None:
    """Choose reminders over the API."""
    reply = await (await as_(who)).put("/api/account/reminders", json={"mode": mode, "hour": hour} | ALL | changes)
    assert reply.status_code == 200, reply.text


async def mails(owner: Owner, who: str = "asha") -> list[str]:
    """Give subjects and texts of the mails that wait for somebody."""
    rows = await owner.fetch(
        "select subject || E'\\n' || body from door.outgoing_mails where recipient = $1 order by id",
        BY_NAME[who].address,
    )
    return [row[0] for row in rows]


async def test_one_mail_counts_and_names_nobody_and_nothing_comes_twice(
    as_: As, owner: Owner, gate_of: GateOf, case: UUID
) -> None:
    await choose(as_, "asha", "digest")
    day = date(2031, 3, 6)
    await insert_appointment(owner, "asha", case, at(day + timedelta(days=1), 10))
    await insert_appointment(owner, "asha", case, at(day + timedelta(days=1), 12), status="cancelled_client")
    await insert_appointment(owner, "ben", case, at(day + timedelta(days=1), 14))
    deadline = await insert_deadline(
        owner, "asha", case, day + timedelta(days=14), day - timedelta(days=1), day + timedelta(9)
    )
    await insert_deadline(owner, "asha", case, day + timedelta(days=60), day + timedelta(days=30))
    for moment in (at(day, 7), at(day, 8), at(day + timedelta(days=1), 7)):
        async with gate_of("asha") as gate:
            await remind(gate, moment, BASE)
    (mail,) = await mails(owner)
    assert mail.startswith("Casework: 1 Termin, 1 Frist\nGuten Tag,")
    assert "- 1 Termin am Fr 07.03." in mail
    assert f"{BASE}/\n" in mail
    number = await owner.fetchval("select number from cases where id = $1", case)
    for secret in ("Geheimnis", "Mira", "Moll", number, "Adler", "objection", "Widerspruch"):
        assert secret not in mail
    async with gate_of("asha") as gate:
        assert await remind(gate, at(day + timedelta(days=9), 7), BASE) == 1, "the next warning is a new day"
    sent = await owner.fetch("select due_on from reminders_sent where object_id = $1 order by 1", deadline)
    assert [row[0] for row in sent] == [day - timedelta(days=1), day + timedelta(days=9)]


async def test_a_moved_appointment_is_told_again_and_friday_tells_of_monday(
    as_: As, owner: Owner, gate_of: GateOf, case: UUID
) -> None:
    await choose(as_, "asha", "at_once")
    friday = date(2031, 5, 2)
    key = await insert_appointment(owner, "asha", case, at(friday + timedelta(days=3), 9))
    async with gate_of("asha") as gate:
        assert await remind(gate, at(friday, 7), BASE) == 1
    later = at(friday + timedelta(days=4), 9)
    await owner.execute(
        "update appointments set starts_at = $2, ends_at = $3 where id = $1", key, later, later + timedelta(hours=1)
    )
    async with gate_of("asha") as gate:
        assert await remind(gate, at(friday + timedelta(days=3), 7), BASE) == 1
    assert next_weekday(friday) == date(2031, 5, 5)


async def test_a_task_is_told_when_it_is_due_and_once(as_: As, owner: Owner, gate_of: GateOf, case: UUID) -> None:
    await choose(as_, "asha", "digest", kinds=["task"])
    body = {"title": "Formular holen bei Frau Geheimnis", "due_on": "2031-07-08"}
    reply = await (await as_("asha")).post(f"/api/cases/{case}/tasks", json=body)
    assert reply.status_code == 201, reply.text
    for day, told in ((7, 0), (8, 1), (9, 0)):
        async with gate_of("asha") as gate:
            assert await remind(gate, at(date(2031, 7, day), 7), BASE) == told
    (mail,) = await mails(owner)
    assert "- 1 Aufgabe ist fällig" in mail
    assert "Geheimnis" not in mail


async def test_only_what_was_chosen_is_told(as_: As, owner: Owner, gate_of: GateOf, case: UUID) -> None:
    day = date(2031, 6, 3)
    await insert_appointment(owner, "asha", case, at(day + timedelta(days=1), 10))
    for mode, kinds, told in (("off", ALL["kinds"], 0), ("digest", ["deadline"], 0), ("digest", ["appointment"], 1)):
        await choose(as_, "asha", mode, kinds=kinds)
        async with gate_of("asha") as gate:
            assert await remind(gate, at(day, 7), BASE) == told


@pytest.mark.parametrize(
    ("moment", "hour", "planned"),
    [
        # In winter seven o'clock in Berlin is six in UTC, in summer five.
        (datetime(2031, 1, 14, 5, 59, tzinfo=UTC), 7, False),
        (datetime(2031, 1, 14, 6, 0, tzinfo=UTC), 7, True),
        (datetime(2031, 7, 15, 4, 59, tzinfo=UTC), 7, False),
        (datetime(2031, 7, 15, 5, 0, tzinfo=UTC), 7, True),
        # The Monday after each change of the clock.
        (datetime(2031, 3, 31, 5, 0, tzinfo=UTC), 7, True),
        (datetime(2031, 10, 27, 5, 30, tzinfo=UTC), 7, False),
        (datetime(2031, 10, 27, 6, 0, tzinfo=UTC), 7, True),
        # Weekends are quiet.
        (datetime(2031, 3, 30, 9, 0, tzinfo=UTC), 7, False),
    ],
)
async def test_the_hour_is_that_of_berlin(as_: As, owner: Owner, moment: datetime, hour: int, *, planned: bool) -> None:
    await choose(as_, "asha", "digest", hour)
    await owner.execute("update reminder_choices set looked_at = $1", moment - timedelta(days=1))
    assert await owner.fetchval("select door.plan_reminders($1)", moment) == int(planned)
    if planned:
        for later in (timedelta(0), timedelta(minutes=5), timedelta(hours=10)):
            assert await owner.fetchval("select door.plan_reminders($1)", moment + later) == 0, "once a day"


async def test_at_once_looks_when_something_changed_and_not_at_night(as_: As, owner: Owner, case: UUID) -> None:
    await choose(as_, "asha", "at_once")
    await choose(as_, "hilda", "at_once")
    morning = datetime.combine(next_weekday(date(2020, 6, 2)), datetime.min.time(), ZONE).replace(hour=8)
    assert await owner.fetchval("select door.plan_reminders($1)", morning) == 2
    await owner.execute("update appointments set changed_at = $1", morning - timedelta(days=400))
    await owner.execute("update received_persons set state_at = $1", morning - timedelta(days=400))
    await owner.execute("update deadlines set created_at = $1", morning - timedelta(days=400))
    await owner.execute("update referral_persons set state_at = $1", morning - timedelta(days=400))
    quiet = morning + timedelta(hours=1)
    await owner.execute("alter table appointments disable trigger number_change")
    try:
        await owner.execute("update appointments set changed_at = $1", morning - timedelta(days=400))
        assert await owner.fetchval("select door.plan_reminders($1)", quiet) == 0
        await insert_appointment(owner, "asha", case, quiet, changed_at=quiet)
        assert await owner.fetchval("select door.plan_reminders($1)", quiet + timedelta(hours=13)) == 0, "at night"
        assert await owner.fetchval("select door.plan_reminders($1)", quiet + timedelta(minutes=5)) == 1
    finally:
        await owner.execute("alter table appointments enable trigger number_change")


async def test_nobody_who_left_is_reminded(as_: As, owner: Owner) -> None:
    await choose(as_, "hilda", "digest")
    await owner.execute("update reminder_choices set looked_at = null")
    await owner.execute("update members set active = false where id = $1", BY_NAME["hilda"].member_id)
    try:
        assert await owner.fetchval("select door.plan_reminders($1)", datetime(2031, 1, 14, 9, tzinfo=UTC)) == 0
    finally:
        await owner.execute("update members set active = true where id = $1", BY_NAME["hilda"].member_id)


async def test_two_workers_plan_and_send_once(
    as_: As, owner: Owner, gate_of: GateOf, settings: Settings, case: UUID, letterbox: tuple[Letterbox, int]
) -> None:
    await choose(as_, "asha", "digest")
    await owner.execute("update reminder_choices set looked_at = null")
    await owner.execute("update door.accounts set language = 'en' where email = $1", BY_NAME["asha"].address)
    day = date(2031, 9, 9)
    await insert_appointment(owner, "asha", case, at(day + timedelta(days=1), 10))
    others = [await asyncpg.connect(settings.database_url) for _ in range(3)]
    planned = await asyncio.gather(*(one.fetchval("select door.plan_reminders($1)", at(day, 7)) for one in others))
    for one in others:
        await one.close()
    assert sorted(planned) == [0, 0, 1]

    for told in (1, 0):
        async with gate_of("asha") as gate:
            assert await remind(gate, at(day, 7), BASE) == told
    box, port = letterbox
    worker = Database(settings.address("casework_worker"), settings.passfile, 1)
    try:
        while await send_one_mail(worker, replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")):
            pass
    finally:
        await worker.close()
        await owner.execute("update door.accounts set language = 'de' where email = $1", BY_NAME["asha"].address)
    ((_, mail),) = box.mails
    assert (mail["To"], mail["Subject"]) == (BY_NAME["asha"].address, "Casework: 1 appointment")
    assert "Names never stand in these mails." in mail.get_content()


async def test_one_chooses_on_a_page_for_oneself_only(as_: As, owner: Owner) -> None:
    fee = await as_("fee")
    assert "One mail a day" in (await fee.get("/account/reminders")).text
    wrong = await fee.post("/account/reminders", data={"mode": "hourly", "hour": "25"})
    assert wrong.status_code == 422
    reply = await fee.post("/account/reminders", data={"mode": "digest", "hour": "6", "kinds": ["appointment"]})
    assert reply.status_code == 303
    rows = await owner.fetch("select member_id, mode, hour, kinds from reminder_choices")
    assert [tuple(row) for row in rows] == [(BY_NAME["fee"].member_id, "digest", 6, ["appointment"])]
    assert (await (await as_("asha")).get("/api/account/reminders")).json()["mode"] == "off"
    assert (await (await as_("otto")).get("/account/reminders")).status_code == 403
