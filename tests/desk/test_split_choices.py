"""What a split lets people choose: where children live, where papers lie, and who hears of an appointment."""

from datetime import timedelta
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
from icalendar import Calendar
from litestar import Litestar

from casework.core.clock import ZONE
from casework.reminders.codes import Subject
from casework.reminders.queries import ahead
from tests.cast import BY_NAME
from tests.conftest import As, anonymous_client
from tests.desk.couple import Couple, couple, person_called, split_off
from tests.jobs.conftest import GateOf, gate_of, program

__all__ = ["couple", "gate_of", "program"]

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def test_a_child_lives_where_the_page_says(as_: As, owner: Owner, couple: Couple) -> None:
    asha = await as_("asha")
    children = [await person_called(owner, name) for name in ("Firstborn", "Second")]
    for child in children:
        home = await asha.get(f"/api/households/{couple.household}")
        place = {"client_id": str(child), "role": "child"}
        address = f"/api/households/{couple.household}/persons"
        reply = await asha.post(address, json=place, headers={"If-Match": home.headers["etag"]})
        assert reply.status_code in {200, 201}, reply.text
    page = await asha.get(f"/cases/{couple.case_id}/split")
    assert "Firstborngiven" in page.text
    assert "Who else of the household goes along" in page.text
    stranger = await person_called(owner, "Stranger")
    for wrong in (stranger, couple.persons["Zaphira"]):
        assert (await split_off(asha, couple, along_ids=[str(wrong)])).status_code == 422
    assert (await split_off(asha, couple, along_ids=[str(children[0])])).status_code == 201
    living = {
        row["client_id"]: row["household_id"]
        for row in await owner.fetch(
            "select client_id, household_id from household_persons where client_id = any($1::uuid[])",
            [*couple.persons.values(), *children],
        )
    }
    assert living[children[0]] == living[couple.persons["Quorvan"]]
    assert living[children[1]] == living[couple.persons["Zaphira"]] == UUID(couple.household)
    assert living[children[0]] != living[children[1]]


async def test_a_paper_stays_goes_or_is_there_twice(as_: As, couple: Couple) -> None:
    asha = await as_("asha")
    papers = {}
    for name in ("stays", "goes", "both"):
        files = {"file": (f"{name}.txt", f"Paper that {name}".encode(), "text/plain")}
        reply = await asha.post(f"/api/cases/{couple.case_id}/documents", data={"title": name}, files=files)
        assert reply.status_code == 201, reply.text
        papers[name] = reply.json()["id"]
    done = await split_off(asha, couple, move_ids=[papers["goes"]], copy_ids=[papers["both"]])
    assert done.status_code == 201, done.text
    sides = {}
    for key in (str(couple.case_id), done.json()["id"]):
        sides[key] = {one["title"]: one["id"] for one in (await asha.get(f"/api/cases/{key}/documents")).json()}
    old, new = sides.values()
    assert (set(old), set(new)) == ({"stays", "both"}, {"goes", "both"})
    assert old["both"] != new["both"]
    for key in (old["both"], new["both"]):
        assert (await asha.get(f"/api/documents/{key}/content")).content == b"Paper that both"


async def test_calendars_and_reminders_follow_an_appointment_that_went(
    as_: As, app: Litestar, owner: Owner, couple: Couple, gate_of: GateOf
) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    feeds = {}
    for who, client in (("asha", asha), ("ben", ben)):
        feeds[who] = urlsplit((await client.post("/api/account/calendar", json={})).json()["address"]).path
    gone, copied = couple.notes["Quorvan appointment"], couple.notes["Zaphira appointment"]
    reply = await split_off(asha, couple, move_ids=[gone], copy_ids=[copied], owner_id=str(BY_NAME["ben"].member_id))
    assert reply.status_code == 201, reply.text
    calendars = {}
    for who, path in feeds.items():
        async with anonymous_client(app) as client:
            calendars[who] = {
                str(event["uid"]).split("@")[0]: event
                for event in Calendar.from_ical((await client.get(path)).content).walk("VEVENT")
            }
    assert calendars["asha"][gone]["status"] == "CANCELLED"
    assert calendars["ben"][gone]["status"] != "CANCELLED"
    assert calendars["asha"][copied]["status"] != "CANCELLED"
    assert str(calendars["asha"][gone]["sequence"]) != "0"
    new = await owner.fetchval(
        "select id from appointments where case_id = $1 and id <> $2", UUID(reply.json()["id"]), UUID(gone)
    )
    assert str(new) in calendars["ben"]
    assert str(new) not in calendars["asha"], "what never was in a calendar is not called off there"
    day = (await owner.fetchval("select starts_at from appointments where id = $1", UUID(gone))).astimezone(ZONE).date()
    reminded = {}
    for who in ("asha", "ben"):
        async with gate_of(who) as gate:
            found = await ahead(gate, {Subject.APPOINTMENT}, day - timedelta(days=1))
            reminded[who] = {str(item.object_id) for item in found}
    assert gone in reminded["ben"]
    assert gone not in reminded["asha"]
    for who in ("asha", "ben"):
        await (await as_(who)).delete("/api/account/calendar")
