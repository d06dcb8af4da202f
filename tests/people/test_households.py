"""Households over the API: who may what, and who is hidden in them."""

from uuid import UUID, uuid4

import httpx
import pytest

from tests.conftest import As
from tests.factories import new_client


async def household_of(asha: httpx.AsyncClient, *clients: UUID) -> dict[str, object]:
    persons = [{"client_id": str(client), "role": "other"} for client in clients]
    reply = await asha.post("/api/households", json={"persons": persons})
    assert reply.status_code == 201, reply.text
    made: dict[str, object] = reply.json()
    return made


async def test_people_come_and_leave(as_: As) -> None:
    asha = await as_("asha")
    mira, timur = await new_client(asha), await new_client(asha, given_name="Timur", family_name="Adler")
    reply = await asha.post(
        "/api/households",
        json={"persons": [{"client_id": str(mira), "role": "reference"}, {"client_id": str(timur), "role": "partner"}]},
    )
    view = reply.json()
    assert view["name"] == "Moll / Adler"
    assert [member["role"] for member in view["persons"]] == ["reference", "partner"]
    address = f"/api/households/{view['id']}"
    assert (await asha.get(f"/api/people/{mira}")).json()["households"][0]["id"] == view["id"]
    assert (await asha.delete(f"{address}/persons/{timur}")).status_code == 428
    left = await asha.delete(f"{address}/persons/{timur}", headers={"If-Match": reply.headers["etag"]})
    assert [member["person"]["id"] for member in left.json()["persons"]] == [str(mira)]
    stale = await asha.post(
        f"{address}/persons", json={"client_id": str(timur)}, headers={"If-Match": reply.headers["etag"]}
    )
    assert stale.status_code == 412
    back = await asha.post(
        f"{address}/persons", json={"client_id": str(timur)}, headers={"If-Match": left.headers["etag"]}
    )
    assert back.status_code == 201
    named = await asha.put(address, json={"name": "  Haus "}, headers={"If-Match": back.headers["etag"]})
    assert named.json()["name"] == "Haus"
    empty = await asha.put(address, json={"name": " "}, headers={"If-Match": named.headers["etag"]})
    assert empty.status_code == 422


@pytest.mark.parametrize(
    ("who", "read", "rename"),
    [("ben", 200, 200), ("hilda", 200, 200), ("fee", 200, 403), ("adam", 404, 404), ("omar", 404, 404)],
)
async def test_who_may_what(as_: As, who: str, read: int, rename: int) -> None:
    asha, other = await as_("asha"), await as_(who)
    address = f"/api/households/{(await household_of(asha, await new_client(asha)))['id']}"
    assert (await other.get(address)).status_code == read
    assert (await other.put(address, json={"name": "X"}, headers={"If-Match": '"1"'})).status_code == rename


async def test_a_restricted_client_is_hidden_in_households(as_: As) -> None:
    ines, asha, fee = await as_("ines"), await as_("asha"), await as_("fee")
    hidden, seen = await new_client(ines, restricted=True), await new_client(asha)
    alone = await household_of(ines, hidden)
    mixed = await household_of(ines, hidden, seen)
    assert len((await ines.get(f"/api/households/{mixed['id']}")).json()["persons"]) == 2
    for other in (asha, fee):
        assert (await other.get(f"/api/households/{alone['id']}")).status_code == 404
        persons = (await other.get(f"/api/households/{mixed['id']}")).json()["persons"]
        assert [member["person"]["id"] for member in persons] == [str(seen)]
    reply = await asha.delete(f"/api/households/{mixed['id']}/persons/{hidden}", headers={"If-Match": '"1"'})
    assert reply.status_code == 404
    refused = await asha.post("/api/households", json={"persons": [{"client_id": str(hidden)}]})
    assert refused.status_code == 404


async def test_only_known_clients_once_each(as_: As) -> None:
    asha, cara = await as_("asha"), await as_("cara")
    mine, foreign = await new_client(asha), await new_client(cara)
    for body, status in (
        ({"persons": [{"client_id": str(foreign)}]}, 404),
        ({"persons": [{"client_id": str(uuid4())}]}, 404),
        ({"persons": [{"client_id": str(mine)}, {"client_id": str(mine)}]}, 422),
        ({"persons": []}, 422),
        ({"persons": [{"client_id": "x"}]}, 422),
        ({"persons": [{"client_id": str(mine), "role": "king"}]}, 422),
        ({}, 422),
    ):
        assert (await asha.post("/api/households", json=body)).status_code == status, body
