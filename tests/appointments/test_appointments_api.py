"""Appointments over the API: who may, at which moment, and what the access record says."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import now
from tests.appointments.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As

FOREVER_AGO = (now() - timedelta(days=3)).isoformat()


def appointment(**changes: object) -> dict[str, object]:
    return {
        "kind": "business_registration",
        "starts_at": (now() + timedelta(days=400)).isoformat(),
        "minutes": 45,
        "documents": ["Reisepass", "Gebühr (26 €)"],
    } | changes


async def booked(client: httpx.AsyncClient, case_id: UUID, **changes: object) -> httpx.Response:
    reply = await client.post(f"/api/cases/{case_id}/appointments", json=appointment(**changes))
    assert reply.status_code == 201, reply.text
    return reply


@pytest.mark.parametrize(
    ("who", "reading", "booking"),
    [
        ("asha", 200, 201),
        ("ben", 200, 201),
        ("ines", 200, 201),
        ("fee", 200, 201),
        ("hilda", 404, 404),
        ("omar", 404, 404),
        ("pia", 404, 404),
        ("adam", 404, 404),
        ("otto", 404, 404),
    ],
)
async def test_who_reads_books_and_moves(as_: As, case_of: CaseOf, who: str, reading: int, booking: int) -> None:
    case_id = await case_of("asha")
    made = (await booked(await as_("asha"), case_id)).json()
    client = await as_(who)
    assert (await client.get(f"/api/appointments/{made['id']}")).status_code == reading
    assert (await client.get(f"/api/cases/{case_id}/appointments")).status_code == reading
    reply = await client.post(f"/api/cases/{case_id}/appointments", json=appointment())
    assert reply.status_code == booking, reply.text
    moved = await client.post(
        f"/api/appointments/{made['id']}/status", json={"status": "confirmed"}, headers={"If-Match": '"1"'}
    )
    assert moved.status_code == reading


@pytest.mark.parametrize("who", ["adam", "otto"])
async def test_lists_are_refused_to_those_who_never_book(as_: As, who: str) -> None:
    client = await as_(who)
    for address in (
        "/api/appointments",
        "/api/authorities?district=12060",
        "/api/deadlines",
        "/appointments",
        "/authorities",
        "/deadlines/calculator",
    ):
        assert (await client.get(address)).status_code == 403, address


async def test_the_front_desk_sees_neither_note_nor_outcome_and_loses_neither(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case_id = await case_of("asha")
    asha, fee = await as_("asha"), await as_("fee")
    made = (await booked(asha, case_id, note="Afraid of her landlord", starts_at=FOREVER_AGO)).json()
    assert made["note"] == "Afraid of her landlord"
    address = f"/api/appointments/{made['id']}"
    for reply in (
        await fee.get(address),
        await fee.get(f"/api/cases/{case_id}/appointments"),
        await fee.get("/api/appointments"),
    ):
        assert reply.status_code == 200
        assert "landlord" not in reply.text
    assert "note" not in (await fee.get(address)).json()
    changed = await fee.put(address, json=appointment(place="Room 2"), headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert (await asha.get(address)).json()["note"] == "Afraid of her landlord"
    refused = await fee.put(address, json=appointment(note="x"), headers={"If-Match": changed.headers["ETag"]})
    assert refused.status_code == 422
    assert "note" in refused.json()["errors"]
    outcome = await fee.post(f"{address}/outcome", json={"text": "x"}, headers={"If-Match": changed.headers["ETag"]})
    assert outcome.status_code == 403
    shown = await owner.fetch(
        "select fields from audit_events where actor_id = $1 and object_type = 'appointment'"
        " and action in ('read', 'list') and (object_id = $2 or object_id is null)",
        BY_NAME["fee"].member_id,
        UUID(made["id"]),
    )
    assert shown
    assert not any({"note", "outcome"} & set(row["fields"]) for row in shown)


@pytest.mark.parametrize(
    ("starts_at", "minutes", "ends_at"),
    [
        ("2027-03-28T01:30:00+01:00", 60, "2027-03-28T01:30:00Z"),
        ("2027-10-31T01:30:00+02:00", 120, "2027-10-31T01:30:00Z"),
        ("2027-10-31T02:30:00+01:00", 45, "2027-10-31T02:15:00Z"),
    ],
)
async def test_the_length_is_real_across_clock_changes(
    as_: As, case_of: CaseOf, starts_at: str, minutes: int, ends_at: str
) -> None:
    reply = await booked(await as_("asha"), await case_of("asha"), starts_at=starts_at, minutes=minutes)
    assert reply.json()["ends_at"] == ends_at


async def test_every_showing_and_change_is_recorded(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    made = (await booked(asha, case_id)).json()
    await asha.post(f"/api/appointments/{made['id']}/status", json={"status": "confirmed"}, headers={"If-Match": '"1"'})
    assert (await asha.get(f"/appointments/{made['id']}/slip")).status_code == 200
    rows = await owner.fetch(
        "select action, fields, subjects from audit_events where object_id = $1 order by id", UUID(made["id"])
    )
    assert {"create", "read", "update", "print"} == {row["action"] for row in rows}
    assert all(len(row["subjects"]) == 1 for row in rows)
    assert [row["fields"] for row in rows if row["action"] == "update"] == [["status"]] or any(
        row["fields"] == ["status", "version"] for row in rows if row["action"] == "update"
    )


async def test_clashes_warn_and_do_not_forbid(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    at = (now() + timedelta(days=500)).replace(microsecond=0)
    first = (await booked(asha, case_id, starts_at=at.isoformat())).json()
    beside = (await booked(asha, case_id, starts_at=(at + timedelta(minutes=45)).isoformat())).json()
    over = (await booked(asha, await case_of("asha"), starts_at=(at + timedelta(minutes=30)).isoformat())).json()
    assert beside["clashes"] == []
    assert set(over["clashes"]) == {first["id"], beside["id"]}
    elsewhere = (await booked(await as_("ben"), await case_of("ben"), starts_at=at.isoformat())).json()
    assert elsewhere["clashes"] == []
    same_client = (await booked(await as_("ben"), case_id, starts_at=at.isoformat())).json()
    assert first["id"] in same_client["clashes"]


async def test_outcome_proposes_what_follows(as_: As, case_of: CaseOf, authority_ids: dict[str, UUID]) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    jobcenter = str(authority_ids["Jobcenter Barnim in Bernau"])
    made = (await booked(asha, case_id, kind="benefit_interview", authority_id=jobcenter, starts_at=FOREVER_AGO)).json()
    assert made["authority_kind"] == "jobcenter"
    address = f"/api/appointments/{made['id']}"
    told = await asha.post(
        f"{address}/outcome",
        json={"text": "The application was refused.", "follow_up": "decision_notice"},
        headers={"If-Match": '"1"'},
    )
    assert told.status_code == 200, told.text
    assert told.json()["status"] == "outcome_recorded"
    (proposal,) = told.json()["proposals"]
    form = await asha.get(proposal["href"])
    assert form.status_code == 200
    assert "SGG § 84" in form.text


async def test_states_follow_the_rules(as_: As, case_of: CaseOf) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    ahead = (await booked(asha, case_id)).json()

    async def move(identity: str, status: str, version: int) -> httpx.Response:
        return await asha.post(
            f"/api/appointments/{identity}/status", json={"status": status}, headers={"If-Match": f'"{version}"'}
        )

    assert (await move(ahead["id"], "attended", 1)).status_code == 409
    assert (await move(ahead["id"], "outcome_recorded", 1)).status_code == 409
    early = await asha.post(f"/api/appointments/{ahead['id']}/outcome", json={"text": "x"}, headers={"If-Match": '"1"'})
    assert early.status_code == 409
    assert (await move(ahead["id"], "cancelled_client", 1)).status_code == 200
    assert (await move(ahead["id"], "confirmed", 2)).status_code == 409
    past = (await booked(asha, case_id, starts_at=FOREVER_AGO)).json()
    missed = await move(past["id"], "no_show", 1)
    assert missed.status_code == 200
    assert missed.json()["proposals"][0]["href"].startswith(f"/cases/{case_id}/appointments/new?kind=")
    assert (await move(past["id"], "attended", 2)).status_code == 200
    edited = await asha.put(f"/api/appointments/{past['id']}", json=appointment(), headers={"If-Match": '"3"'})
    assert edited.status_code == 409


async def test_stale_and_missing_versions(as_: As, case_of: CaseOf) -> None:
    asha = await as_("asha")
    made = (await booked(asha, await case_of("asha"))).json()
    address = f"/api/appointments/{made['id']}"
    assert (await asha.put(address, json=appointment())).status_code == 428
    assert (await asha.post(f"{address}/status", json={"status": "confirmed"})).status_code == 428
    assert (await asha.put(address, json=appointment(), headers={"If-Match": '"7"'})).status_code == 412


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "haircut"}, "kind"),
        ({"starts_at": "2026-11-27T09:00:00"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 100_000}, "minutes"),
        ({"minutes": "long"}, "minutes"),
        ({"mode": "telepathy"}, "mode"),
        ({"authority_id": str(uuid4())}, "authority_id"),
        ({"member_id": str(uuid4())}, "member_id"),
        ({"member_id": str(BY_NAME["omar"].member_id)}, "member_id"),
        ({"interpreter_language": "klingon"}, "interpreter_language"),
        ({"documents": ["x" * 201]}, "documents"),
        ({"documents": ["x"] * 31}, "documents"),
        ({"place": "x" * 201}, "place"),
        ({"note": "x" * 4001}, "note"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_bad_input_is_named_by_field(as_: As, case_of: CaseOf, changes: dict[str, object], field: str) -> None:
    reply = await (await as_("asha")).post(
        f"/api/cases/{await case_of('asha')}/appointments", json=appointment(**changes)
    )
    assert reply.status_code == 422, reply.text
    assert any(name.startswith(field) for name in reply.json()["errors"]), reply.text


@pytest.mark.parametrize(
    "query",
    [
        "first=9999-12-31&last=9999-12-31",
        "first=0001-01-01&last=0001-01-02",
        "limit=0",
        "limit=x",
        "member_id=1",
        "offset=-1",
    ],
)
async def test_odd_filters_never_fail(as_: As, query: str) -> None:
    assert (await (await as_("asha")).get(f"/api/appointments?{query}")).status_code in {200, 422}


async def test_authorities_of_a_district(as_: As, authority_ids: dict[str, UUID]) -> None:
    # In the north other tests keep authorities of their own.
    omar = await as_("omar")
    found = (await omar.get("/api/authorities?district=12060&kind=trade_office")).json()
    assert {entry["name"] for entry in found} == {"Gewerbeamt Bernau bei Berlin", "Gewerbeamt Eberswalde"}
    assert "Gebühr (26 €)" in found[0]["documents"]["business_registration"]
    assert authority_ids.keys() >= {entry["name"] for entry in found}
    for query in ("", "?district=99999", "?district=12060&kind=x", "?district='%20or%201=1"):
        assert (await omar.get(f"/api/authorities{query}")).status_code in {400, 422}


async def test_every_change_counts_for_calendars_that_follow(
    as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha = await as_("asha")
    made = (await booked(asha, await case_of("asha"))).json()
    query = "select sequence, changed_at from appointments where id = $1"
    before = await owner.fetchrow(query, UUID(made["id"]))
    for version, status in ((1, "confirmed"), (2, "cancelled_client")):
        moved = await asha.post(
            f"/api/appointments/{made['id']}/status", json={"status": status}, headers={"If-Match": f'"{version}"'}
        )
        assert moved.status_code == 200, moved.text
    after = await owner.fetchrow(query, UUID(made["id"]))
    assert before is not None
    assert after is not None
    assert (before["sequence"], after["sequence"]) == (0, 2)
    assert after["changed_at"] > before["changed_at"]
