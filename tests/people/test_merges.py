"""Two records of one person: side by side, one from now on, and two again exactly as they were."""

import re
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework import tables
from tests.cast import BY_NAME, SOUTH
from tests.conftest import As
from tests.factories import insert_client, new_case, new_client, new_release

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# Columns that hold a client's id without a foreign key, each with the reason why no merge has to move them.
LOOSE = {
    # Kept by a trigger on case_persons, which are moved.
    ("cases", "client_ids"),
    # The access record is never changed: it tells whose record was seen when it was seen.
    ("audit_events", "subjects"),
}
REFERENCES = "select in_table, in_column from app.client_references()"


async def merge(client: httpx.AsyncClient, kept: UUID, other: UUID, **changes: object) -> httpx.Response:
    versions = [(await client.get(f"/api/people/{key}")).json().get("version", 1) for key in (kept, other)]
    body = {"merged_id": str(other), "merged_version": versions[1]} | changes
    return await client.post(f"/api/people/{kept}/merges", json=body, headers={"If-Match": f'"{versions[0]}"'})


async def undo(client: httpx.AsyncClient, kept: UUID, made: httpx.Response) -> httpx.Response:
    address = f"/api/people/{kept}/merges/{made.json()['id']}"
    return await client.delete(address, headers={"If-Match": made.headers["etag"]})


async def everything_about(owner: Owner, *clients: UUID) -> dict[str, list[str]]:
    """Give every row that names one of the clients, and the clients, without what counts changes."""
    found: dict[str, list[str]] = {}
    for table, column in [*(tuple(row) for row in await owner.fetch(REFERENCES)), ("clients", "id")]:
        rows = await owner.fetch(
            f"select (to_jsonb(x) - 'version')::text from {table} x where {column} = any($1) order by id", list(clients)
        )
        found[f"{table}.{column}"] = [row[0] for row in rows]
    found["cases"] = [
        row[0]
        for row in await owner.fetch(
            "select (to_jsonb(x) - 'version')::text from cases x where client_ids && $1 order by id", list(clients)
        )
    ]
    return found


async def test_no_table_with_a_client_is_forgotten(owner: Owner) -> None:
    moved = {tuple(row) for row in await owner.fetch(REFERENCES)}
    declared = {
        (table.name, key.parent.name)
        for table in tables.METADATA.tables.values()
        for constraint in table.foreign_key_constraints
        for key in constraint.elements
        if key.column.table.name == "clients" and key.column.name == "id"
    }
    left_out = {("clients", "merged_into"), ("client_merges", "kept_id"), ("client_merges", "merged_id")}
    assert moved == declared - left_out - {("name_keys", "client_id")}
    assert len(moved) > 15
    # A client's id in a column without a foreign key would stay behind, so there must be none but these.
    named = await owner.fetch(
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')"
        " and not c.relispartition and a.attnum > 0 and format_type(a.atttypid, null) in ('uuid', 'uuid[]')"
        " and (a.attname ~ 'client|subject' or a.attname = 'person_ids')"
    )
    known = moved | LOOSE | {("name_keys", "client_id")}
    assert {tuple(row) for row in named} <= known


async def test_every_reference_is_moved_and_restored(as_: As, owner: Owner) -> None:
    asha = await as_("asha")
    kept = await new_client(asha, given_name="Aigerim", family_name="Seitkali", phone="0171 1", languages=["kk"])
    other = await new_client(
        asha,
        given_name="Aygerim",
        family_name="Seitkaly",
        native_family_name="Сейтқали",
        birth_date="1987-04-09",
        phone="0171 2",
        languages=["kk", "ru"],
        citizenships=["KZ"],
        health="allergic",
        occupation="Schneiderin",
    )
    third = await new_client(asha)
    shared, single = await new_case(asha, kept, other), await new_case(asha, other, third)
    await asha.post("/api/households", json={"persons": [{"client_id": str(key)} for key in (kept, other)]})
    release = await new_release(asha, other, SOUTH.id)
    await plant(owner, other, third)
    before = await everything_about(owner, kept, other, third)
    assert all(before[place] for place in before if place != "cases"), "every table has a row to be moved"

    made = await merge(asha, kept, other)
    assert made.status_code == 201, made.text
    left = await everything_about(owner, other)
    # The merge itself and the record that is gone still know each other; everything else has moved.
    assert {place for place, rows in left.items() if rows} == {"clients.id"}
    view = (await asha.get(f"/api/people/{kept}")).json()
    assert (view["family_name"], view["birth_date"], view["health"]) == ("Seitkali", "1987-04-09", "allergic")
    assert (view["languages"], view["citizenships"], view["occupation"]) == (["kk", "ru"], ["KZ"], "Schneiderin")
    names = (await asha.get(f"/api/people/{kept}/names")).json()
    assert "Seitkaly" in {name["family_name"] for name in names}
    for text in ("Aygerim Seitkaly", "Сейтқали", "Aigerim Seitkali"):
        found = (await asha.get("/api/people", params={"q": text})).json()
        assert str(kept) in {person["id"] for person in found}
        assert str(other) not in {person["id"] for person in found}
    assert (await asha.get(f"/api/people/{other}")).status_code == 404
    moved = await owner.fetch("select id, client_ids from cases where id = any($1) order by id", [shared, single])
    assert sorted(sorted(row["client_ids"]) for row in moved) == sorted([[kept], sorted([kept, third])])
    assert await owner.fetchval("select client_id from releases where id = $1", release) == kept

    assert (await undo(asha, kept, made)).status_code == 200
    after = await everything_about(owner, kept, other, third)
    assert after == before
    assert (await undo(asha, kept, made)).status_code in {409, 412}


