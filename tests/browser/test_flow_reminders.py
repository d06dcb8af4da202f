"""Choosing a daily mail, making a calendar address and taking it back, by keyboard only."""

import httpx
import pytest

from tests.browser.conftest import SeatOf

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_hilda_chooses_a_digest_and_makes_and_revokes_a_calendar_address(seat_of: SeatOf) -> None:
    hilda = await seat_of("hilda")
    keys = hilda.page.keyboard
    await hilda.sign_in()
    await hilda.go("/account")
    await hilda.look("account")
    await hilda.tab_to('main a[href="/account/reminders"]')
    async with hilda.page.expect_navigation():
        await keys.press("Enter")
    await hilda.tab_to('input[name="mode"]')
    await keys.press("ArrowDown")
    assert await hilda.page.locator('input[name="mode"][value="digest"]').is_checked()
    await hilda.tab_to("#hour")
    await keys.type("06")
    await hilda.tab_to('input[name="kinds"][value="task"]')
    await keys.press("Space")
    await hilda.look("reminders", repeat=True)
    await hilda.tab_to('main form button:not([type="button"])')
    async with hilda.page.expect_navigation():
        await keys.press("Enter")
    await hilda.reads("Ihre Auswahl ist gespeichert.")
    assert await hilda.page.locator("#hour").input_value() == "6"
    assert not await hilda.page.locator('input[name="kinds"][value="task"]').is_checked()
    await hilda.go("/account/calendar")
    await hilda.look("calendar-none")
    await hilda.tab_to("#initials")
    await hilda.tab_to('main form button:not([type="button"])')
    async with hilda.page.expect_navigation():
        await keys.press("Enter")
    address = await hilda.page.locator("#secret").input_value()
    # The page that shows the address cannot be asked for again, so the English window looks at the one after it.
    await hilda.look("calendar-made", repeat=False)
    async with httpx.AsyncClient() as program:
        assert (await program.get(address)).text.startswith("BEGIN:VCALENDAR")
        await hilda.tab_to('form[action="/account/calendar/revoke"] button')
        async with hilda.page.expect_navigation():
            await keys.press("Enter")
        await hilda.reads("Die Adresse öffnet nichts mehr.")
        assert (await program.get(address)).status_code == 404
    await hilda.look("calendar-revoked")
    assert not hilda.faults
