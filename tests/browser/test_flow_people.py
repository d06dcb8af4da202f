"""By keyboard alone: another name, an unsafe number, two records made one, and two again."""

import pytest
from playwright.async_api import Page

from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def enter(seat: Seat, **details: str) -> str:
    """Enter a client over the API with the session of the window, and give the id."""
    body = {"gender": "woman", "confirmed_new": True, "languages": ["ru"], **details}
    reply = await seat.page.request.post("/api/people", data=body)
    assert reply.status == 201, await reply.text()
    made: str = (await reply.json())["id"]
    return made


async def press_enter(page: Page) -> None:
    """Press Enter where the focus is, and wait for what it leads to."""
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def confirm(seat: Seat, button: str) -> None:
    """Go to a button by the tab key and press it."""
    await seat.tab_to(button)
    await press_enter(seat.page)


async def test_names_safety_and_merging_by_keyboard(seat_of: SeatOf) -> None:
    asha = await seat_of("asha")
    await asha.sign_in()
    kept = await enter(asha, given_name="Oksana", family_name="Tastenlos", phone="0171 555 20", town="Bernau")
    other = await enter(asha, given_name="Oxana", family_name="Tastenloss", birth_date="1990-05-17", town="Panketal")
    await _add_an_alias(asha, kept)
    await _flag_the_phone(asha, kept)
    await asha.go("/people")
    await confirm(asha, 'main a[href="/people/duplicates"]')
    await asha.look("duplicates", repeat=False)
    await _merge_and_undo(asha, kept, other)
    await _correct_a_relation(asha, kept)
    for section in ("", "/papers", "/skills", "/relations", "/address"):
        await asha.go(f"/people/{kept}{section}")
        await asha.look(f"client{section.replace('/', '-') or '-person'}")
    faults, asha.faults = asha.faults, []
    assert faults == []


async def _add_an_alias(asha: Seat, kept: str) -> None:
    await asha.go(f"/people/{kept}/names")
    await asha.tab_to("#names summary")
    await asha.page.keyboard.press("Enter")
    await asha.tab_to("#names-family_name")
    await asha.page.keyboard.type("Deckname")
    await confirm(asha, '#names button[type="submit"]')
    await asha.reads("Deckname")
    await asha.look("client-names")


async def _correct_a_relation(asha: Seat, kept: str) -> None:
    await asha.go(f"/people/{kept}/relations?search=Tastenloss")
    await confirm(asha, '#add form[method="post"] button[type="submit"]')
    await confirm(asha, f'main a[href^="/people/{kept}/relations/"]')
    await asha.look("client-relation")
    await asha.tab_to("#note")
    await asha.page.keyboard.type("Seit der Schulzeit")
    await confirm(asha, 'main form button[type="submit"]')
    await asha.reads("Seit der Schulzeit")


async def _flag_the_phone(asha: Seat, kept: str) -> None:
    await asha.go(f"/people/{kept}/contact")
    await confirm(asha, '#channels a[href*="/facts/channels/"]')
    await asha.tab_to("#do_not_call")
    await asha.page.keyboard.press("Space")
    await confirm(asha, 'main form button[type="submit"]')
    await asha.reads("nicht benutzen")
    await asha.look("client-contact")


async def _merge_and_undo(asha: Seat, kept: str, other: str) -> None:
    page = asha.page
    await asha.go(f"/people/{kept}/merge?with={other}")
    await asha.look("client-merge")
    await asha.tab_to('input[name="choice-town"]')
    await page.keyboard.press("ArrowRight")
    await confirm(asha, 'main form[data-once] button[type="submit"]')
    await asha.reads("Tastenloss", "Die zwei Datensätze sind jetzt einer")
    view = await (await page.request.get(f"/api/people/{kept}")).json()
    assert (view["town"], view["birth_date"], view["phone"]) == ("Panketal", "1990-05-17", None)
    await confirm(asha, '#merges a[href*="/merges/"]')
    await confirm(asha, 'main form button[type="submit"]')
    await asha.reads("wie zuvor")
    assert (await page.request.get(f"/api/people/{other}")).status == 200
