"""Clients over the API: who may what, what is refused, and what the access record says."""

from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.people.actions import CONFIDENTIAL
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import new_client

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FULL: dict[str, Any] = {
    "given_name": "Әйгерім",
    "family_name": "Сейтқали",
    "native_given_name": None,
    "gender": "woman",
    "birth_date": "1985-11-22",
    "citizenships": ["KZ"],
    "languages": ["ru", "kk"],
    "german_level": "b1",
    "interpreter_language": "ru",
    "district": "12060",
    "town": "Bernau",
    "phone": "+49 3338 12 34",
    "email": "a.seitkali@example.org",
    "contact_hint": "Nachmittags",
    "occupation": "Bailiff",
    "qualification": "Law degree",
    "residence_status": "skilled_academic",
    "residence_until": "2027-05-01",
    "benefits": "ALG I",
    "family": "Two children",
    "health": "Asthma",
}


async def test_a_client_comes_back_as_entered(as_: As) -> None:
    asha = await as_("asha")
    entered = FULL | {"given_name": f"A{uuid4().hex[:6]}", "town": "  Bernau ", "confirmed_new": True}
    reply = await asha.post("/api/people", json=entered)
    assert reply.status_code == 201, reply.text
    assert reply.headers["etag"] == '"1"'
    view = (await asha.get(f"/api/people/{reply.json()['id']}")).json()
    for name, value in FULL.items():
        if name != "given_name":
            assert view[name] == value
    assert view["birth_precision"] == "day"
    assert view["may_update"] is True
    assert view["may_restrict"] is False


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("asha", 200),
        ("ben", 404),
        ("hilda", 404),
        ("ines", 404),
        ("fee", 200),
        ("adam", 404),
        ("otto", 404),
        ("omar", 404),
        ("pia", 404),
    ],
)
async def test_who_opens_a_client_without_a_case(as_: As, who: str, status: int) -> None:
    client = await new_client(await as_("asha"))
    assert (await (await as_(who)).get(f"/api/people/{client}")).status_code == status


@pytest.mark.parametrize(
    ("who", "read", "update"), [("asha", 200, 200), ("ben", 200, 403), ("ines", 200, 200), ("hilda", 404, 404)]
)
async def test_a_case_opens_its_client_to_the_team(as_: As, owner: Owner, who: str, read: int, update: int) -> None:
    client = await new_client(await as_("asha"))
    await put_into_case(owner, "asha", client)
    person = await as_(who)
    reply = await person.get(f"/api/people/{client}")
    assert reply.status_code == read
    changed = {"family_name": "Moll", "town": "Eberswalde"}
    edited = await person.put(f"/api/people/{client}", json=changed, headers={"If-Match": '"1"'})
    assert edited.status_code == update, edited.text


async def test_the_front_desk_sees_how_to_reach_somebody_and_no_more(as_: As) -> None:
    asha, fee = await as_("asha"), await as_("fee")
    reply = await asha.post("/api/people", json=FULL | {"confirmed_new": True})
    view = (await fee.get(f"/api/people/{reply.json()['id']}")).json()
    assert view["phone"] == FULL["phone"]
    assert not set(CONFIDENTIAL) & set(view)
    refused = await fee.post("/api/people", json={"family_name": "Neu", "health": "Asthma"})
    assert refused.status_code == 403
    entered = await fee.post("/api/people", json={"family_name": f"Neu{uuid4().hex}", "phone": "03338 1234"})
    assert entered.status_code == 201


@pytest.mark.parametrize(
    ("who", "status"), [("asha", 200), ("pia", 200), ("fee", 403), ("adam", 403), ("otto", 403), ("nils", 403)]
)
async def test_who_lists_clients(as_: As, who: str, status: int) -> None:
    assert (await (await as_(who)).get("/api/people")).status_code == status


async def test_the_list_holds_ones_own_clients_in_pages(as_: As) -> None:
    cara, omar = await as_("cara"), await as_("omar")
    made = {str(await new_client(cara, family_name=f"Page{number}")) for number in range(3)}
    first = (await cara.get("/api/people", params={"limit": 2})).json()
    second = (await cara.get("/api/people", params={"limit": 100, "offset": 2})).json()
    assert len(first) == 2
    assert made <= {person["id"] for person in first + second}
    assert not made & {person["id"] for person in (await omar.get("/api/people", params={"limit": 100})).json()}
    for bad in ({"limit": 101}, {"limit": 0}, {"offset": -1}, {"limit": "many"}):
        assert (await cara.get("/api/people", params=bad)).status_code == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"family_name": "   "}, "family_name"),
        ({"family_name": "x" * 101}, "family_name"),
        ({"health": "x" * 2001}, "health"),
        ({"gender": "robot"}, "gender"),
        ({"district": "99999"}, "district"),
        ({"languages": ["ru", "xx"]}, "languages"),
        ({"citizenships": ["ZZ"]}, "citizenships"),
        ({"citizenships": ["DE"] * 9}, "citizenships"),
        ({"interpreter_language": "klingon"}, "interpreter_language"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"birth_date": "1899-12-31"}, "birth_date"),
        ({"birth_date": "yesterday"}, "birth_date"),
        ({"birth_precision": "day"}, "birth_date"),
        ({"birth_date": "1985-11-22", "birth_precision": "year"}, "birth_precision"),
        ({"birth_date": "1985-11-22", "birth_precision": "month"}, "birth_precision"),
        ({"birth_date": "1985-11-22", "birth_precision": "unknown"}, "birth_precision"),
        ({"email": "not an address"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"residence_until": "0001-01-01"}, "residence_until"),
        ({"family_name": 12}, "family_name"),
        ({"unheard_of": 1}, "unheard_of"),
    ],
)
async def test_every_mistake_is_told_at_its_field(as_: As, changes: dict[str, Any], field: str) -> None:
    reply = await (await as_("asha")).post("/api/people", json={"family_name": "Moll"} | changes)
    assert reply.status_code == 422, reply.text
    assert field in reply.json()["errors"]


