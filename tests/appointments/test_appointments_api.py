"""Appointments over the API: who may, at which moment, and what the access record says."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import now, today
from tests.appointments.conftest import CaseOf
from tests.cast import BY_NAME
from tests.conftest import As


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
async def test_who_reads_and_books(as_: As, case_of: CaseOf, who: str, reading: int, booking: int) -> None:
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
    for address in ("/api/appointments", "/api/authorities?district=12060", "/api/deadlines"):
        assert (await client.get(address)).status_code == 403, address
