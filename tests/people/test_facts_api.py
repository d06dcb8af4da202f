"""Facts about a person over the API: histories, present values that follow, versions, and who may what."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from tests.conftest import As
from tests.factories import insert_client, new_client

ENTRIES: dict[str, dict[str, Any]] = {
    "names": {"name_kind": "birth", "family_name": "Früher", "source": "civil_document"},
    "birth-statements": {"birth_date": "1985-01-01", "birth_precision": "year", "source": "passport"},
    "channels": {"channel_kind": "mobile", "value": "0171 555 01"},
    "citizenships": {"country": "UA", "valid_from": "1991-08-24"},
    "titles": {"residence_status": "settlement", "issued_on": "2024-05-02", "authority": "Ausländerbehörde Barnim"},
    "languages": {"language": "ru", "spoken": "native", "written": "c1"},
    "qualifications": {"qualification_kind": "work", "title": "Schneiderin", "code_system": "kldb_2010", "code": "282"},
    "disputes": {"field": "family_name", "their_version": "Mohl, with h"},
}


async def add(client: httpx.AsyncClient, of: UUID, word: str, **changes: object) -> httpx.Response:
    return await client.post(f"/api/people/{of}/{word}", json=ENTRIES[word] | changes)


@pytest.mark.parametrize("word", ENTRIES)
async def test_an_entry_is_kept_changed_and_removed(as_: As, word: str) -> None:
    asha = await as_("asha")
    client = await new_client(asha)
    made = await add(asha, client, word)
    assert made.status_code == 201, made.text
    address = f"/api/people/{client}/{word}"
    listed = (await asha.get(address)).json()
    assert made.json() in listed
    single = f"{address}/{made.json()['id']}"
    assert (await asha.put(single, json=ENTRIES[word])).status_code == 428
    changed = await asha.put(single, json=ENTRIES[word], headers={"If-Match": made.headers["etag"]})
    assert changed.status_code == 200, changed.text
    stale = await asha.delete(single, headers={"If-Match": '"99"'})
    assert stale.status_code == 412
    gone = await asha.delete(single, headers={"If-Match": changed.headers["etag"]})
    assert gone.status_code == 204
    assert made.json()["id"] not in {one["id"] for one in (await asha.get(address)).json()}


@pytest.mark.parametrize("word", ENTRIES)
@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("ben", 403, 403), ("hilda", 403, 403), ("fee", 403, 403), ("adam", 404, 404), ("omar", 404, 404)],
)
async def test_who_may_what(as_: As, word: str, who: str, read: int, write: int) -> None:
    asha, other = await as_("asha"), await as_(who)
    client = await new_client(asha)
    if who == "fee" and word == "channels":
        read = 200
    answers = {(await other.get(f"/api/people/{client}/{word}")).status_code, read}
    assert answers <= {read, 404}
    assert (await add(other, client, word)).status_code in {write, 404}


@pytest.mark.parametrize(
    ("word", "changes", "field"),
    [
        ("names", {"family_name": " "}, "family_name"),
        ("names", {"name_kind": "current"}, "name_kind"),
        ("names", {"valid_from": "2020-01-02", "valid_until": "2020-01-01"}, "valid_until"),
        ("birth-statements", {"birth_date": "2999-01-01"}, "birth_date"),
        ("birth-statements", {"birth_date": "1985-02-01"}, "birth_precision"),
        ("birth-statements", {"stated_on": "2999-01-01"}, "stated_on"),
        ("channels", {"value": "no number"}, "value"),
        ("channels", {"channel_kind": "email"}, "value"),
        ("channels", {"preferred": True, "do_not_call": True}, "preferred"),
        ("citizenships", {"country": "Atlantis"}, "country"),
        ("titles", {"valid_until": "2023-01-01"}, "valid_until"),
        ("languages", {"language": "klingon"}, "language"),
        ("qualifications", {"code_system": None}, "code_system"),
        ("qualifications", {"code": "999"}, "code"),
        ("qualifications", {"from_year": 2010, "until_year": 2001}, "until_year"),
        ("disputes", {"field": "restricted"}, "field"),
    ],
)
async def test_mistakes_are_told_at_their_field(as_: As, word: str, changes: dict[str, Any], field: str) -> None:
    asha = await as_("asha")
    reply = await add(asha, await new_client(asha), word, **changes)
    assert reply.status_code == 422, reply.text
    assert field in reply.text


async def test_every_name_and_birth_date_finds_the_person(as_: As) -> None:
    asha = await as_("asha")
    mark = "".join(chr(ord("a") + int(sign, 16)) for sign in uuid4().hex[:8])
    client = await new_client(asha, family_name=f"Heute{mark}", birth_date="1984-03-02")
    assert (await add(asha, client, "names", family_name=f"Ehedem{mark}")).status_code == 201
    native = await add(asha, client, "names", native_family_name=f"Шевченко{mark}", family_name=None)
    assert native.status_code == 201
    await add(asha, client, "birth-statements", birth_date="1979-01-01")
    for text in (f"Heute{mark}", f"ehedem{mark}", f"шевченко{mark}", f"Ehedem{mark} 1979", f"Heute{mark} 1984"):
        found = (await asha.get("/api/people", params={"q": text})).json()
        assert [person["id"] for person in found] == [str(client)], text
    assert (await asha.get(f"/api/people/{client}")).json()["birth_date"] == "1984-03-02"


async def test_another_name_keeps_the_former_one(as_: As) -> None:
    asha = await as_("asha")
    client = await new_client(asha, birth_date="1984-03-02")
    view = await asha.get(f"/api/people/{client}")
    details = {"family_name": "Neu", "given_name": "Mira", "birth_date": "1985-03-02"}
    reply = await asha.put(f"/api/people/{client}", json=details, headers={"If-Match": view.headers["etag"]})
    assert reply.status_code == 200
    (former,) = (await asha.get(f"/api/people/{client}/names")).json()
    assert (former["name_kind"], former["family_name"], former["source"]) == ("former", "Moll", "replaced")
    (stated,) = (await asha.get(f"/api/people/{client}/birth-statements")).json()
    assert stated["birth_date"] == "1984-03-02"


async def test_an_unsafe_number_is_never_the_present_one(as_: As) -> None:
    asha = await as_("asha")
    client = await new_client(asha, phone="03338 1234", email="mira@example.org")
    address = f"/api/people/{client}"
    phone, email = (await asha.get(f"{address}/channels")).json()
    assert (phone["value"], email["channel_kind"]) == ("03338 1234", "email")
    unsafe = {"channel_kind": "phone", "value": "03338 1234", "shared": True}
    flagged = await asha.put(f"{address}/channels/{phone['id']}", json=unsafe, headers={"If-Match": '"1"'})
    assert flagged.status_code == 200
    view = await asha.get(address)
    assert (view.json()["phone"], view.json()["email"]) == (None, "mira@example.org")
    # Typing the same number into the form again does not make it safe.
    typed = {"family_name": "Moll", "phone": "03338 1234", "email": "mira@example.org"}
    again = await asha.put(address, json=typed, headers={"If-Match": view.headers["etag"]})
    assert again.json()["phone"] is None
    assert (await add(asha, client, "channels", value="0171 99", preferred=True)).status_code == 201
    assert (await asha.get(address)).json()["phone"] == "0171 99"
    fee = await (await as_("fee")).get(f"{address}/channels")
    assert [one["shared"] for one in fee.json()] == [True, False, False]


async def test_present_values_follow_and_come_back_as_history(as_: As) -> None:
    asha = await as_("asha")
    client = await new_client(
        asha, citizenships=["KZ"], languages=["ru"], german_level="a2", interpreter_language="ru", occupation="Köchin"
    )
    address = f"/api/people/{client}"
    await add(asha, client, "citizenships", country="DE", valid_from="2026-01-01")
    await add(asha, client, "titles", valid_until="2027-05-02", residence_status="skilled_vocational")
    german = next(one for one in (await asha.get(f"{address}/languages")).json() if one["language"] == "de")
    level = {"language": "de", "spoken": "b2", "written": "b1"}
    assert (
        await asha.put(f"{address}/languages/{german['id']}", json=level, headers={"If-Match": '"1"'})
    ).status_code == 200
    await add(asha, client, "qualifications", from_year=2019)
    view = (await asha.get(address)).json()
    assert view["citizenships"] == ["KZ", "DE"]
    assert (view["residence_status"], view["residence_until"]) == ("skilled_vocational", "2027-05-02")
    assert (view["languages"], view["german_level"], view["interpreter_language"]) == (["ru"], "b2", "ru")
    assert view["occupation"] == "Schneiderin"
    details = {"family_name": "Moll", "citizenships": ["DE"], "languages": ["uk", "ru"], "occupation": "Meisterin"}
    etag = (await asha.get(address)).headers["etag"]
    assert (await asha.put(address, json=details, headers={"If-Match": etag})).status_code == 200
    kept = {one["country"]: one["valid_until"] for one in (await asha.get(f"{address}/citizenships")).json()}
    assert kept["KZ"] is not None
    assert kept["DE"] is None
    assert {one["title"] for one in (await asha.get(f"{address}/qualifications")).json()} >= {
        "Schneiderin",
        "Meisterin",
    }
    assert not any(one["interpreter_needed"] for one in (await asha.get(f"{address}/languages")).json())


async def test_a_dispute_keeps_both_versions(as_: As) -> None:
    asha = await as_("asha")
    client = await new_client(asha, town="Bernau")
    await add(asha, client, "disputes", field="town", their_version="Eberswalde")
    (kept,) = (await asha.get(f"/api/people/{client}/disputes")).json()
    assert (kept["kept_version"], kept["their_version"], kept["settled_on"]) == ("Bernau", "Eberswalde", None)


async def test_entries_of_another_client_are_not_reached_through_this_one(as_: As) -> None:
    asha = await as_("asha")
    one, other = await new_client(asha), await new_client(asha)
    made = (await add(asha, one, "names")).json()
    address = f"/api/people/{other}/names/{made['id']}"
    assert (await asha.delete(address, headers={"If-Match": '"1"'})).status_code == 404


async def test_whoever_enters_clients_the_facts_are_there(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    client = await insert_client(owner, "asha", phone="030 1", citizenships=["KZ", "DE"], occupation="Koch")
    counted = await owner.fetch(
        "select (select count(*) from contact_channels where client_id = $1),"
        " (select count(*) from citizenships where client_id = $1),"
        " (select count(*) from qualifications where client_id = $1)",
        client,
    )
    assert tuple(counted[0]) == (1, 2, 1)