@pytest.mark.parametrize("body", [b'{"family_name": "a\\u0000b"}', b'{"family_name": "\xff"}', b"[]", b"", b"{"])
async def test_broken_bodies_are_refused(as_: As, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = await (await as_("asha")).post("/api/people", content=body, headers=headers)
    assert reply.status_code in {400, 422}


async def test_a_lone_surrogate_is_refused(as_: As) -> None:
    body = b'{"family_name": "a\\ud800b"}'
    headers = {"Content-Type": "application/json"}
    assert (await (await as_("asha")).post("/api/people", content=body, headers=headers)).status_code in {400, 422}


async def test_an_edit_needs_the_present_version(as_: As) -> None:
    asha = await as_("asha")
    address = f"/api/people/{await new_client(asha)}"
    details = {"family_name": "Moll", "town": "Bernau"}
    assert (await asha.put(address, json=details)).status_code == 428
    first = await asha.put(address, json=details, headers={"If-Match": '"1"'})
    assert first.headers["etag"] == '"2"'
    stale = await asha.put(address, json=details | {"town": "Wandlitz"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert (await asha.get(address)).json()["town"] == "Bernau"


async def test_only_the_lead_restricts_and_then_the_team_no_longer_sees_the_client(as_: As, owner: Owner) -> None:
    asha, ben, ines, fee = [await as_(who) for who in ("asha", "ben", "ines", "fee")]
    family = f"Geheim{uuid4().hex}"
    client = await new_client(asha, family_name=family)
    await put_into_case(owner, "asha", client)
    address = f"/api/people/{client}"
    version = {"If-Match": '"1"'}
    assert (await asha.post(f"{address}/restriction", headers=version)).status_code == 403
    assert (await ines.post(f"{address}/restriction")).status_code == 428
    assert (await ines.post(f"{address}/restriction", headers=version)).json()["restricted"] is True
    for hidden_from in (ben, fee):
        assert (await hidden_from.get(address)).status_code == 404
        assert (await hidden_from.get("/api/people", params={"q": family})).json() == []
    again = await ben.post("/api/people", json={"family_name": family, "given_name": "Mira"})
    assert again.status_code == 201, "A duplicate hint would tell that somebody is hidden."
    assert (await asha.get(address)).status_code == 200
    ended = await ines.delete(f"{address}/restriction", headers={"If-Match": '"2"'})
    assert ended.json()["restricted"] is False
    assert (await ben.get(address)).status_code == 200


async def test_only_leads_enter_restricted_clients(as_: As) -> None:
    body = {"family_name": f"Schutz{uuid4().hex}", "restricted": True}
    assert (await (await as_("asha")).post("/api/people", json=body)).status_code == 403
    assert (await (await as_("ines")).post("/api/people", json=body)).status_code == 201


async def test_repeating_a_request_enters_one_client(as_: As) -> None:
    asha, key = await as_("asha"), {"Idempotency-Key": uuid4().hex}
    body = {"family_name": f"Einmal{uuid4().hex}"}
    first = await asha.post("/api/people", json=body, headers=key)
    second = await asha.post("/api/people", json=body, headers=key)
    assert first.json()["id"] == second.json()["id"]


async def test_the_record_names_fields_and_clients_but_no_words(as_: As, owner: Owner) -> None:
    asha, word = await as_("asha"), f"Wort{uuid4().hex}"
    client = await new_client(asha, family_name=word)
    await asha.get("/api/people", params={"q": word})
    await asha.get(f"/api/people/{client}")
    rows = await owner.fetch(
        "select action, fields, to_jsonb(e)::text as everything, result_count from audit_events e"
        " where $1 = any(subjects) order by id",
        client,
    )
    assert {row["action"] for row in rows} >= {"create", "search", "read"}
    assert not [row for row in rows if word.lower() in row["everything"].lower()]
    read = [row for row in rows if row["action"] == "read"][-1]
    assert {"phone", "health", "birth_date"} <= set(read["fields"])


async def put_into_case(owner: Owner, who: str, client: UUID) -> None:
    """Open a case behind the fence, so that tests of this slice need no other."""
    person, case = BY_NAME[who], uuid4()
    await owner.execute(
        "insert into cases (org_id, id, number, title, sort_key, phase, owner_id, team_id, restricted, opened_on,"
        " last_contact_at) select $1, $2, 'T-' || gen_random_uuid(), 'Moll', 'moll', 'intake', $3, team_id, false,"
        " now(), now()"
        " from team_members where org_id = $1 and member_id = $3",
        person.flat.id,
        case,
        person.member_id,
    )
    await owner.execute(
        "insert into case_persons (org_id, id, case_id, client_id, joined_on) values ($1, $2, $2, $3, now())",
        person.flat.id,
        case,
        client,
    )
