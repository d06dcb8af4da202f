"""The sections of a client's page: histories, safety flags, relations, protected addresses, merging, by form."""

import re
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.conftest import As
from tests.factories import insert_client, new_case, new_client

SECTIONS = ("names", "contact", "papers", "skills", "relations")
FORMS: dict[str, tuple[str, dict[str, Any], str]] = {
    "names": ("names", {"name_kind": "alias", "family_name": "Pseudonym", "source": "stated"}, "Pseudonym"),
    "birth-statements": ("names", {"birth_date": "11.1985", "source": "passport"}, "11.1985"),
    "disputes": ("names", {"field": "town", "their_version": "Not Bernau"}, "Not Bernau"),
    "channels": ("contact", {"channel_kind": "mobile", "value": "0171 5", "shared": "true"}, "shared with others"),
    "citizenships": ("papers", {"country": "Kasachstan"}, "Kazakhstan"),
    "titles": ("papers", {"residence_status": "settlement", "issued_on": "2.5.2024"}, "issued on "),
    "languages": ("skills", {"language": "Russisch", "spoken": "b2"}, "spoken B2"),
    "qualifications": (
        "skills",
        {"qualification_kind": "work", "title": "Näherin", "code_system": "isco_08", "code": "7531"},
        "Food processing, woodworking, garment",
    ),
}


def hidden(page: httpx.Response, name: str, near: str = "") -> str:
    found = re.search(rf'{near}.*?name="{name}" value="([^"]+)"', page.text, re.DOTALL)
    assert found, page.text
    return found[1]


@pytest.mark.parametrize("word", FORMS)
async def test_an_entry_is_added_changed_and_removed(as_: As, word: str) -> None:
    asha = await as_("asha")
    client = await new_client(asha)
    section, typed, shown = FORMS[word]
    saved = await asha.post(f"/people/{client}/facts/{word}", data=typed)
    assert saved.status_code == 303, saved.text
    page = await asha.get(saved.headers["location"])
    assert shown in page.text
    address = re.findall(rf'href="(/people/{client}/facts/{word}/[^"]+)"', page.text)[-1]
    form = await asha.get(address)
    assert form.status_code == 200
    stale = await asha.post(address, data=typed | {"version": "77"})
    assert stale.status_code == 422
    assert "Somebody changed this in the meantime" in stale.text
    changed = await asha.post(address, data=typed | {"version": hidden(form, "version")})
    assert changed.status_code == 303, changed.text
    gone = await asha.post(f"{address}/removal", data={"version": hidden(await asha.get(address), "version")})
    assert gone.headers["location"] == f"/people/{client}/{section}?done=removed"


async def test_what_was_typed_wrongly_is_kept(as_: As) -> None:
    asha = await as_("asha")
    client = await new_client(asha)
    reply = await asha.post(f"/people/{client}/facts/languages", data={"language": "Klingon", "spoken": "b1"})
    assert reply.status_code == 422
    assert 'value="Klingon"' in reply.text
    assert "not on the list: Klingon" in reply.text
    assert (await asha.post(f"/people/{client}/facts/secrets", data={})).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(("who", "status"), [("ben", 404), ("fee", 404), ("adam", 404), ("omar", 404)])
async def test_who_may_open_a_section(as_: As, section: str, who: str, status: int) -> None:
    client = await new_client(await as_("asha"))
    reply = await (await as_(who)).get(f"/people/{client}/{section}")
    assert reply.status_code == ({"contact": 200, "relations": 403}.get(section, status) if who == "fee" else status)


async def test_the_front_desk_sees_what_to_beware_of(as_: As) -> None:
    asha, fee = await as_("asha"), await as_("fee")
    client = await new_client(asha)
    entry = {"channel_kind": "mobile", "value": "0171 77", "no_messages": True, "only_at": "mornings"}
    await asha.post(f"/api/people/{client}/channels", json=entry)
    for address in (f"/people/{client}", f"/people/{client}/contact"):
        page = (await fee.get(address)).text
        assert "leave no messages" in page
        assert "only mornings" in page
        assert "/facts/" not in page


