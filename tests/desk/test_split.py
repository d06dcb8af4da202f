"""A couple separates: the case is split, and no read of either side tells anything of the other."""

import re
from datetime import timedelta
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
from icalendar import Calendar
from litestar import Litestar

from casework.core.clock import ZONE, now, today
from casework.reminders.codes import Subject
from casework.reminders.queries import ahead
from tests.cast import BY_NAME, NORTH, SOUTH
from tests.conftest import As, anonymous_client
from tests.factories import insert_client, new_case, new_release
from tests.isolation.surface import surface
from tests.jobs.conftest import GateOf, gate_of, program

__all__ = ["gate_of", "program"]

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Couple:
    """A joint case with something of everything for each of two persons, each text with its person's token."""

    def __init__(self) -> None:
        self.case_id = UUID(int=0)
        self.persons: dict[str, UUID] = {}
        self.notes: dict[str, str] = {}
        self.household = ""


async def _person(owner: Owner, token: str) -> UUID:
    return await insert_client(
        owner,
        "asha",
        given_name=f"{token}given",
        family_name=f"{token}family",
        town=f"{token}town",
        phone=f"{token}phone",
        email=f"{token}@mail.example",
    )


async def _posted(client: httpx.AsyncClient, address: str, **body: Any) -> Any:  # noqa: ANN401  # It is JSON.
    reply = await client.post(address, json=body or None)
    assert reply.status_code == 201, reply.text
    return reply.json()


@pytest.fixture
async def couple(as_: As, owner: Owner) -> Couple:
    asha, made = await as_("asha"), Couple()
    for token in ("Zaphira", "Quorvan"):
        made.persons[token] = await _person(owner, token)
    made.case_id = await new_case(asha, *made.persons.values(), concern="Both came")
    case = f"/api/cases/{made.case_id}"
    places = [{"client_id": str(key), "role": "other"} for key in made.persons.values()]
    made.household = (await _posted(asha, "/api/households", name="Together", persons=places))["id"]
    await owner.execute("update cases set household_id = $2 where id = $1", made.case_id, UUID(made.household))
    referral = UUID(int=made.case_id.int + 1)
    await owner.execute(
        "insert into referrals (org_id, id, referral_kind, recipient_org_id, recipient_name, categories, message,"
        " created_by, created_at, case_id) values ($1, $2, 'referral', $3, 'South', '{contact}', 'Both together', $4,"
        " now(), $5)",
        NORTH.id,
        referral,
        SOUTH.id,
        BY_NAME["asha"].member_id,
        made.case_id,
    )
    for number, (token, key) in enumerate(made.persons.items()):
        person = str(key)
        made.notes[token] = (await _posted(asha, f"{case}/notes", text=f"{token}note", about_id=person))["id"]
        await _posted(
            asha, f"{case}/results", result_kind="housing_found", client_ids=[person], reached_on=today().isoformat(),
            evidence=f"{token}evidence",
        )  # fmt: skip
        await _posted(
            asha, f"{case}/exits", client_id=person, point="after_28_days", outcome="not_reached",
            left_on=today().isoformat(), evidence=f"{token}exit",
        )  # fmt: skip
        light = await _posted(
            asha, "/api/light-contacts", topics=["work"], mode="phone", outcome="informed", note=f"{token}light"
        )
        linked = {"case_id": str(made.case_id), "client_id": person}
        reply = await asha.put(f"/api/light-contacts/{light['id']}/link", json=linked, headers={"If-Match": '"1"'})
        assert reply.status_code == 200
        await new_release(asha, key, SOUTH.id, occasion=f"{token}occasion")
        await owner.execute(
            "insert into referral_persons (org_id, id, referral_id, client_id, state, state_at, words)"
            " values ($1, $2, $3, $4, 'in_review', now(), $5)",
            NORTH.id,
            UUID(int=referral.int + 1 + number),
            referral,
            key,
            f"{token}words",
        )
        made.notes[f"{token} shared"] = (await _posted(asha, f"{case}/notes", text=f"{token}shared words"))["id"]
        made.notes[f"{token} task"] = (await _posted(asha, f"{case}/tasks", title=f"{token}task"))["id"]
        starts = (now() + timedelta(days=2 + number)).isoformat()
        booked = await _posted(asha, f"{case}/appointments", kind="follow_up", starts_at=starts, place=f"{token}place")
        made.notes[f"{token} appointment"] = booked["id"]
    await _plan(asha, made)
    return made


