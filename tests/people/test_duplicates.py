"""Records that may be one person are offered to those who may merge them, until somebody says that they are two."""

from typing import Any
from uuid import UUID

import httpx

from tests.conftest import As
from tests.factories import new_client


async def pairs(client: httpx.AsyncClient) -> dict[frozenset[str], int]:
    """Give the likelihood of every pair offered, by the two ids."""
    rows: list[dict[str, Any]] = (await client.get("/api/people/duplicates")).json()
    return {frozenset((row["one"]["id"], row["other"]["id"])): row["likelihood"] for row in rows}


def pair(one: UUID, other: UUID) -> frozenset[str]:
    return frozenset((str(one), str(other)))


async def test_pairs_are_offered_by_sound_and_birth_until_told_apart(as_: As) -> None:
    asha, cara, fee = [await as_(who) for who in ("asha", "cara", "fee")]
    same = {"family_name": "Dschafarow", "given_name": "Muhammed", "confirmed_new": True}
    one = await new_client(asha, **same, birth_date="1980-03-04")
    other = await new_client(
        asha, **same | {"family_name": "Jafarov", "given_name": "Mohamed"}, birth_date="1980-03-04"
    )
    third = await new_client(asha, **same, birth_date="1991-12-24")
    found = await pairs(asha)
    assert found[pair(one, other)] > found.get(pair(one, third), 0)
    assert await pairs(cara) == {}
    assert (await fee.get("/api/people/duplicates")).status_code == 403
    shown = await asha.get("/people/duplicates")
    assert shown.status_code == 200
    assert f"/people/{min(one, other)}/merge?with={max(one, other)}" in shown.text
    told = await asha.post(f"/api/people/{one}/different", json={"other_id": str(other)})
    assert told.status_code == 204
    assert (await asha.post(f"/api/people/{other}/different", json={"other_id": str(one)})).status_code == 204
    assert pair(one, other) not in await pairs(asha)
    assert (await asha.post(f"/api/people/{one}/different", json={"other_id": str(one)})).status_code == 422
    assert (await cara.post(f"/api/people/{one}/different", json={"other_id": str(third)})).status_code == 404


async def test_hidden_people_are_in_no_pair(as_: As) -> None:
    ines = await as_("ines")
    same = {"family_name": "Achmedchanow", "given_name": "Ruslan", "birth_date": "1975-02-01", "confirmed_new": True}
    one, hidden = await new_client(ines, **same), await new_client(ines, **same, restricted=True)
    assert pair(one, hidden) not in await pairs(ines)
