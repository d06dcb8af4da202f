"""The story goes on: a couple is referred, answered, moves up, and one of them takes the release back."""

import asyncpg
import pytest

from tests.browser.conftest import SeatOf
from tests.browser.story import AJGERIM, OFFER, TEMIR, Story
from tests.cast import BY_NAME, NORTH, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_asha_refers_both_with_a_preview(seat_of: SeatOf, story: Story) -> None:
    asha = await seat_of("asha")
    await asha.go("/directory")
    await asha.look("directory")
    await asha.fill(q="Gründung")
    await asha.press("Show")
    await asha.choose(OFFER)
    await asha.look("directory-offer")
    await asha.follow("Refer")
    await asha.look("referral-choose-case")
    async with asha.page.expect_navigation():
        await asha.main.locator(f'a[href*="{story["case"]}"]').click()
    await asha.tick("persons", story["ajgerim"], story["temir"])
    await asha.tick("categories", "contact", "occupation", "venture")
    await asha.fill(message="Beide kommen gern zusammen; Russisch ist möglich.")
    await asha.look("referral-new", repeat=False)
    await asha.press("Continue to the preview")
    story["referral"] = asha.the_id()
    await asha.reads(AJGERIM, TEMIR, "Gerichtsvollzieherin", "Schneiderei")
    await asha.look("referral-draft")
    await asha.press("Send")
    await asha.look("referral-sent")
    await asha.go(f"/referrals/new?case={story['case']}")
    await asha.look("referral-choose-offer")


async def test_pia_takes_one_and_lets_the_other_wait(seat_of: SeatOf, story: Story) -> None:
    pia = await seat_of("pia")
    await pia.go("/")
    await pia.reads(NORTH.name)
    await pia.look("today")
    await pia.follow("Review")
    story["received"] = pia.the_id()
    await pia.reads(AJGERIM, TEMIR, "Gerichtsvollzieherin")
    await pia.look("inbox-new")
    await pia.press("Review")
    await pia.look("inbox-in-review")
    await pia.follow("Accept", near=AJGERIM)
    await pia.look("inbox-acceptance")
    await pia.tick("case", "new")
    await pia.press("Accept")
    await pia.follow("Put on the waiting list", near=TEMIR)
    await pia.look("inbox-step")
    await pia.fill(words="Sobald ein Platz frei wird, rückt er nach.")
    await pia.press("Put on the waiting list")
    await pia.look("inbox-answered")
    await pia.go("/referrals")
    await pia.look("referrals-received")
    assert story["referral"]


async def test_asha_sees_the_answer(seat_of: SeatOf, story: Story) -> None:
    asha = await seat_of("asha")
    await asha.go("/")
    await asha.reads(OFFER)
    await asha.look("today")
    await asha.go(f"/cases/{story['case']}")
    await asha.reads("rückt er nach")
    await asha.look("case")
    await asha.go(f"/cases/{story['case']}/referrals")
    await asha.look("case-referrals")
    await asha.go(f"/cases/{story['case']}/releases")
    await asha.look("case-releases")
    await asha.go("/referrals")
    await asha.look("referrals-sent")
    await asha.go(f"/referrals/{story['referral']}")
    await asha.look("referral-answered")
    async with asha.page.expect_navigation():
        await asha.main.locator(".panel", has_text=TEMIR).get_by_role("link", name="Zurückziehen").first.click()
    await asha.look("referral-withdrawal")


async def test_the_second_moves_up_when_the_first_stops(seat_of: SeatOf, story: Story) -> None:
    pia = await seat_of("pia")
    await pia.go(f"/inbox/{story['received']}")
    await pia.follow("Record the start", near=AJGERIM)
    await pia.press("Record the start")
    await pia.follow("Record the outcome", near=AJGERIM)
    await pia.tick("outcome", "discontinued")
    await pia.fill(words="Sie hat Arbeit gefunden.")
    await pia.look("inbox-outcome", repeat=False)
    await pia.press("Record the outcome")
    await pia.look("inbox-moved-up")
    await pia.follow("Take into our records", near=TEMIR)
    await pia.tick("case", "joint")
    await pia.press("Take into our records")
    await pia.follow("Record the start", near=TEMIR)
    await pia.press("Record the start")
    asha = await seat_of("asha")
    await asha.go(f"/referrals/{story['referral']}")
    await asha.reads("Sie hat Arbeit gefunden.")
    await asha.look("referral-outcome")


async def test_asha_revokes_and_pia_decides_about_the_copy(seat_of: SeatOf, story: Story) -> None:
    asha, pia = await seat_of("asha"), await seat_of("pia")
    await asha.go(f"/releases/{story['release-temir']}")
    await asha.follow("Record revocation")
    await asha.look("release-revocation")
    await asha.tick("channel", "phone")
    await asha.press("Record revocation")
    await asha.look("release-revoked")
    await pia.go("/")
    await pia.look("today-must-decide")
    await pia.go(f"/inbox/{story['received']}")
    await pia.look("inbox-must-decide")
    await pia.follow("Decide about the copy")
    await pia.look("inbox-decision")
    await pia.tick("decision", "restrict")
    await pia.press("Decide about the copy")
    await pia.look("inbox-decided")
    await asha.go(f"/referrals/{story['referral']}")
    await asha.look("referral-revoked")


async def test_what_was_typed_outlives_the_session(
    seat_of: SeatOf, story: Story, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha = await seat_of("asha")
    await asha.go(f"/cases/{story['case']}")
    await asha.fill(text="Das steht hier, obwohl die Sitzung endet.")
    await asha.page.wait_for_load_state("networkidle")
    ended = "update door.sessions set expires_at = now() - interval '1 minute' where member_id = $1"
    await owner.execute(ended, BY_NAME["asha"].member_id)
    await asha.press("Enter", status=401)
    await asha.look("session-ended", repeat=False)
    await asha.fill(email=BY_NAME["asha"].address, password=PASSWORD)
    await asha.press("Sign in")
    # It goes on by itself, because the session that ended here was hers.
    await asha.page.wait_for_url(f"**/cases/{story['case']}?*")
    await asha.reads("Das steht hier, obwohl die Sitzung endet.")


async def test_asha_corrects_the_case_and_her_note(seat_of: SeatOf, story: Story) -> None:
    asha, case = await seat_of("asha"), story["case"]
    await asha.go(f"/cases/{case}/edit")
    await asha.look("case-edit")
    await asha.fill(phase="linking")
    await asha.press("Save")
    await asha.main.locator("details.acts summary").first.click()
    async with asha.page.expect_navigation():
        await asha.main.locator('a[href^="/notes/"]').first.click()
    await asha.look("note-edit")
    await asha.go(f"/cases/{case}/persons?search=Sejtqali")
    await asha.look("case-persons")