async def _plan(asha: httpx.AsyncClient, couple: Couple) -> None:
    """Let both agree to a plan with a goal of each, and review it."""
    address = f"/api/plans/{(await _posted(asha, f'/api/cases/{couple.case_id}/plans'))['id']}"

    async def send(path: str, **body: Any) -> Any:  # noqa: ANN401  # It is JSON.
        etag = (await asha.get(address)).headers["etag"]
        reply = await asha.post(f"{address}{path}", json=body, headers={"If-Match": etag})
        assert reply.status_code == 201, reply.text
        return reply.json()

    goals = {}
    for token, key in couple.persons.items():
        goals[token] = (
            await send("/goals", words=f"{token}goal", domain="business", client_id=str(key), first_step=f"{token}step")
        )["id"]
    for key in couple.persons.values():
        await send("/agreement", client_id=str(key), form="paper", signed_on=today().isoformat(), place="Bernau")
    findings = [{"goal_id": key, "attainment": "partly", "words": f"{token}finding"} for token, key in goals.items()]
    await send("/reviews", held_on=today().isoformat(), findings=findings)


async def _split(client: httpx.AsyncClient, couple: Couple, **more: Any) -> httpx.Response:  # noqa: ANN401  # A body is any JSON.
    etag = (await client.get(f"/api/cases/{couple.case_id}")).headers["etag"]
    body = {"client_ids": [str(couple.persons["Quorvan"])], **more}
    return await client.post(f"/api/cases/{couple.case_id}/split", json=body, headers={"If-Match": etag})


async def _walk(app: Litestar, client: httpx.AsyncClient, ids: dict[str, list[str]]) -> dict[str, str]:
    """Read every address that this person can read with these ids, and give the texts by address."""
    texts: dict[str, str] = {}
    for route in surface(app):
        if route.method != "GET" or route.path.startswith(("/assets", "/schema")):
            continue
        keys = [ids.get(name, []) for name, kind in route.parameters if kind == "uuid"]
        if len(keys) > 1 or (route.parameters and not keys):
            continue
        for key in keys[0] if keys else [""]:
            reply = await client.get(route.address(lambda _, key=key: key))  # type: ignore[misc]  # The key is bound.
            if reply.status_code == 200:
                texts[f"{route.path} {key}"] = reply.text
    return texts


async def test_no_read_of_either_side_tells_of_the_other(as_: As, app: Litestar, owner: Owner, couple: Couple) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    goes = [couple.notes[f"Quorvan {what}"] for what in ("shared", "task", "appointment")]
    reply = await _split(
        asha, couple, move_ids=goes, owner_id=str(BY_NAME["ben"].member_id), restricted=True, concern="Alone",
        concern_that_stays="Alone, too",
    )  # fmt: skip
    assert reply.status_code == 201, reply.text
    assert reply.json()["readable"] is False
    # The side that stays is hidden from the team too, so that Ben cannot know it as her colleague.
    await owner.execute("update cases set restricted = true where id = $1", couple.case_id)
    await owner.execute("update clients set restricted = true where id = $1", couple.persons["Zaphira"])
    sides = {"Zaphira": (asha, str(couple.case_id)), "Quorvan": (ben, reply.json()["id"])}
    everything = await _ids(owner, couple, reply.json()["id"])
    for token, (client, case_id) in sides.items():
        other = next(name for name in sides if name != token)
        texts = await _walk(app, client, everything)
        leaks = [address for address, text in texts.items() if other in text]
        assert not leaks, f"{token}'s side tells of {other}: {leaks}"
        own = "\n".join(texts.values())
        for what in ("given", "town", "phone", "note", "evidence", "exit", "light", "words", "shared words", "task",
                     "place", "occasion", "goal", "step", "finding"):  # fmt: skip
            assert f"{token}{what}" in own, f"{token}{what} is lost"
        assert any(case_id in address for address in texts)


async def _ids(owner: Owner, couple: Couple, new_case_id: str) -> dict[str, list[str]]:
    cases = [couple.case_id, UUID(new_case_id)]

    async def of(table: str, column: str, keys: list[UUID]) -> list[str]:
        rows = await owner.fetch(f"select id from {table} where {column} = any($1::uuid[])", keys)
        return [str(row[0]) for row in rows]

    persons = list(couple.persons.values())
    referrals = await of("referrals", "case_id", cases)
    return {
        "case_id": [str(key) for key in cases],
        "client_id": [str(key) for key in persons],
        "household_id": [str(row[0]) for row in await owner.fetch("select household_id from household_persons")],
        "note_id": await of("case_notes", "case_id", cases),
        "task_id": await of("tasks", "case_id", cases),
        "appointment_id": await of("appointments", "case_id", cases),
        "result_id": await of("case_results", "case_id", cases),
        "exit_id": await of("esf_exits", "case_id", cases),
        "contact_id": await of("light_contacts", "case_id", cases),
        "release_id": await of("releases", "client_id", persons),
        "referral_id": referrals,
        "plan_id": await of("plans", "case_id", cases),
        "goal_id": await of("plan_goals", "case_id", cases),
        "measure_id": await of("plan_measures", "case_id", cases),
        "review_id": await of("plan_reviews", "case_id", cases),
        "signature_id": await of("plan_signatures", "case_id", cases),
    }