async def test_a_relation_reads_from_both_sides(as_: As) -> None:
    asha = await as_("asha")
    mother, son = await new_client(asha, given_name="Mutter"), await new_client(asha, given_name="Sohn")
    saved = await asha.post(f"/people/{mother}/relations", data={"other_id": str(son), "relation_kind": "child"})
    assert saved.status_code == 303, saved.text
    (from_mother,) = (await asha.get(f"/api/people/{mother}/relations")).json()
    (from_son,) = (await asha.get(f"/api/people/{son}/relations")).json()
    assert (from_mother["relation_kind"], from_son["relation_kind"]) == ("child", "parent")
    assert "Mutter" in (await asha.get(f"/people/{son}")).text
    again = await asha.post(f"/people/{mother}/relations", data={"other_id": str(son), "relation_kind": "child"})
    assert again.status_code == 422
    removal = f"/people/{son}/relations/{from_son['id']}/removal"
    assert (await asha.post(removal, data={"version": "1"})).status_code == 303
    assert (await asha.get(f"/api/people/{mother}/relations")).json() == []


async def test_a_relation_to_somebody_hidden_is_none(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, ben = await as_("asha"), await as_("ben")
    known, other = await new_client(asha), await new_client(asha, given_name="Unsichtbar")
    await new_case(asha, known)
    body = {"other_id": str(other), "relation_kind": "former_partner"}
    assert (await asha.post(f"/api/people/{known}/relations", json=body)).status_code == 201
    assert len((await ben.get(f"/api/people/{known}/relations")).json()) == 1
    await owner.execute("update clients set restricted = true where id = $1", other)
    assert (await ben.get(f"/api/people/{known}/relations")).json() == []
    assert "Unsichtbar" not in (await ben.get(f"/people/{known}/relations")).text
    assert len((await asha.get(f"/api/people/{known}/relations")).json()) == 1


async def test_a_protected_address_needs_a_reason_that_is_recorded(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    guarded, plain = await new_client(asha), await new_client(asha)
    for client in (guarded, plain):
        await new_case(asha, client)
    saved = await asha.post(f"/people/{guarded}/addresses", data={"address": "Verborgene Gasse 1"})
    assert saved.status_code == 303
    assert "Verborgene" not in (await asha.get(f"/people/{guarded}/contact")).text
    assert (await asha.post(f"/people/{guarded}/address", data={"reason": " "})).status_code == 422
    shown = await asha.post(f"/people/{guarded}/address", data={"reason": "letter to the court"})
    assert "Verborgene Gasse 1" in shown.text
    reasons = await owner.fetch(
        "select reason from audit_events where object_type = 'protected_address' and object_id = $1", guarded
    )
    assert [row["reason"] for row in reasons] == ["letter to the court"]
    # A colleague learns neither the address nor whether there is one.
    answers = [
        (reply.status_code, re.sub(r"[0-9a-f-]{36}", "", reply.text))
        for client in (guarded, plain)
        for reply in [await ben.post(f"/api/people/{client}/address-disclosure", json={"reason": "curiosity"})]
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    pages = [re.sub(str(key), "", (await ben.get(f"/people/{key}/contact")).text) for key in (guarded, plain)]
    assert pages[0] == pages[1]
    key = (await asha.post(f"/api/people/{guarded}/address-disclosure", json={"reason": "to remove it"})).json()[0]
    removal = f"/people/{guarded}/addresses/{key['id']}/removal"
    assert (await asha.post(removal, data={"version": "1"})).status_code == 303


async def test_two_records_are_merged_and_made_two_again_by_form(as_: As) -> None:
    asha = await as_("asha")
    kept = await new_client(asha, family_name="Doppelt", town="Bernau")
    other = await new_client(asha, family_name="Doppelte", town="Panketal")
    found = await asha.get(f"/people/{kept}/merge", params={"search": "Doppelte"})
    assert f"/people/{kept}/merge?with={other}" in found.text
    page = await asha.get(f"/people/{kept}/merge", params={"with": str(other)})
    assert page.status_code == 200
    fields = {name: hidden(page, name) for name in ("version", "merged_id", "merged_version")}
    merged = await asha.post(f"/people/{kept}/merge", data=fields | {"choice-town": "other", "choice-gender": "odd"})
    assert merged.status_code == 303, merged.text
    names = await asha.get(merged.headers["location"])
    assert "Doppelte" in names.text
    assert "Panketal" in (await asha.get(f"/people/{kept}")).text
    assert (await asha.get(f"/people/{other}")).headers["location"] == f"/people/{kept}"
    ask = await asha.get(re.findall(rf'href="(/people/{kept}/merges/[^"]+)"', names.text)[0])
    undo = re.findall(r'action="(/people/[^"]+/undoing)"', ask.text)[0]
    undone = await asha.post(undo, data={"version": hidden(ask, "version")})
    assert undone.status_code == 303, undone.text
    assert "Panketal" in (await asha.get(f"/people/{other}")).text
    assert "Bernau" in (await asha.get(f"/people/{kept}")).text


async def test_the_end_of_a_restriction_shows_the_cases_again(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, ines, ben = await as_("asha"), await as_("ines"), await as_("ben")
    one = await insert_client(owner, "asha")
    other = await insert_client(owner, "asha")
    joint, apart = await new_case(asha, one, other), await new_case(asha, one)
    decided = await ines.put(f"/api/cases/{apart}/restriction", json={"restricted": True}, headers={"If-Match": '"1"'})
    assert decided.status_code == 200, decided.text

    async def seen(case: UUID) -> int:
        return (await ben.get(f"/api/cases/{case}")).status_code

    async def restrict(client: UUID, method: str) -> None:
        etag = (await ines.get(f"/api/people/{client}")).headers["etag"]
        reply = await ines.request(method, f"/api/people/{client}/restriction", headers={"If-Match": etag})
        assert reply.status_code == 200, reply.text

    for client in (one, other):
        await restrict(client, "POST")
    assert await seen(joint) == 404
    await restrict(one, "DELETE")
    assert await seen(joint) == 404, "its other client is still hidden"
    await restrict(other, "DELETE")
    assert await seen(joint) == 200
    assert await seen(apart) == 404, "this one was hidden by the lead, not with the client"


async def test_a_relation_is_corrected_from_either_side(as_: As) -> None:
    asha, ben = await as_("asha"), await as_("ben")
    mother, son = await new_client(asha), await new_client(asha)
    body = {"other_id": str(son), "relation_kind": "child"}
    key = (await asha.post(f"/api/people/{mother}/relations", json=body)).json()["id"]
    address = f"/people/{son}/relations/{key}"
    assert 'value="parent" selected' in (await asha.get(address)).text
    change = {"relation_kind": "grandparent", "valid_from": "01.02.2020", "note": "raised him", "version": "1"}
    assert (await asha.post(address, data=change)).status_code == 303
    (seen,) = (await asha.get(f"/api/people/{mother}/relations")).json()
    assert (seen["relation_kind"], seen["valid_from"], seen["note"]) == ("grandchild", "2020-02-01", "raised him")
    stale = await asha.post(address, data=change | {"note": "my words"}, headers={"Accept-Language": "de"})
    assert stale.status_code == 422
    assert "my words" in stale.text
    wrong = await asha.post(address, data=change | {"version": "2", "valid_until": "01.02.2019"})
    assert wrong.status_code == 422
    for who in ("ben", "cara"):
        other = await as_(who)
        put = await other.put(f"/api{address}", json={"relation_kind": "child"}, headers={"If-Match": "2"})
        assert put.status_code in {403, 404}, who
    assert (await ben.get(address)).status_code in {403, 404}
    twice = {"other_id": str(son), "relation_kind": "confidant"}
    assert (await asha.post(f"/api/people/{mother}/relations", json=twice)).status_code == 201
    same = await asha.put(
        f"/api/people/{mother}/relations/{key}", json={"relation_kind": "confidant"}, headers={"If-Match": "2"}
    )
    assert same.status_code == 409