async def plant(owner: Owner, other: UUID, third: UUID) -> None:
    """Put a row that names the client into every table that has none yet."""
    from tests.isolation.rows import foreign_keys, insertion  # Only this test reads the catalogue.

    org, member = BY_NAME["asha"].flat.id, BY_NAME["asha"].member_id
    async with owner.transaction():
        await owner.execute("set local session_replication_role = replica")
        for table, column in [tuple(row) for row in await owner.fetch(REFERENCES)]:
            if await owner.fetchval(f"select exists (select from {table} where {column} = $1)", other):
                continue
            row = await owner.fetchval(await insertion(owner, table, org) + " returning id")
            for key in await foreign_keys(owner, table):
                if key["target"] == "clients":
                    value = other if key["columns"][-1] == column else third
                    await owner.execute(f"update {table} set {key['columns'][-1]} = $2 where id = $1", row, value)
                elif key["target"] == "members":
                    await owner.execute(f"update {table} set {key['columns'][-1]} = $2 where id = $1", row, member)


async def test_choices_field_by_field(as_: As) -> None:
    asha = await as_("asha")
    kept = await new_client(asha, family_name="Eins", town="Bernau", family="one", birth_date="1987-04-09")
    other = await new_client(asha, family_name="Zwei", town="Eberswalde", family="two", birth_date="1988-04-09")
    compared = await asha.get(f"/api/people/{kept}/merge", params={"with": str(other)})
    options = {field["name"]: field["options"] for field in compared.json()["fields"]}
    assert (options["town"], options["family"], options["gender"]) == (["kept", "other"], ["kept", "other", "both"], [])
    made = await merge(asha, kept, other, choices={"family_name": "other", "town": "other", "birth_date": "kept"})
    assert made.status_code == 201
    view = (await asha.get(f"/api/people/{kept}")).json()
    assert (view["family_name"], view["town"], view["family"]) == ("Zwei", "Eberswalde", "one\ntwo")
    assert {one["family_name"] for one in (await asha.get(f"/api/people/{kept}/names")).json()} == {"Eins"}
    stated = (await asha.get(f"/api/people/{kept}/birth-statements")).json()
    assert [one["birth_date"] for one in stated] == ["1988-04-09"]
    wrong = await merge(asha, kept, await new_client(asha), choices={"phone": "other"})
    assert wrong.status_code == 422


async def test_what_was_changed_since_survives_the_undoing(as_: As) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha, town=None), await new_client(asha, town="Eberswalde", benefits="ALG I")
    made = await merge(asha, kept, other)
    view = await asha.get(f"/api/people/{kept}")
    details = {"family_name": "Moll", "town": "Biesenthal", "benefits": "ALG I"}
    await asha.put(f"/api/people/{kept}", json=details, headers={"If-Match": view.headers["etag"]})
    assert (await undo(asha, kept, made)).status_code == 200
    view = await asha.get(f"/api/people/{kept}")
    assert (view.json()["town"], view.json()["benefits"]) == ("Biesenthal", None)
    assert (await asha.get(f"/api/people/{other}")).json()["town"] == "Eberswalde"


@pytest.mark.parametrize(("who", "status"), [("ben", 404), ("fee", 404), ("adam", 404), ("omar", 404)])
async def test_nobody_merges_whom_they_may_not_know(as_: As, who: str, status: int) -> None:
    asha, other = await as_("asha"), await as_(who)
    one, two = await new_client(asha), await new_client(asha)
    refused = {status, 403} if who in {"ben", "fee"} else {status}
    assert (await other.get(f"/api/people/{one}/merge", params={"with": str(two)})).status_code in refused
    assert (await merge(other, one, two)).status_code in refused


