"""A couple separates: the case is split, and no read of either side tells anything of the other."""

import re
from typing import TypeAlias
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import Litestar

from tests.cast import BY_NAME
from tests.conftest import As
from tests.desk.couple import Couple, couple, split_off
from tests.isolation.surface import surface
from tests.jobs.conftest import gate_of, program

__all__ = ["couple", "gate_of", "program"]

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


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
    reply = await split_off(
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
    homes = "select distinct household_id from household_persons where client_id = any($1::uuid[])"
    return {
        "case_id": [str(key) for key in cases],
        "client_id": [str(key) for key in persons],
        "household_id": [str(row[0]) for row in await owner.fetch(homes, persons)],
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
    reply = await split_off(asha, couple, shared="copy", keep_ids=[couple.notes["Zaphira shared"]])
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
        reply = await split_off(ines, couple, client_ids=[str(key) for key in persons])
        assert reply.status_code == 422
    stranger = await split_off(ines, couple, owner_id=str(BY_NAME["hilda"].member_id))
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
