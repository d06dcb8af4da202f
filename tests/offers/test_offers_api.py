"""Own offers over the API: who writes them, what they must say, and that stale edits are told."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.cast import SOUTH
from tests.conftest import As
from tests.factories import new_offer


def entry(**changes: object) -> dict[str, Any]:
    """Give an offer that fits, with changes."""
    return {
        "offer_kind": "programme",
        "title": "Start-up grant",
        "summary": "Six months of support for people who leave unemployment by founding.",
        "languages": ["ru", "de"],
        "districts": ["12060", "12054"],
        "places": 10,
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-12",
        "apply_before": "business_start",
        "norm": "SGB III § 324",
    } | changes


async def test_an_offer_is_added_and_shown(as_: As) -> None:
    pia = await as_("pia")
    reply = await pia.post("/api/offers", json=entry())
    assert reply.status_code == 201, reply.text
    made = reply.json()
    assert made["districts"] == ["12054", "12060"]
    assert made["languages"] == ["de", "ru"]
    assert (made["status"], made["places_free"], made["answer_days"]) == ("draft", 10, 14)
    shown = await pia.get(f"/api/offers/{made['id']}")
    assert (shown.json(), shown.headers["ETag"]) == (made, '"1"')
    listed = await pia.get("/api/offers", params={"limit": 200})
    assert made["id"] in [row["id"] for row in listed.json()]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"summary": "x" * 501}, "summary"),
        ({"offer_kind": "gift"}, "offer_kind"),
        ({"languages": ["xx"]}, "languages"),
        ({"districts": ["99999"]}, "districts"),
        ({"districts": ["Barnim"]}, "districts.0"),
        ({"places": -1}, "places"),
        ({"places": 10_001}, "places"),
        ({"places": "many"}, "places"),
        ({"ends_on": "2026-11-30"}, "ends_on"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"norm": None}, "norm"),
        ({"apply_before": None}, "apply_before"),
        ({"apply_before": "later"}, "apply_before"),
        ({"answer_days": 0}, "answer_days"),
        ({"places_taken": 3}, "places_taken"),
    ],
)
async def test_what_does_not_fit_is_told_at_its_field(as_: As, changes: dict[str, object], field: str) -> None:
    reply = await (await as_("pia")).post("/api/offers", json=entry(**changes))
    assert reply.status_code == 422, reply.text
    told = reply.json()["errors"]
    assert field in told or field.removesuffix(".0") in told, told


async def test_a_land_stands_for_its_districts_and_all_districts_for_everywhere(as_: As) -> None:
    pia = await as_("pia")
    brandenburg = (await pia.post("/api/offers", json=entry(districts=["12"]))).json()["districts"]
    assert len(brandenburg) == 18
    everywhere = [f"{number:02}" for number in range(1, 17)]
    assert (await pia.post("/api/offers", json=entry(districts=everywhere))).json()["districts"] == []


@pytest.mark.parametrize(
    ("who", "status"), [("pia", 201), ("ines", 201), ("asha", 403), ("fee", 403), ("otto", 403), ("adam", 403)]
)
async def test_who_may_add(as_: As, who: str, status: int) -> None:
    assert (await (await as_(who)).post("/api/offers", json=entry())).status_code == status


@pytest.mark.parametrize("who", ["ines", "omar", "asha", "nils", "otto"])
async def test_another_organisations_offer_does_not_exist_for_anybody_else(as_: As, who: str) -> None:
    offer_id = await new_offer(await as_("pia"))
    other = await as_(who)
    path, tag = f"/api/offers/{offer_id}", {"If-Match": '"2"'}
    assert (await other.get(path)).status_code == 404
    assert (await other.put(path, json=entry(), headers=tag)).status_code == 404
    for step in ("publication", "closure", "reopening"):
        assert (await other.post(f"{path}/{step}", headers=tag)).status_code == 404


async def test_a_counsellor_reads_own_offers_but_changes_none(as_: As) -> None:
    offer_id = await new_offer(await as_("ines"))
    asha, path = await as_("asha"), f"/api/offers/{offer_id}"
    assert (await asha.get(path)).status_code == 200
    assert (await asha.put(path, json=entry(), headers={"If-Match": '"2"'})).status_code == 403
    assert (await asha.post(f"{path}/closure", headers={"If-Match": '"2"'})).status_code == 403


async def test_edits_need_the_present_version(as_: As) -> None:
    pia = await as_("pia")
    path = f"/api/offers/{await new_offer(pia, published=False)}"
    assert (await pia.put(path, json=entry())).status_code == 428
    assert (await pia.put(path, json=entry(title="First"), headers={"If-Match": '"1"'})).status_code == 200
    assert (await pia.put(path, json=entry(title="Second"), headers={"If-Match": '"1"'})).status_code == 412
    assert (await pia.post(f"{path}/publication", headers={"If-Match": '"1"'})).status_code == 412
    assert (await pia.get(path)).json()["title"] == "First"


async def test_closing_and_reopening(as_: As) -> None:
    pia = await as_("pia")
    path = f"/api/offers/{await new_offer(pia)}"
    closed = await pia.post(f"{path}/closure", headers={"If-Match": '"2"'})
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    tag = {"If-Match": closed.headers["ETag"]}
    assert (await pia.post(f"{path}/closure", headers=tag)).status_code == 409
    assert (await pia.post(f"{path}/publication", headers=tag)).status_code == 409
    opened = await pia.post(f"{path}/reopening", headers=tag)
    assert (opened.status_code, opened.json()["status"]) == (200, "draft")
    assert (await pia.post(f"{path}/reopening", headers={"If-Match": opened.headers["ETag"]})).status_code == 409


async def test_taken_places_cannot_be_taken_away(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    pia = await as_("pia")
    offer_id = await new_offer(pia, places=5)
    await owner.execute("update offers set places_taken = 4 where id = $1", offer_id)
    path, tag = f"/api/offers/{offer_id}", {"If-Match": '"2"'}
    reply = await pia.put(path, json=entry(places=3), headers=tag)
    assert (reply.status_code, list(reply.json()["errors"])) == (422, ["places"])
    assert (await pia.put(path, json=entry(places=4), headers=tag)).json()["places_free"] == 0


async def test_changes_are_recorded_by_the_names_of_their_fields(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pia = await as_("pia")
    offer_id = await new_offer(pia, published=False, title="Before")
    path = f"/api/offers/{offer_id}"
    same: dict[str, Any] = {name: value for name, value in (await pia.get(path)).json().items() if name in entry()}
    await pia.put(path, json=same | {"title": "After"}, headers={"If-Match": '"1"'})
    rows = await owner.fetch("select action, fields from audit_events where object_id = $1 order by id", offer_id)
    updates = [row["fields"] for row in rows if row["action"] == "update"]
    assert len(updates) == 1
    assert updates[0] == ["title"]
    assert {row["action"] for row in rows} == {"create", "read", "update"}


async def test_an_unknown_offer_is_not_found(as_: As) -> None:
    pia = await as_("pia")
    for path in (f"/api/offers/{uuid4()}", f"/api/directory/{uuid4()}", "/api/offers/first"):
        assert (await pia.get(path)).status_code == 404


async def test_the_offer_belongs_to_who_added_it(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    offer_id = await new_offer(await as_("pia"))
    assert await owner.fetchval("select org_id from offers where id = $1", offer_id) == UUID(str(SOUTH.id))
