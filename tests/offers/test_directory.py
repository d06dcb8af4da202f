"""The directory: published offers of all organisations, seen by all of them, sorted so that the useful come first."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.core.clock import today
from tests.cast import SOUTH
from tests.conftest import As
from tests.factories import new_offer

DAY = timedelta(days=1)


async def found(as_: As, who: str = "asha", **filters: str) -> list[dict[str, Any]]:
    """Give the offers of the directory that meet the filters."""
    reply = await (await as_(who)).get("/api/directory", params={"limit": "200"} | filters)
    assert reply.status_code == 200, reply.text
    offers: list[dict[str, Any]] = reply.json()["offers"]
    return offers


async def test_a_published_offer_is_seen_by_other_organisations(as_: As) -> None:
    offer_id = await new_offer(await as_("pia"), places=8)
    for who in ("asha", "ben", "ines", "fee", "omar", "adam", "pia"):
        shown = {row["id"]: row for row in await found(as_, who)}[str(offer_id)]
        assert (shown["organisation"], shown["org_id"], shown["places_free"]) == (SOUTH.name, str(SOUTH.id), 8)
        assert (await (await as_(who)).get(f"/api/directory/{offer_id}")).status_code == 200


async def test_a_draft_is_seen_by_nobody_else(as_: As) -> None:
    offer_id = await new_offer(await as_("pia"), published=False)
    assert str(offer_id) not in [row["id"] for row in await found(as_)]
    assert (await (await as_("asha")).get(f"/api/directory/{offer_id}")).status_code == 404


@pytest.mark.parametrize("who", ["otto", "nils"])
async def test_auditors_and_the_operator_have_no_directory(as_: As, who: str) -> None:
    offer_id = await new_offer(await as_("pia"))
    somebody = await as_(who)
    assert (await somebody.get("/api/directory")).status_code == 403
    assert (await somebody.get(f"/api/directory/{offer_id}")).status_code == 403
    assert (await somebody.get("/directory")).status_code == 403


async def test_changes_and_raised_places_show_after_publishing_again(as_: As) -> None:
    pia, asha = await as_("pia"), await as_("asha")
    offer_id = await new_offer(pia, places=2, title="Bookkeeping")
    entry = {"offer_kind": "seminar", "title": "Bookkeeping", "summary": "Three evenings.", "places": 20}
    changed = await pia.put(f"/api/offers/{offer_id}", json=entry, headers={"If-Match": '"2"'})
    assert changed.json()["status"] == "changed"
    assert (await asha.get(f"/api/directory/{offer_id}")).json()["places"] == 2
    tag = {"If-Match": changed.headers["ETag"]}
    again = await pia.post(f"/api/offers/{offer_id}/publication", headers=tag)
    assert again.json()["status"] == "published"
    shown = (await asha.get(f"/api/directory/{offer_id}")).json()
    assert (shown["places"], shown["places_free"], shown["summary"]) == (20, 20, "Three evenings.")


async def test_a_closed_offer_leaves_the_directory(as_: As) -> None:
    pia, asha = await as_("pia"), await as_("asha")
    offer_id = await new_offer(pia)
    closed = await pia.post(f"/api/offers/{offer_id}/closure", headers={"If-Match": '"2"'})
    assert (await asha.get(f"/api/directory/{offer_id}")).status_code == 404
    await pia.post(f"/api/offers/{offer_id}/reopening", headers={"If-Match": closed.headers["ETag"]})
    assert (await asha.get(f"/api/directory/{offer_id}")).status_code == 404


async def test_filters(as_: As) -> None:
    pia, mark = await as_("pia"), uuid4().hex
    barnim = await new_offer(pia, title=f"Übergang {mark}", districts=["12060"], languages=["uk"])
    munich = await new_offer(pia, title=f"Service {mark}", districts=["09162"], offer_kind="service")
    everywhere = await new_offer(pia, title=f"Grant {mark}", offer_kind="programme", languages=["de"])

    async def ids(**filters: str) -> set[UUID]:
        return {UUID(row["id"]) for row in await found(as_, **{"q": mark} | filters)}

    assert await ids() == {barnim, munich, everywhere}
    assert await ids(district="12060") == {barnim, everywhere}
    assert await ids(kind="programme") == {everywhere}
    assert await ids(language="uk") == {barnim}
    assert await ids(q=f"{mark} übergang") == {barnim}
    assert await ids(q=f"{mark} 100%_") == set()
    assert await ids(district="12060", kind="seminar", language="uk") == {barnim}
    assert await ids(district="", kind="", language="", q=mark) == {barnim, munich, everywhere}


async def test_the_useful_come_first(as_: As) -> None:
    pia, mark = await as_("pia"), uuid4().hex
    soon, later = (today() + 5 * DAY).isoformat(), (today() + 50 * DAY).isoformat()
    over = (today() - 5 * DAY).isoformat()
    titles: dict[str, dict[str, Any]] = {
        "own district, soon": {"districts": ["12060"], "starts_on": soon},
        "own district, later": {"districts": ["12060"], "starts_on": later},
        "everywhere": {"districts": [], "starts_on": soon},
        "elsewhere": {"districts": ["09162"], "starts_on": soon},
        "own district, full": {"districts": ["12060"], "starts_on": soon, "places": 0},
        "own district, over": {"districts": ["12060"], "starts_on": over, "ends_on": over},
    }
    for title, changes in reversed(titles.items()):
        await new_offer(pia, title=title, summary=mark, **changes)
    assert [row["title"] for row in await found(as_, q=mark)] == list(titles)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("district", "99999"),
        ("kind", "gift"),
        ("language", "xx"),
        ("q", "x" * 201),
        ("q", "a\0b"),
        ("limit", "0"),
        ("limit", "201"),
        ("offset", "-1"),
        ("offset", "1e9"),
    ],
)
async def test_odd_filters_are_refused_in_words(as_: As, name: str, text: str) -> None:
    asha = await as_("asha")
    reply = await asha.get("/api/directory", params={name: text})
    assert reply.status_code in {400, 422}
    if name not in {"limit", "offset"}:
        assert name in reply.json()["errors"]
        assert (await asha.get("/directory", params={name: text})).status_code == 422


async def test_injection_finds_nothing(as_: As) -> None:
    for text in ("' or 1=1 --", "{}\\", "$1", "%%", "\\'; drop table offers; --"):
        assert await found(as_, q=text) == []


async def test_looking_is_recorded_without_the_search_words(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    offer_id, word = await new_offer(await as_("pia")), uuid4().hex
    await found(as_, q=word)
    await (await as_("asha")).get(f"/api/directory/{offer_id}")
    rows = await owner.fetch(
        "select * from audit_events where object_type = 'directory_offer' order by id desc limit 2"
    )
    assert [row["action"] for row in rows] == ["read", "search"]
    assert rows[0]["object_id"] == offer_id
    assert word not in str(rows)
