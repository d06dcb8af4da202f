"""By keyboard alone: a table comes in, faults and all, and once more; a list goes out, also in the background."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import pytest
from playwright.async_api import Download, FilePayload

from casework.config import Settings
from casework.core.db import Database
from casework.jobs.registry import register_all
from casework.jobs.running import run_job
from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Work = Callable[[], Awaitable[None]]
SEND = 'form[action="/imports"] button[type="submit"]'
HEAD = "Kennziffer;Zuname;Rufname;geb.;Deutsch;Bleibe\r\n"
# As a German Excel saves it: semicolons, Windows letters, empty rows at the end.
TABLE = (
    HEAD + "1;Grünspan;Jördis;22.11.1985;gut;Eberswalde\r\n2;Grünspan;Änne;31.02.1990;B1;Bernau\r\n"
    "3;Grünspan;Jördis;22.11.1985;A2;Bernau\r\n;;;;;\r\n"
).encode("cp1252")
NEXT = (HEAD + "4;Kupferhammer;Ötzi;1.2.1970;gut;Templin\r\n").encode("cp1252")


@pytest.fixture
async def work(settings: Settings, seat_of: SeatOf) -> AsyncIterator[Work]:
    """Give a function that does the job on whose page asha is, as the worker would."""
    register_all()
    worker = Database(settings.address("casework_worker"), settings.passfile, 2)
    program = Database(settings.address("casework_app"), settings.passfile, 3)
    asha = await seat_of("asha")

    async def done() -> None:
        await run_job(worker, program, UUID(asha.the_id()))
        # The page looks again by itself and then offers the result.
        await asha.page.wait_for_selector('#job a[href^="/"]')

    yield done
    await worker.close()
    await program.close()


async def test_a_table_comes_in_and_a_list_goes_out_by_keyboard(seat_of: SeatOf, work: Work) -> None:
    asha = await seat_of("asha")
    await asha.sign_in()
    await asha.go("/people")
    await enter(asha, 'a[href="/imports?subject=people"]')
    await asha.look("imports")
    await _samples(asha)
    await _columns(asha, work)
    await _rejected(asha)
    await _let_in(asha, work)
    await _again(asha)
    await _out(asha, work)
    faults, asha.faults = asha.faults, []
    assert faults == []


async def enter(asha: Seat, wanted: str) -> None:
    """Reach a link or button with the tab key, press Enter, and wait for what it leads to."""
    await asha.tab_to(wanted)
    async with asha.page.expect_navigation():
        await asha.page.keyboard.press("Enter")


async def save(asha: Seat, wanted: str) -> bytes:
    """Reach a link or button with the tab key, press Enter, and give the file that comes of it."""
    await asha.tab_to(wanted)
    async with asha.page.expect_download() as coming:
        await asha.page.keyboard.press("Enter")
    given: Download = await coming.value
    return (await given.path()).read_bytes()


async def send(asha: Seat, name: str, content: bytes) -> None:
    """Reach the field for the file by keyboard, choose one as the system's own window would, and send it."""
    await asha.tab_to("#file")
    chosen = FilePayload(name=name, mimeType="text/csv", buffer=content)
    await asha.page.locator("#file:focus").set_input_files(chosen)
    await enter(asha, SEND)


async def _samples(asha: Seat) -> None:
    assert b"Nachname" in await save(asha, 'a[href="/imports/samples/people"]')
    await asha.go("/imports?subject=people")
    await send(asha, "leer.csv", b"")
    await asha.reads("Diese Datei ist leer.")
    await asha.look("imports-refused", repeat=False)


async def _columns(asha: Seat, work: Work) -> None:
    keys = asha.page.keyboard
    await send(asha, "Bestand.csv", TABLE)
    await asha.reads("Windows-1252", "Grünspan", "Bleibe")
    await asha.look("import-columns", repeat=False)
    # What nobody could guess is chosen by its first letters; the rest was proposed.
    await asha.tab_to("#column-0")
    await keys.type("Eigene")
    await asha.tab_to("#column-5")
    await keys.type("Ort")
    assert await asha.page.locator("#column-5").input_value() == "town"
    assert await asha.page.locator("#column-1").input_value() == "family_name"
    await enter(asha, 'form[action$="/columns"] button[type="submit"]')
    await asha.reads("gut")
    await asha.look("import-words")
    await asha.tab_to("#meaning-1-1")
    await keys.type("B2")
    await enter(asha, 'form[action$="/columns"] button[type="submit"]')
    await asha.look("import-waiting", repeat=False)
    await work()
    await enter(asha, '#job a[href^="/imports/"]')


async def _rejected(asha: Seat) -> None:
    await asha.reads("Geburtsdatum: Dieses Datum gibt es nicht", "Abgelehnt")
    await asha.look("import-checked")
    given = (await save(asha, 'a[href$="rejected?format=csv"]')).decode("utf-8-sig")
    assert "31.02.1990" in given
    assert "Dieses Datum gibt es nicht" in given
    await enter(asha, 'a[href*="show=duplicate"]')
    await asha.reads("Zeile 2")
    await asha.look("import-duplicates", repeat=False)


async def _let_in(asha: Seat, work: Work) -> None:
    await enter(asha, 'form[action$="/run"] button[type="submit"]')
    await work()
    await enter(asha, '#job a[href^="/imports/"]')
    await asha.reads("1 Eintrag ist hinzugekommen.")
    await asha.look("import-done")


async def _again(asha: Seat) -> None:
    await asha.go("/imports?subject=people")
    await send(asha, "Nachtrag.csv", NEXT)
    chosen = [await asha.page.locator(f"#column-{at}").input_value() for at in range(6)]
    assert chosen == ["reference", "family_name", "given_name", "birth_date", "german_level", "town"]
    # The word that was explained once needs no second explanation.
    await enter(asha, 'form[action$="/columns"] button[type="submit"]')
    assert asha.path.startswith("/jobs/")


async def _out(asha: Seat, work: Work) -> None:
    await asha.go("/people")
    await enter(asha, 'a[href="/exports/new?subject=people"]')
    await asha.look("export-new")
    await asha.tab_to('input[name="file_format"]')
    await asha.page.keyboard.press("ArrowLeft")
    assert "Grünspan" in (await save(asha, 'form[action="/exports"] button[type="submit"]')).decode("utf-8-sig")
    # The page makes only what is large in the background; whoever writes a program has everything made so.
    asked = await asha.page.request.post("/api/exports", data={"subject": "people", "file_format": "csv"})
    await asha.go(f"/jobs/{(await asked.json())['job_id']}")
    await work()
    await enter(asha, '#job a[href^="/exports/"]')
    await asha.look("export-ready", repeat=False)
    assert "Grünspan" in (await save(asha, 'a[href$="/file"]')).decode("utf-8-sig")
