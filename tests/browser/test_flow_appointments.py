"""Booking with a clash and as a series, what follows from an outcome, and the calculator: by keyboard only."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from casework.core.clock import ZONE, now
from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat
from tests.conftest import As
from tests.factories import insert_client, new_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = 'main form button:not([type="button"]):not([name="step"])'


async def type_into(seat: Seat, field: str, text: str) -> None:
    """Reach a field with the tab key and type into it in place of what stands there."""
    await seat.tab_to(field)
    await seat.page.keyboard.press("Control+A")
    await seat.page.keyboard.type(text)


async def send(seat: Seat, button: str = SEND) -> None:
    """Reach the button with the tab key and press it."""
    await seat.tab_to(button)
    async with seat.page.expect_navigation():
        await seat.page.keyboard.press("Enter")


async def test_asha_books_with_a_clash_in_a_series_and_goes_on_to_the_deadline(
    seat_of: SeatOf, as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    api, asha = await as_("asha"), await seat_of("asha")
    case_id = await new_case(api, await insert_client(owner, "asha"))
    other = await new_case(api, await insert_client(owner, "asha"))
    at = (now() + timedelta(days=45)).astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)
    busy = {"kind": "follow_up", "starts_at": at.isoformat(), "minutes": 60}
    assert (await api.post(f"/api/cases/{other}/appointments", json=busy)).status_code == 201
    past = {"kind": "business_registration", "starts_at": (now() - timedelta(days=1)).isoformat(), "minutes": 30}
    held = (await api.post(f"/api/cases/{case_id}/appointments", json=past)).json()["id"]
    if not asha.visited:
        await asha.sign_in()

    await book_despite_a_clash(asha, case_id, at)
    await go_on_from_the_outcome(asha, held)
    await calculate(asha)
    assert not asha.faults


async def book_despite_a_clash(asha: Seat, case_id: UUID, at: datetime) -> None:
    """Book three talks, the first of which overlaps by the way there."""
    await asha.go(f"/cases/{case_id}/appointments/new?kind=follow_up")
    await type_into(asha, "#starts_at", at.strftime("%d.%m.%Y"))
    await type_into(asha, "#starts_at-time", "10:30")
    await type_into(asha, "#travel_minutes", "15")
    await asha.tab_to("#series summary")
    await asha.page.keyboard.press("Enter")
    await asha.tab_to("#rhythm")
    await asha.page.keyboard.press("ArrowDown")
    await type_into(asha, "#times", "3")
    await asha.tab_to(SEND)
    await asha.page.keyboard.press("Enter")
    await asha.main.get_by_text("Zu dieser Zeit gibt es schon einen Termin").wait_for()
    await asha.reads("dieselbe zuständige Person")
    await asha.look("appointment-clash", repeat=False)
    await send(asha)
    await asha.reads("Der Termin ist eingetragen.", "Reihe", "Jede Woche")
    await asha.look("appointment-series")


async def go_on_from_the_outcome(asha: Seat, held: str) -> None:
    """Record what came of it, and keep the deadline that is proposed."""
    await asha.go(f"/appointments/{held}")
    await type_into(asha, "#text", "Angemeldet.")
    await asha.tab_to('input[name="follow_up"]')
    while not await asha.page.locator('input[value="business_registered"]').is_checked():
        await asha.page.keyboard.press("ArrowDown")
    await send(asha)
    await asha.look("appointment-outcome", repeat=False)
    await send(asha, 'main a[href*="deadlines/new?kind=tax_notice"]')
    await asha.reads("ein Monat")
    await send(asha, 'main form button:not([name="step"]):not([type="button"])')
    await asha.reads("Die Frist ist gespeichert.")


async def calculate(asha: Seat) -> None:
    """Find the calculator from Today, and look at the pages of own authorities."""
    await asha.go("/")
    await send(asha, 'main a[href="/deadlines/calculator"]')
    await send(asha, 'main a[href$="kind=objection"]')
    await type_into(asha, "#event_on", "14.03.2024")
    await send(asha, 'main button[name="compute"]')
    await asha.reads("weil der 14.04. ein Sonntag ist (BGB § 193)")
    await asha.look("calculator")
    await asha.go("/authorities/new?district=12060")
    await asha.look("authority-new")
    await asha.tab_to("#kind")
    await asha.page.keyboard.type("Job")
    await type_into(asha, "#name", "Jobcenter zum Tasten")
    await send(asha)
    await asha.go("/authorities?district=12060&kind=jobcenter")
    await send(asha, 'main a[href^="/authorities/"][href$="/edit"]')
    await asha.look("authority-edit", repeat=False)
    await type_into(asha, "#address", "Tastenweg 1, Bernau")
    await send(asha)
    await asha.reads("Gespeichert.")
    await asha.go("/authorities/file")
    await asha.look("authorities-file")
