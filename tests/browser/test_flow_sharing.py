"""Work that is shared, by keyboard and mouse: an absence, its deputy at work, a document, and a lead who reassigns."""

import asyncio
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from casework.core.clock import today
from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_ben_stands_in_files_a_document_and_takes_the_case(
    seat_of: SeatOf, as_: As, owner: "asyncpg.Connection[asyncpg.Record]", tmp_path: Path
) -> None:
    client = await insert_client(owner, "asha", given_name="Lesja", family_name="Lysenko")
    case_id = await new_case(await as_("asha"), client)
    await owner.execute("update cases set last_contact_at = '2002-02-02' where id = $1", case_id)
    asha, ben, ines = [await seat_of(who) for who in ("asha", "ben", "ines")]
    for seat in (asha, ben, ines):
        await seat.sign_in()
    ben_id = str(BY_NAME["ben"].member_id)

    await asha.go("/absences")
    day = today().strftime("%d.%m.%Y")
    await asha.tab_to("#starts_on")
    await asha.fill(starts_on=day, ends_on=day, deputy_id=ben_id)
    await asha.look("absences")
    await asha.press("Enter")
    await asha.reads("Die Abwesenheit ist eingetragen.", "Vertretung: Ben Becker")

    await _stand_in(ben, case_id, tmp_path)
    await _reassign(ines, case_id, ben_id)

    await ben.go(f"/cases/{case_id}")
    await ben.reads("Asha ist länger nicht da.")
    await ben.look("case-handed-over")
    await ben.press("I have taken this case over")
    await ben.reads("Sie haben diesen Fall übernommen.", "Wer den Fall geführt hat")
    await owner.execute("delete from absences")
    assert not [*asha.faults, *ben.faults, *ines.faults]


async def _stand_in(ben: Seat, case_id: UUID, folder: Path) -> None:
    """Find the case on whose behalf one works, and file a document in it after a wrong one."""
    await ben.go("/")
    await ben.reads("Sie vertreten Asha Adler")
    await ben.look("today-standing-in")
    await ben.go("/cases?scope=deputising&sort=contact")
    await ben.choose("Lesja Lysenko")
    await ben.reads("Asha Adler")
    await ben.go(f"/cases/{case_id}/documents")
    letter = folder / "Zeugnis.txt"
    letter.write_text("Zeugnis aus der Schule")
    wrong = folder / "Seite.txt"
    wrong.write_text("<html>")
    await ben.page.set_input_files("#file", wrong)
    await ben.fill(title="Schulzeugnis")
    await ben.press("Upload", status=422)
    await ben.reads("Diese Art von Datei wird hier nicht aufbewahrt.")
    await ben.look("documents-wrong", repeat=False)
    assert await ben.page.locator("#title").input_value() == "Schulzeugnis"
    await ben.page.set_input_files("#file", letter)
    await ben.press("Upload")
    await ben.reads("Das Dokument liegt im Fall.", "Schulzeugnis")
    await ben.look("documents")
    async with ben.page.expect_download() as coming:
        await ben.main.get_by_role("link", name="Schulzeugnis", exact=True).click()
    saved = await coming.value
    assert saved.suggested_filename == "Schulzeugnis.txt"
    assert await asyncio.to_thread((await saved.path()).read_text) == "Zeugnis aus der Schule"
    async with ben.page.expect_navigation():
        await ben.main.locator('a[href^="/documents/"][href$="/removal"]').click()
    await ben.look("document-removal", repeat=False)
    await ben.fill(ground="entered_in_error", reason="Gehört zu jemand anderem.")
    await ben.press("Remove")
    await ben.reads("Das Dokument ist entfernt.", "Gehört zu jemand anderem.")


async def _reassign(ines: Seat, case_id: UUID, to: str) -> None:
    """Give a case to somebody by ticking it."""
    await ines.go("/workload")
    await ines.look("workload")
    await ines.go(f"/workload/cases?owner={BY_NAME['asha'].member_id}")
    await ines.look("reassignment")
    await ines.tab_to(f"#case-{case_id}")
    await ines.page.keyboard.press("Space")
    await ines.fill(to_id=to, summary="Asha ist länger nicht da.")
    await ines.press("Hand over")
    await ines.reads("1 Fall liegt jetzt bei Ben Becker.")
