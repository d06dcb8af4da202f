"""Light contacts in numbers: what is counted, by whom, and what the access record tells of it."""

import asyncpg
import pytest

from tests.cast import BY_NAME, NORTH
from tests.conftest import As

TALK = {"topics": ["housing", "debts"], "mode": "phone", "outcome": "informed", "language": "uk"}


async def test_months_topics_and_languages_are_counted(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha = await as_("asha")
    talks = [
        TALK | {"at": "1993-12-31T23:30:00+01:00"},
        TALK | {"at": "1994-01-01T00:10:00+01:00"},
        TALK | {"at": "1994-07-14T10:00:00+02:00", "topics": ["housing"], "language": "ru"},
        TALK | {"at": "1995-01-01T00:00:00+01:00"},
    ]
    for talk in talks:
        assert (await asha.post("/api/light-contacts", json=talk)).status_code == 201
    found = (await asha.get("/api/light-contacts/numbers?year=1994")).json()
    assert (found["first"], found["last"], found["total"]) == ("1994-01-01", "1994-12-31", 2)
    by_month = {row["month"]: row["number"] for row in found["months"]}
    assert (len(by_month), by_month["1994-01-01"], by_month["1994-07-01"], by_month["1994-02-01"]) == (12, 1, 1, 0)
    assert found["topics"] == [{"topic": "housing", "number": 2}, {"topic": "debts", "number": 1}]
    assert found["languages"] == [{"language": "ru", "number": 1}, {"language": "uk", "number": 1}]
    shown = (await asha.get("/light-contacts/numbers?year=1994")).text
    assert "July 1994" in shown
    assert "/light-contacts?topic=housing&amp;since=1994-01-01&amp;until=1994-12-31" in shown
    told = await owner.fetchrow(
        "select action, fields, subjects, result_count from audit_events where org_id = $1 and actor_id = $2"
        " and object_type = 'light_contact' and action = 'list' and fields = '{month}' order by at desc limit 1",
        NORTH.id,
        BY_NAME["asha"].member_id,
    )
    assert told is not None
    assert (told["subjects"] or [], told["result_count"]) == ([], 2)


async def test_each_counts_what_they_may_see(as_: As) -> None:
    talk = TALK | {"at": "1996-03-01T10:00:00+01:00"}
    assert (await (await as_("asha")).post("/api/light-contacts", json=talk)).status_code == 201
    seen = {}
    for who in ("asha", "ben", "ines", "fee", "hilda", "omar"):
        seen[who] = (await (await as_(who)).get("/api/light-contacts/numbers?year=1996")).json()["total"]
    assert seen == {"asha": 1, "ben": 1, "ines": 1, "fee": 1, "hilda": 0, "omar": 0}


@pytest.mark.parametrize("who", ["adam", "otto"])
async def test_whoever_lists_none_counts_none(as_: As, who: str) -> None:
    for address in ("/api/light-contacts/numbers", "/light-contacts/numbers"):
        assert (await (await as_(who)).get(address)).status_code == 403


async def test_the_last_twelve_months_stand_for_a_year_that_cannot_be(as_: As) -> None:
    asha = await as_("asha")
    for query, status in (("", 200), ("?year=1492", 422), ("?year=x", 422)):
        assert (await asha.get(f"/api/light-contacts/numbers{query}")).status_code == status, query
        assert (await asha.get(f"/light-contacts/numbers{query}")).status_code == 200, query
    assert len((await asha.get("/api/light-contacts/numbers")).json()["months"]) == 12
