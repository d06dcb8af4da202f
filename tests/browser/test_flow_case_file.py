"""By keyboard alone: a talk that grows into a case, a task done; and the pages looked at."""

import pytest

from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat

pytestmark = pytest.mark.browser


async def _send(seat: Seat) -> None:
    async with seat.page.expect_navigation():
        await seat.page.keyboard.press("Enter")


async def test_a_talk_grows_into_a_case_and_a_task_is_done_by_keyboard(seat_of: SeatOf) -> None:
    ben = await seat_of("ben")
    await ben.sign_in()
    keyboard = ben.page.keyboard
    await ben.go("/appointments")
    async with ben.page.expect_navigation():
        await keyboard.press("n")
    assert ben.path == "/contacts/new"
    await ben.look("light-contact-new")
    await ben.tab_to("#topic")
    await keyboard.type("Wohn")
    await ben.tab_to("#duration_minutes")
    await keyboard.type("15")
    await ben.tab_to("#note")
    await keyboard.type("Sucht eine Wohnung, heisst Tastina.")
    await ben.tab_to("main form.form button[type=submit]")
    await _send(ben)
    await ben.reads("Wohnen", "Sucht eine Wohnung")
    await ben.look("light-contact")
    await ben.tab_to("main a[href$='/edit']")
    await _send(ben)
    await ben.look("light-contact-edit", repeat=False)
    await ben.tab_to("main form.form button[type=submit]")
    await _send(ben)
    await ben.tab_to("#given_name")
    await keyboard.type("Tastina")
    await ben.tab_to("#family_name")
    await keyboard.type("Tastenberg")
    await ben.tab_to("form[action$='/case'] .form-end button")
    await _send(ben)
    await ben.reads("Tastina Tastenberg", "Kurzkontakt", "Sucht eine Wohnung")
    await ben.look("case-grown")
    await _do_a_task(ben)
    await _look_around(ben)
    assert not ben.faults, "\n".join(ben.faults)


async def _do_a_task(ben: Seat) -> None:
    keyboard = ben.page.keyboard
    await ben.tab_to("a[href$='/tasks']")
    await _send(ben)
    await ben.tab_to("#title")
    await keyboard.type("Mietvertrag kopieren")
    await ben.tab_to("main form.form button[type=submit]")
    await _send(ben)
    await ben.look("case-tasks")
    await ben.tab_to("main a[href^='/tasks/'][href$='/edit']")
    await _send(ben)
    await ben.look("task-edit", repeat=False)
    await ben.tab_to("main form.form button[type=submit]")
    await _send(ben)
    await ben.tab_to("form[action$='/completion'] button")
    await _send(ben)
    await ben.reads("erledigt am")


async def _look_around(ben: Seat) -> None:
    case_path = ben.path.removesuffix("/tasks")
    await ben.go(f"{case_path}/phases")
    await ben.look("case-phases")
    await ben.go(f"{case_path}/results")
    await ben.tab_to("#result_kind")
    await ben.page.keyboard.press("ArrowDown")
    await ben.tab_to("main form.form button[type=submit]")
    await _send(ben)
    await ben.reads("Der Eintrag ist gespeichert.")
    await ben.look("case-results")
    await ben.tab_to("main a[href^='/results/'][href$='/edit']")
    await _send(ben)
    await ben.look("result-edit", repeat=False)
    await ben.tab_to("main form.form button[type=submit]")
    await _send(ben)
    await ben.go("/light-contacts")
    await ben.look("light-contacts")
    await ben.tab_to("main a[href='/light-contacts/numbers']")
    await _send(ben)
    await ben.look("light-contacts-in-numbers")
    await ben.go("/tasks")
    await ben.look("tasks")