async def test_a_hidden_record_is_no_record(as_: As, owner: Owner) -> None:
    """Whoever may not know one of the two learns nothing from trying, and changes nothing."""
    ben = await as_("ben")
    own = await new_client(ben)
    hidden = await insert_client(owner, "asha", restricted=True)
    answers = [await merge(ben, own, other) for other in (hidden, uuid4())]
    assert {reply.status_code for reply in answers} == {404}
    assert len({reply.json()["detail"] for reply in answers}) == 1
    assert await owner.fetchval("select merged_into from clients where id = $1", hidden) is None


async def test_a_restricted_record_makes_the_other_restricted(as_: As, owner: Owner) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha), await new_client(asha, restricted=False)
    case = await new_case(asha, kept)
    await owner.execute("update clients set restricted = true where id = $1", other)
    made = await merge(asha, kept, other)
    assert made.status_code == 201, made.text
    assert await owner.fetchval("select restricted from cases where id = $1", case)
    assert (await undo(asha, kept, made)).status_code == 200
    assert not await owner.fetchval("select restricted from cases where id = $1", case)


def chosen_town(text: str) -> str:
    """Give which town is ticked on the page of a merge."""
    return str(re.findall(r'name="choice-town" value="(\w+)" checked', text)[0])


async def test_whoever_was_slower_keeps_the_choices(as_: As) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha, town="Bernau"), await new_client(asha, town="Eberswalde")
    asked = await asha.get(f"/people/{kept}/merge", params={"with": str(other)})
    assert chosen_town(asked.text) == "kept"
    form = {"merged_id": str(other), "merged_version": "1", "version": "1", "choice-town": "other"}
    await asha.put(
        f"/api/people/{other}", json={"family_name": "Moll", "town": "Biesenthal"}, headers={"If-Match": "1"}
    )
    page = await asha.post(f"/people/{kept}/merge", data=form)
    assert page.status_code == 409
    assert "changed meanwhile" in page.text
    assert "Biesenthal" in page.text
    assert chosen_town(page.text) == "other"
    version = re.findall(r'name="merged_version" value="(\d+)"', page.text)[0]
    assert (await asha.post(f"/people/{kept}/merge", data=form | {"merged_version": version})).status_code == 303
    assert (await asha.get(f"/api/people/{kept}")).json()["town"] == "Biesenthal"


async def test_a_case_that_was_split_since_cannot_be_put_together_again(as_: As, owner: Owner) -> None:
    """The other record would come back into a case that the person has left, beside whom they were parted from."""
    asha = await as_("asha")
    kept, other, third = await new_client(asha), await new_client(asha), await new_client(asha)
    case = await new_case(asha, kept, other, third)
    made = await merge(asha, kept, other)
    await owner.execute("delete from case_persons where case_id = $1 and client_id = $2", case, kept)
    refused = await undo(asha, kept, made)
    assert refused.status_code == 409
    assert "split or changed since" in refused.json()["detail"]
    assert await owner.fetchval("select merged_into from clients where id = $1", other) == kept


async def test_a_household_that_is_gone_does_not_hinder_the_undoing(as_: As, owner: Owner) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha), await new_client(asha)
    together = {"persons": [{"client_id": str(key)} for key in (kept, other)]}
    household = (await asha.post("/api/households", json=together)).json()["id"]
    made = await merge(asha, kept, other)
    await owner.execute("delete from household_persons where household_id = $1", UUID(household))
    await owner.execute("delete from households where id = $1", UUID(household))
    assert (await undo(asha, kept, made)).status_code == 200
    assert (await asha.get(f"/api/people/{other}")).status_code == 200


async def test_the_merge_is_recorded_and_stale_records_are_not_merged(as_: As, owner: Owner) -> None:
    asha = await as_("asha")
    kept, other = await new_client(asha), await new_client(asha)
    assert (await merge(asha, kept, other, merged_version=9)).status_code == 412
    assert (await merge(asha, kept, kept)).status_code == 409
    made = await merge(asha, kept, other)
    recorded = await owner.fetch("select subjects from audit_events where action = 'merge' and object_id = $1", kept)
    assert [set(row["subjects"]) for row in recorded] == [{kept, other}]
    listed = (await asha.get(f"/api/people/{kept}/merges")).json()
    assert [one["id"] for one in listed] == [made.json()["id"]]
    assert (await merge(asha, other, kept)).status_code == 404
