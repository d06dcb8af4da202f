"""Releases over the API: who may record, read, sign and revoke them, and what they must say."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.core.clock import today
from tests.cast import BY_NAME, NET, NORTH, SOUTH, WEST
from tests.conftest import As
from tests.factories import insert_client, new_case, new_release

DAY = timedelta(days=1)


def body(client_id: UUID, **changes: object) -> dict[str, Any]:
    """Give a release that fits, with changes."""
    day = today().isoformat()
    return {
        "client_id": str(client_id),
        "recipient_org_id": str(SOUTH.id),
        "categories": ["venture", "contact"],
        "purpose": "referral",
        "direction": "one_way",
        "valid_from": day,
        "valid_until": (today() + 90 * DAY).isoformat(),
        "language": "ru",
        "interpreter": "a neighbour",
        "form": "written",
        "consequences_explained": True,
        "signed_on": day,
    } | changes


async def client_in_case(as_: As, owner: "asyncpg.Connection[asyncpg.Record]", who: str = "asha") -> UUID:
    """Give a client who is part of a case that this counsellor carries."""
    client_id = await insert_client(owner, who)
    await new_case(await as_(who), client_id)
    return client_id


async def test_a_release_is_recorded_and_listed(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await client_in_case(as_, owner)
    reply = await asha.post("/api/releases", json=body(client_id))
    assert reply.status_code == 201, reply.text
    made = reply.json()
    assert made["recipient_name"] == SOUTH.name
    assert made["categories"] == ["contact", "venture"]
    assert (made["status"], made["special_categories"]) == ("active", [])
    assert reply.headers["ETag"] == '"1"'
    listed = await asha.get("/api/releases", params={"client": str(client_id)})
    assert [row["id"] for row in listed.json()] == [made["id"]]
    assert (await asha.get(f"/api/releases/{made['id']}")).json() == made


async def test_the_access_record_names_the_client(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await client_in_case(as_, owner)
    release_id = await new_release(asha, client_id, SOUTH.id)
    await asha.get(f"/api/releases/{release_id}")
    rows = await owner.fetch(
        "select action, subjects, fields from audit_events where object_id = $1 order by id", release_id
    )
    assert [row["action"] for row in rows] == ["create", "read"]
    assert all(row["subjects"] == [client_id] for row in rows)
    assert "categories" in rows[0]["fields"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_until": (today() - DAY).isoformat()}, "valid_until"),
        ({"valid_until": None}, "valid_until"),
        ({"signed_on": (today() + DAY).isoformat()}, "signed_on"),
        ({"recipient_org_id": None}, "recipient_org_id"),
        ({"recipient_org_id": None, "recipient_name": "  "}, "recipient_org_id"),
        ({"recipient_name": "Somebody else"}, "recipient_name"),
        ({"recipient_org_id": str(NORTH.id)}, "recipient_org_id"),
        ({"recipient_org_id": str(NET.id)}, "recipient_org_id"),
        ({"recipient_org_id": str(uuid4())}, "recipient_org_id"),
        ({"recipient_org_id": "everybody"}, "recipient_org_id"),
        ({"categories": []}, "categories"),
        ({"categories": ["secrets"]}, "categories.0"),
        ({"categories": ["contact", "health"]}, "special_confirmed"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"language": "xx"}, "language"),
        ({"form": "oral"}, "form_reason"),
        ({"form": "oral", "form_reason": "On the phone, urgent.", "signed_on": None}, "signed_on"),
        ({"consequences_explained": False}, "consequences_explained"),
        ({"interpreter": "x" * 201}, "interpreter"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_what_does_not_fit_is_told_at_its_field(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", changes: dict[str, object], field: str
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    reply = await asha.post("/api/releases", json=body(client_id, **changes))
    assert reply.status_code == 422, reply.text
    assert field in reply.json()["errors"] or "categories[0]" in reply.json()["errors"], reply.text
    assert not await owner.fetchval("select count(*) from releases where client_id = $1", client_id)


async def test_every_mistake_is_told_at_once(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    wrong = body(client_id, valid_until="2020-01-01", consequences_explained=False, recipient_org_id=None)
    errors = (await asha.post("/api/releases", json=wrong)).json()["errors"]
    assert set(errors) == {"valid_until", "consequences_explained", "recipient_org_id"}


async def test_special_categories_are_confirmed_separately(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    reply = await asha.post("/api/releases", json=body(client_id, categories=["health"], special_confirmed=True))
    assert reply.status_code == 201
    assert reply.json()["special_categories"] == ["health"]


async def test_a_partner_without_account_can_be_named(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    partner = body(client_id, recipient_org_id=None, recipient_name="Dr. Amari’s practice")
    reply = await asha.post("/api/releases", json=partner)
    assert (reply.status_code, reply.json()["recipient_name"]) == (201, "Dr. Amari’s practice")
    assert reply.json()["recipient_org_id"] is None


@pytest.mark.parametrize(
    ("who", "read", "record", "revoke"),
    [
        ("asha", 200, 201, 200),
        ("ben", 200, 403, 200),
        ("ines", 200, 201, 200),
        ("hilda", 404, 404, 404),
        ("fee", 404, None, 404),
        ("adam", 404, 404, 404),
        ("otto", 404, 404, 404),
        ("omar", 404, 404, 404),
        ("pia", 404, 404, 404),
        ("nils", 404, 404, 404),
    ],
)
async def test_who_may_what(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", who: str, read: int, record: int | None, revoke: int
) -> None:
    client_id = await client_in_case(as_, owner)
    release_id = await new_release(await as_("asha"), client_id, SOUTH.id)
    somebody = await as_(who)
    assert (await somebody.get(f"/api/releases/{release_id}")).status_code == read
    recorded = (await somebody.post("/api/releases", json=body(client_id))).status_code
    # The front desk may know that a client exists, so it is told that releases are not for it.
    assert recorded == record if record else recorded in {403, 404}
    revoked = await somebody.post(
        f"/api/releases/{release_id}/revocation", json={"channel": "phone"}, headers={"If-Match": '"1"'}
    )
    assert revoked.status_code == revoke


async def test_a_foreign_client_is_as_if_it_did_not_exist(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    client_id = await insert_client(owner, "omar")
    asha = await as_("asha")
    for unknown in (client_id, uuid4()):
        assert (await asha.post("/api/releases", json=body(unknown))).status_code == 404
        assert (await asha.get("/api/releases", params={"client": str(unknown)})).status_code == 404


async def test_revoking_ends_it_once_and_asks_for_the_version(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    release_id = await new_release(asha, client_id, SOUTH.id)
    path, channel = f"/api/releases/{release_id}/revocation", {"channel": "in_person"}
    assert (await asha.post(path, json=channel)).status_code == 428
    assert (await asha.post(path, json=channel, headers={"If-Match": '"7"'})).status_code == 412
    assert (await asha.post(path, json={"channel": "owl"}, headers={"If-Match": '"1"'})).status_code == 422
    reply = await asha.post(path, json=channel, headers={"If-Match": '"1"'})
    assert (reply.status_code, reply.json()["status"], reply.headers["ETag"]) == (200, "revoked", '"2"')
    again = await asha.post(path, json=channel, headers={"If-Match": '"2"'})
    assert again.status_code == 409
    row = await owner.fetchrow("select revoked_by, revocation_channel from releases where id = $1", release_id)
    assert row is not None
    assert tuple(row) == (BY_NAME["asha"].member_id, "in_person")
    recorded = await owner.fetchval(
        "select fields from audit_events where object_id = $1 and action = 'update'", release_id
    )
    assert {"revoked_at", "revoked_by", "revocation_channel"} <= set(recorded)


async def test_a_prepared_release_counts_once_it_is_signed(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    release_id = await new_release(asha, client_id, SOUTH.id, signed_on=None)
    path = f"/api/releases/{release_id}"
    assert (await asha.get(path)).json()["status"] == "draft"
    late = {"signed_on": (today() + DAY).isoformat()}
    assert (await asha.post(f"{path}/signature", json=late, headers={"If-Match": '"1"'})).status_code == 422
    day = {"signed_on": today().isoformat()}
    reply = await asha.post(f"{path}/signature", json=day, headers={"If-Match": '"1"'})
    assert (reply.status_code, reply.json()["status"]) == (200, "active")
    assert (await asha.post(f"{path}/signature", json=day, headers={"If-Match": '"2"'})).status_code == 409


async def test_the_list_is_limited(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    made = [str(await new_release(asha, client_id, org)) for org in (SOUTH.id, WEST.id, SOUTH.id)]
    query = {"client": str(client_id), "limit": "1", "offset": "1"}
    assert [row["id"] for row in (await asha.get("/api/releases", params=query)).json()] == [made[1]]
    for name, text in (("limit", "0"), ("limit", "1000"), ("offset", "-1"), ("limit", "many"), ("client", "nobody")):
        wrong: dict[str, str] = {"client": str(client_id)} | {name: text}
        assert 400 <= (await asha.get("/api/releases", params=wrong)).status_code < 500