async def test_copied_entries_are_on_both_sides_and_stay_where_they_are_kept(
    as_: As, owner: Owner, couple: Couple
) -> None:
    asha = await as_("asha")
    reply = await _split(asha, couple, shared="copy", keep_ids=[couple.notes["Zaphira shared"]])
    assert reply.status_code == 201, reply.text
    new_id = reply.json()["id"]
    old, new = [
        {note["text"] for note in (await asha.get(f"/api/cases/{key}/notes")).json()}
        for key in (couple.case_id, new_id)
    ]
    assert old == {"Zaphiranote", "Zaphirashared words", "Quorvanshared words"}
    assert new == {"Quorvannote", "Quorvanshared words"}
    titles = [(await asha.get(f"/api/cases/{key}")).json()["title"] for key in (couple.case_id, new_id)]
    assert titles == ["Zaphiragiven Zaphirafamily", "Quorvangiven Quorvanfamily"]
    homes = await owner.fetch(
        "select household_id from household_persons where client_id = any($1::uuid[])", list(couple.persons.values())
    )
    assert len({row[0] for row in homes}) == 2
    phases = (await asha.get(f"/api/cases/{new_id}/phases")).json()
    assert [phase["phase"] for phase in phases] == ["intake"]


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("hilda", 404), ("fee", 404), ("cara", 404)])
async def test_who_may_not_split(as_: As, couple: Couple, who: str, status: int) -> None:
    body = {"client_ids": [str(couple.persons["Quorvan"])]}
    reply = await (await as_(who)).post(f"/api/cases/{couple.case_id}/split", json=body, headers={"If-Match": '"1"'})
    assert reply.status_code == status


async def test_somebody_stays_and_the_page_keeps_what_was_typed(as_: As, couple: Couple) -> None:
    ines = await as_("ines")
    for persons in (list(couple.persons.values()), [UUID(int=5)]):
        reply = await _split(ines, couple, client_ids=[str(key) for key in persons])
        assert reply.status_code == 422
    stranger = await _split(ines, couple, owner_id=str(BY_NAME["hilda"].member_id))
    assert stranger.status_code == 422
    page = await ines.get(f"/cases/{couple.case_id}/split")
    assert page.status_code == 200
    assert "Zaphirashared words" in page.text
    assert "Zaphiranote" not in page.text
    version = (await ines.get(f"/api/cases/{couple.case_id}")).json()["version"]
    form = {"version": str(version), "shared": "stay", "concern": "Words that stay"}
    empty = await ines.post(f"/cases/{couple.case_id}/split", data=form)
    assert empty.status_code == 422
    assert "Words that stay" in empty.text
    done = await ines.post(f"/cases/{couple.case_id}/split", data=form | {"client_ids": str(couple.persons["Quorvan"])})
    assert done.status_code == 303, done.text
    assert "Words that stay" in (await ines.get(done.headers["location"])).text


async def test_a_child_lives_where_the_page_says(as_: As, owner: Owner, couple: Couple) -> None:
    asha = await as_("asha")
    children = [await _person(owner, name) for name in ("Firstborn", "Second")]
    for child in children:
        home = await asha.get(f"/api/households/{couple.household}")
        place = {"client_id": str(child), "role": "child"}
        address = f"/api/households/{couple.household}/persons"
        reply = await asha.post(address, json=place, headers={"If-Match": home.headers["etag"]})
        assert reply.status_code in {200, 201}, reply.text
    page = await asha.get(f"/cases/{couple.case_id}/split")
    assert "Firstborngiven" in page.text
    assert "Who else of the household goes along" in page.text
    stranger = await _person(owner, "Stranger")
    for wrong in (stranger, couple.persons["Zaphira"]):
        assert (await _split(asha, couple, along_ids=[str(wrong)])).status_code == 422
    assert (await _split(asha, couple, along_ids=[str(children[0])])).status_code == 201
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
    done = await _split(asha, couple, move_ids=[papers["goes"]], copy_ids=[papers["both"]])
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
    reply = await _split(asha, couple, move_ids=[gone], copy_ids=[copied], owner_id=str(BY_NAME["ben"].member_id))
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


# Tables that name a case and whose rows stay where they are when it is split, each with the reason.
STAY = {
    "case_closures": "An open case is split; how it ended earlier tells of everybody, and stays with the first file.",
    "handovers": "Its summary speaks of everybody; who carried the first case is told there.",
    "import_references": "The number by which another program knows the case goes on meaning the first file.",
}


async def test_no_table_with_a_case_is_forgotten(owner: Owner) -> None:
    """A new table of a case's parts must be split, or named above with the reason why not."""
    named = await owner.fetch(
        "select distinct c.relname from pg_constraint k join pg_class c on c.oid = k.conrelid"
        " where k.contype = 'f' and k.confrelid = 'public.cases'::regclass and c.relname <> 'cases'"
        " union select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')"
        " and a.attname = 'case_id' and not a.attisdropped"
    )
    text = await owner.fetchval(
        "select string_agg(prosrc, ' ') from pg_proc where proname in ('split_case', 'split_plans')"
    )
    tables = {row[0] for row in named}
    split = {table for table in tables if re.search(rf"\b{table}\b", text)}
    assert tables - split == set(STAY)
