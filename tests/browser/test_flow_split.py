"""A couple separates: a note is corrected and the case split by keyboard; then much of it once more without script."""

from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from playwright.async_api import Browser, Page

from casework.core.clock import today
from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat
from tests.conftest import As
from tests.factories import insert_client, new_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAVE = 'main form.form button[type="submit"]'


async def enter(seat: Seat, wanted: str) -> None:
    """Reach a link or button with the tab key, press it, and wait for where it leads."""
    await seat.tab_to(wanted)
    async with seat.page.expect_navigation():
        await seat.page.keyboard.press("Enter")


async def type_into(seat: Seat, field: str, text: str) -> None:
    """Reach a field with the tab key and type into it in place of what stands there."""
    await seat.tab_to(field)
    await seat.page.keyboard.press("Control+A")
    await seat.page.keyboard.type(text)


async def couple(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> tuple[UUID, list[UUID]]:
    """Give a joint case of Ben's and its two persons."""
    names = ({"given_name": "Jana", "family_name": "Trennova"}, {"given_name": "Pavel", "family_name": "Trennov"})
    persons = [await insert_client(owner, "ben", **name) for name in names]
    return await new_case(await as_("ben"), *persons, concern="Beide suchen eine Wohnung."), persons


async def test_ben_corrects_a_note_and_splits_the_case(
    seat_of: SeatOf, as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    case, persons = await couple(as_, owner)
    ben = await seat_of("ben")
    if not ben.visited:
        await ben.sign_in()
    await ben.go(f"/cases/{case}")
    await type_into(ben, "#text", "Die Wohnung ist zu klain.")
    await enter(ben, f'form[action="/cases/{case}/notes"] button:not([type="button"])')
    await ben.tab_to("details.acts summary")
    await ben.page.keyboard.press("Enter")
    await enter(ben, 'main a[href^="/notes/"][href$="/edit"]')
    await type_into(ben, "#text", "Die Wohnung ist zu klein.")
    await enter(ben, SAVE)
    await enter(ben, 'main a[href^="/notes/"][href$="/versions"]')
    await ben.reads("zu klain", "zu klein")
    await ben.look("note-versions")
    await ben.go(f"/cases/{case}")
    await enter(ben, f'main a[href="/cases/{case}/split"]')
    await ben.look("case-split")
    await ben.tab_to(f'input[name="client_ids"][value="{persons[1]}"]')
    await ben.page.keyboard.press("Space")
    await type_into(ben, "#concern", "Er sucht ein Zimmer.")
    await enter(ben, SAVE)
    await ben.reads("Der Fall wurde geteilt.", "Pavel Trennov", "Er sucht ein Zimmer.")
    assert str(case) not in ben.path
    assert "Trennova" not in await ben.main.inner_text()
    assert not ben.faults, "\n".join(ben.faults)


async def test_the_same_without_script(
    seat_of: SeatOf,
    browser: Browser,
    served: str,
    as_: As,
    owner: "asyncpg.Connection[asyncpg.Record]",
    tmp_path: Path,
) -> None:
    case, persons = await couple(as_, owner)
    ben = await seat_of("ben")
    if not ben.visited:
        await ben.sign_in()
    signed_in = await ben.page.context.storage_state()
    context = await browser.new_context(
        base_url=served, locale="de", java_script_enabled=False, storage_state=signed_in
    )
    page = await context.new_page()
    page.set_default_timeout(5_000)
    await file_a_document(page, case, tmp_path)
    await plan_a_step(page, case)
    await book_a_series(page, case)
    await merge_with(page, persons[0], await insert_client(owner, "ben", given_name="Jana", family_name="Trennowa"))
    await page.goto(f"/cases/{case}/split")
    await page.locator(f'input[name="client_ids"][value="{persons[1]}"]').check()
    await press(page, "Fall teilen")
    await page.get_by_text("Der Fall wurde geteilt.").wait_for()
    await context.close()


async def press(page: Page, label: str) -> None:
    """Press a button in the content of the page."""
    await page.locator("main").get_by_role("button", name=label, exact=True).first.click()


async def file_a_document(page: Page, case: UUID, folder: Path) -> None:
    """Upload a file and remove it again."""
    letter = folder / "Bescheid.txt"
    letter.write_text("Ein Bescheid")
    await page.goto(f"/cases/{case}/documents")
    await page.set_input_files("#file", letter)
    await press(page, "Hochladen")
    await page.get_by_text("Das Dokument liegt im Fall.").wait_for()
    await page.locator('main a[href^="/documents/"][href$="/removal"]').click()
    await page.locator("#ground").select_option("wrong_case")
    await page.locator("#reason").fill("Gehört zu den Nachbarn.")
    await press(page, "Entfernen")
    await page.get_by_text("Gehört zu den Nachbarn.").wait_for()


async def plan_a_step(page: Page, case: UUID) -> None:
    """Write a goal with its first step and do that."""
    await page.goto(f"/cases/{case}/plan")
    await press(page, "Erstes Ziel aufschreiben")
    await page.locator("#words").fill("Eine größere Wohnung")
    await page.locator("#domain").select_option("housing")
    await page.locator("#first_step").fill("Wohnungsgesellschaft anrufen")
    await page.locator(SAVE).first.click()
    await page.get_by_text("Das Ziel wurde eingetragen.").wait_for()
    await press(page, "Erledigt")
    await page.get_by_role("button", name="Zurücknehmen").wait_for()


async def book_a_series(page: Page, case: UUID) -> None:
    """Book three talks a week apart, and look at the slip of the first in Russian."""
    await page.goto(f"/cases/{case}/appointments/new?kind=follow_up")
    await page.locator("#starts_at").fill(f"01.06.{today().year + 1}")
    await page.locator("#starts_at-time").fill("08:05")
    await page.locator("#series summary").click()
    await page.locator("#rhythm").select_option(index=1)
    await page.locator("#times").fill("3")
    await page.locator("main form.form button:not([name])").last.click()
    await page.get_by_text("Der Termin ist eingetragen.").wait_for()
    await page.locator('main a[href$="/slip"]').click()
    await page.goto(page.url + "?language=ru")
    await page.locator('main [lang="ru"]').first.wait_for()


async def merge_with(page: Page, kept: UUID, other: UUID) -> None:
    """Make two records of one person one."""
    await page.goto(f"/people/{kept}/merge?with={other}")
    await press(page, "Zusammenführen")
    await page.get_by_text("Die zwei Datensätze sind jetzt einer").wait_for()
