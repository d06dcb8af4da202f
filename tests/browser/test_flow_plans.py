"""A plan by keyboard alone: goals, steps, agreement of two persons, review, next version, print in two languages."""

import asyncpg
import pytest

from casework.core.clock import today
from tests.browser.conftest import SeatOf
from tests.browser.seat import Seat
from tests.conftest import As
from tests.factories import insert_client, new_case
from tests.plans.conftest import DRAWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Keys:
    """What somebody does who has no mouse."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat

    async def write(self, **fields: str) -> None:
        """Tab to each field by its id and type into it; a list opens at what begins with the text."""
        for name, text in fields.items():
            await self.seat.tab_to(f"#{name}")
            await self.seat.page.keyboard.press("Control+A")
            await self.seat.page.keyboard.type(text)

    async def enter(self, wanted: str) -> None:
        """Tab to a link or button and press it, and wait for where it leads."""
        await self.seat.tab_to(wanted)
        async with self.seat.page.expect_navigation():
            await self.seat.page.keyboard.press("Enter")

    async def choose(self, name: str, value: str) -> None:
        """Tab to a group of radio buttons and go down until this one is chosen."""
        group = f'input[type="radio"][name="{name}"]'
        await self.seat.tab_to(group)
        await self.seat.page.keyboard.press("Space")
        for _ in range(8):
            if await self.seat.page.locator(f'{group}[value="{value}"]').is_checked():
                return
            await self.seat.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen by keyboard")


async def test_a_plan_by_keyboard_alone(seat_of: SeatOf, as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    names = ({"given_name": "Aigerim", "languages": ["ru"]}, {"given_name": "Timur", "languages": ["ru"]})
    persons = [await insert_client(owner, "asha", family_name="Planowa", **name) for name in names]
    case = await new_case(await as_("asha"), *persons)
    asha = await seat_of("asha")
    if not asha.visited:
        await asha.sign_in()
    keys = Keys(asha)
    await asha.go(f"/cases/{case}/plan")
    await asha.look("plan-none", repeat=False)
    await keys.enter('form[action$="/plan"] button')
    await asha.look("plan-goal-new")
    plan = asha.the_id()
    await keys.write(
        words="Мы хотим свой магазин", domain="Exi", success="Die erste Kundin bezahlt", target_on="1.6.2027"
    )
    await keys.write(first_step="Preise aufschreiben", due_on="1.2.2027")
    await keys.enter('main form.form button[type="submit"]')
    await asha.reads("Мы хотим свой магазин", "Preise aufschreiben", "Das Ziel wurde eingetragen.")
    await keys.enter('a[href$="/measures/new"]')
    await asha.look("plan-step-new", repeat=False)
    await keys.write(what="Gewerbe anmelden")
    await keys.choose("responsible", "partner")
    await keys.write(who="Gewerbeamt Bernau")
    await keys.enter('main form.form button[type="submit"]')
    await asha.look("plan-draft")
    for link, name in (("/plan-measures/", "step"), ("/plan-goals/", "goal")):
        await keys.enter(f'a[href^="{link}"][href$="/edit"]')
        await asha.look(f"plan-{name}-edit", repeat=False)
        await keys.enter('main form.form button[type="submit"]')
    await keys.enter('a[href$="/removal"]')
    await keys.enter("main a.kern-btn")
    await keys.enter('a[href^="/plans/"][href$="/edit"]')
    await asha.look("plan-edit", repeat=False)
    await keys.write(situation="Zwei Maschinen sind da")
    await keys.enter('main form.form button[type="submit"]')
    await keys.enter('a[href^="/plans/"][href$="/removal"]')
    await asha.go(f"/cases/{case}/plan")
    await _agree(asha, keys, str(case), plan)
    await _review(asha, keys)
    await _print(asha, plan)
    assert not asha.faults


async def _agree(asha: Seat, keys: Keys, case: str, plan: str) -> None:
    """Let the first person type her name, and the second one draw, which is the one thing that needs a hand."""
    await keys.enter('a[href$="/agreement"]')
    await keys.choose("form", "typed")
    await keys.write(name="Aigerim Planowa")
    await asha.look("plan-agreement")
    await keys.enter('main form.form button[type="submit"]')
    await asha.reads("Setzen Sie das Häkchen")
    await asha.tab_to("#confirmed")
    await asha.page.keyboard.press("Space")
    await keys.enter('main form.form button[type="submit"]')
    field = asha.main.locator("canvas")
    frame = await field.bounding_box()
    assert frame is not None
    await asha.page.mouse.move(frame["x"] + 40, frame["y"] + 90)
    await asha.page.mouse.down()
    for step in range(14):
        await asha.page.mouse.move(frame["x"] + 60 + 20 * step, frame["y"] + (40 if step % 2 else 130))
    await asha.page.mouse.up()
    await keys.enter('main form.form button[type="submit"]')
    await asha.reads("Der Plan ist vereinbart.", "Am Bildschirm gezeichnet", "Getippter Name und Bestätigung")
    assert await asha.main.locator("svg.drawn path").get_attribute("d") != DRAWN
    assert (case in asha.path, len(plan)) == (True, 36)


async def _review(asha: Seat, keys: Keys) -> None:
    await asha.look("plan-agreed")
    await keys.enter('form[action$="/progress"] button')
    await keys.enter('a[href$="/reviews/new"]')
    await asha.look("plan-review")
    await keys.write(summary="Der Laden rückt näher")
    await keys.enter('main form.form button[type="submit"]')
    await asha.reads("Die Überprüfung wurde eingetragen.", "Der Laden rückt näher", today().strftime("%d.%m.%Y"))
    await keys.enter('a[href^="/plan-reviews/"]')
    await asha.look("plan-review-correction")
    await keys.write(summary="Der Mietvertrag liegt vor")
    await keys.enter('main form.form button[type="submit"]')
    await asha.reads("Die Überprüfung wurde berichtigt", "Der Mietvertrag liegt vor", "stand dort")
    await keys.enter('form[action$="/plan"] button')
    await keys.enter('a[href$="/goals/new"]')
    await keys.write(words="Keine Schulden", domain="Geld")
    await keys.enter('main form.form button[type="submit"]')
    await keys.enter('a[href*="/differences"]')
    await asha.reads("Keine Schulden")
    await asha.look("plan-differences")
    await asha.page.go_back()


async def _print(asha: Seat, plan: str) -> None:
    """Look at the older version, and at the sheet as it comes out of the printer in Russian and Arabic."""
    await asha.go(f"/plans/{plan}")
    for language in ("ru", "ar"):
        await asha.go(f"/plans/{plan}/sheet?language={language}")
        await asha.look(f"plan-sheet-{language}", repeat=False)
        await asha.page.emulate_media(media="print")
        await asha.page.set_viewport_size({"width": 794, "height": 1123})
        await asha.picture(f"asha-plan-print-{language}")
        await asha.page.emulate_media(media="screen")
    await asha.reads("هذه أهدافي", "Das sind meine Ziele", "Мы хотим свой магазин")
