"""The story seen by those who lead, watch over and have no part in it, and every other page that somebody can open."""

import re

import pytest
from playwright.async_api import Browser

from casework.app import create_app
from casework.config import Settings
from tests.browser.conftest import FORGOTTEN, SeatOf
from tests.browser.seat import UNIQUE
from tests.browser.story import AJGERIM, CONCERN, TALK, TEMIR, Story
from tests.cast import BY_NAME, NORTH, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = {
    "asha": ("/appointments", "/authorities", "/deadlines/calculator", "/account", "/cases", "/people/{ajgerim}",
             "/people/{ajgerim}/edit", "/people/{ajgerim}/releases",
             "/appointments/{appointment}/edit", "/deadlines/{deadline}/edit", "/cases/{case}/deadlines",
             "/cases/{case}/appointments", "/referrals/new?case={case}&offer={offer}",
             "/referrals/signpost?case={case}", "/no-such-page"),
    "pia": ("/offers/{offer}/edit", "/offers/{offer}/closure", "/inbox", "/cases", "/account"),
    "ines": ("/", "/people/{ajgerim}/restriction", "/cases?scope=team"),
    "adam": ("/members", "/members/new", "/members/{ben}", "/members/{ben}/deactivation"),
    "fee": ("/", "/people?search=Sejtqali", "/people/{ajgerim}", "/appointments"),
    "nils": ("/", "/operator"),
    "dora": ("/memberships",),
}  # fmt: skip
PUBLIC = ("/password-reset", "/password-reset/no-such-token", "/imprint", "/privacy", "/accessibility")


async def test_without_script_a_note_is_written_all_the_same(browser: Browser, served: str, story: Story) -> None:
    case = story["case"]
    context = await browser.new_context(base_url=served, locale="de", java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.locator("#email").fill(BY_NAME["asha"].address)
    await page.locator("#password").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden", exact=True).click()
    await page.locator("#search").fill("Sejtqali")
    await page.locator("#search").press("Enter")
    await page.get_by_role("link", name=AJGERIM).click()
    await page.goto(f"/cases/{case}")
    await page.locator("#text").fill("Ohne Skript geschrieben.")
    await page.get_by_role("button", name="Eintragen", exact=True).click()
    await page.get_by_text("Ohne Skript geschrieben.").wait_for()
    await context.close()


@pytest.mark.parametrize("who", list(PAGES))
async def test_every_other_page_bears_a_look(seat_of: SeatOf, story: Story, who: str) -> None:
    seat = await seat_of(who)
    ids = {**story.ids, "ben": str(BY_NAME["ben"].member_id)}
    assert story["release-temir"]
    if not seat.visited:
        await seat.sign_in()
    for path in PAGES[who]:
        await seat.go(path.format(**ids), 404 if path == "/no-such-page" else 200)
        await seat.look(re.sub(r"[^a-z]+", "-", path.lower()).strip("-") or "start")


async def test_ines_leads_the_team_hands_over_and_closes(seat_of: SeatOf, story: Story) -> None:
    ines, case = await seat_of("ines"), story["case"]
    await ines.reads("Sejtqali")
    await ines.go(f"/cases/{case}")
    await ines.reads(CONCERN, TALK)
    await ines.look("case")
    await ines.follow("Hand over")
    await ines.look("case-assignment")
    await ines.fill(owner_id=str(BY_NAME["ben"].member_id))
    await ines.press("Hand over")
    await ines.reads(BY_NAME["ben"].name)
    await ines.follow("Close case")
    await ines.look("case-closure")
    await ines.fill(reason="goals_achieved", note="Der Laden ist eröffnet.")
    await ines.press("Close case")
    await ines.look("case-closed")


async def test_otto_sees_who_did_what_and_no_content(seat_of: SeatOf, story: Story) -> None:
    otto = await seat_of("otto")
    await otto.sign_in()
    await otto.reads("Asha Adler", "Ines Ilse")
    await otto.look("record")
    await otto.fill(actor=str(BY_NAME["asha"].member_id), action="create")
    await otto.press("Show")
    shown = await otto.main.locator("table").inner_text()
    assert "Ines Ilse" not in shown
    assert "Asha Adler" in shown
    await otto.look("record-filtered")
    async with otto.page.expect_navigation():
        await otto.main.locator('a[href^="/access-record/0"]').first.click()
    await otto.look("record-entry")
    said = await otto.page.content()
    await otto.go("/operator")
    await otto.look("operator-log")
    for content in (AJGERIM, TEMIR, CONCERN, TALK, "Schneiderei"):
        assert content not in shown + said
    for path in (f"/cases/{story['case']}", f"/people/{story['ajgerim']}", f"/referrals/{story['referral']}"):
        answer = await otto.page.goto(path)
        assert answer is not None
        assert answer.status in {403, 404}


async def test_cara_in_a_third_organisation_gets_nothing(seat_of: SeatOf, story: Story) -> None:
    cara = await seat_of("cara")
    walked = {path for who in ("asha", "pia", "ines") for path in (await seat_of(who)).visited}
    # What is published in the directory is for all.
    hidden = sorted(path for path in walked if UNIQUE.search(path) and not path.startswith("/directory/"))
    assert len(hidden) > 30
    assert story["case"]
    await cara.sign_in()
    for path in hidden:
        answer = await cara.page.goto(path)
        assert answer is not None
        # Addresses that only take forms have no page; offers and what is for other roles may say that they are.
        assert answer.status in {403, 404, 405}, path
        said = await cara.page.content()
        assert "ejtqali" not in said, path
    await cara.go(f"/cases/{story['case']}", 404)
    await cara.look("not-found")
    await cara.go("/cases")
    await cara.look("cases-empty")


async def test_language_changes_and_asha_leaves(seat_of: SeatOf) -> None:
    asha = await seat_of("asha")
    await asha.go("/cases")
    menu = asha.page.locator("details.account summary")
    await menu.click()
    async with asha.page.expect_navigation():
        await asha.page.locator('button[name="language"][value="en"]').click()
    await asha.reads("My cases")
    await menu.click()
    async with asha.page.expect_navigation():
        await asha.page.locator('button[name="language"][value="de"]').click()
    await asha.reads("Meine Fälle")
    await menu.click()
    await asha.press("Sign out")
    await asha.look("signed-out", repeat=False)
    await asha.page.goto("/cases")
    assert asha.path == "/sign-in"
    for path in PUBLIC:
        await asha.page.goto(path)
        await asha.look(re.sub(r"[^a-z]+", "-", path).strip("-"))
    await asha.go(f"/sign-in?for={NORTH.prefix}")


async def test_nothing_was_wrong_on_any_page(seat_of: SeatOf) -> None:
    faults = [fault for who in BY_NAME for fault in (await seat_of(who)).faults]
    assert not faults, "\n".join(faults)


async def test_no_page_was_left_out(seat_of: SeatOf, settings: Settings) -> None:
    seen = {path for who in BY_NAME for path, status in (await seat_of(who)).visited.items() if status < 400}
    left = []
    for route in create_app(settings).routes:
        shape = re.sub(r"\{[^}]*\}", "[^/]+", route.path)
        is_page = "GET" in getattr(route, "methods", ()) and not route.path.startswith(("/api", "/assets", "/schema"))
        if is_page and not any(re.fullmatch(shape, path) for path in seen):
            left.append(route.path)
    assert set(left) <= FORGOTTEN, left
