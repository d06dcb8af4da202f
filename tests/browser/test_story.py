"""The story that the program exists for, walked by five people in a browser. Each test goes on where the last ended."""

import pytest

from tests.browser.conftest import SeatOf
from tests.browser.story import AJGERIM, CONCERN, OFFER, TALK, TEMIR, Story, day
from tests.cast import BY_NAME, PASSWORD, SOUTH

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_pia_publishes_a_seminar_with_one_place(seat_of: SeatOf, story: Story) -> None:
    pia = await seat_of("pia")
    await pia.sign_in()
    await pia.look("today-at-first")
    await pia.go("/offers")
    await pia.look("offers-empty")
    await pia.follow("New offer")
    await pia.look("offer-new")
    await pia.tick("offer_kind", "seminar")
    await pia.fill(
        title=OFFER,
        summary="In vier Wochen vom Vorhaben zum Geschäftsplan, mit Fachleuten aus Kammern und Banken.",
        description="Markt, Preise, Buchführung, Versicherungen.\n\nAm Ende steht ein Plan, den eine Bank liest.",
        conditions="Deutsch ab A2; Kinderbetreuung ist möglich.",
        starts_on=day(30), ends_on=day(58), place="Potsdam, Hegelallee 5", places="1",
        apply_before="business_start", norm="SGB III § 93", answer_days="10",
    )  # fmt: skip
    await pia.tick("languages", "ru")
    await pia.press("Save")
    story["offer"] = pia.the_id()
    await pia.press("Publish")
    await pia.reads(OFFER, "SGB III § 93")
    await pia.look("offer-published")
    await pia.go("/offers")
    await pia.look("offers")


async def test_asha_enters_the_first_client_by_keyboard_alone(seat_of: SeatOf, story: Story) -> None:
    asha = await seat_of("asha")
    keys = asha.page.keyboard
    await asha.go("/sign-in")
    await asha.look("sign-in")
    await asha.tab_to("#email")
    await keys.type(BY_NAME["asha"].address)
    await asha.tab_to("#password")
    await keys.type(PASSWORD)
    async with asha.page.expect_navigation():
        await keys.press("Enter")
    await asha.look("today-at-first")
    await keys.press("/")
    await keys.type("Әйгерім Сейтқали")
    async with asha.page.expect_navigation():
        await keys.press("Enter")
    await asha.look("people-nobody-found")
    await asha.tab_to('main a[href^="/people/new"]')
    async with asha.page.expect_navigation():
        await keys.press("Enter")
    await asha.look("person-new")
    given, family = AJGERIM.split()
    entries = {
        "family_name": family, "given_name": given, "birth_date": "14.03.1985", "languages": "Kasachisch",
        "languages-2": "Russisch", "interpreter_language": "Russisch", "district": "Barnim", "town": "Bernau",
        "phone": "0151 0000001", "occupation": "Gerichtsvollzieherin", "citizenships": "Kasachstan",
    }  # fmt: skip
    for name, text in entries.items():
        await asha.tab_to(f"#{name}")
        await keys.press("Control+A")
        await keys.type(text)
    await asha.tab_to('main form button:not([type="button"])')
    async with asha.page.expect_navigation():
        await keys.press("Enter")
    await asha.reads(AJGERIM, "Әйгерім Сейтқали")
    story["ajgerim"] = asha.the_id()
    await asha.look("person")


async def test_asha_enters_the_second_and_makes_a_household(seat_of: SeatOf, story: Story) -> None:
    asha, first = await seat_of("asha"), story["ajgerim"]
    await asha.go("/people?search=Темір+Сейтқали")
    await asha.look("people-found-others")
    await asha.follow("Enter a new person")
    given, family = TEMIR.split()
    await asha.fill(
        given_name=given, family_name=family, native_given_name="Темір", native_family_name="Сейтқали",
        birth_date="1983", district="Barnim", town="Bernau", occupation="Unteroffizier", gender="man",
    )  # fmt: skip
    await asha.fill(languages="Kasachisch", german_level="a2")
    await asha.press("Save")
    story["temir"] = asha.the_id()
    await asha.go(f"/people/{first}")
    await asha.follow("Make a household")
    await asha.look("household-new")
    await asha.tick("role", "reference")
    await asha.press("Make a household")
    story["household"] = asha.the_id()
    await asha.fill(search="Temir")
    await asha.press("Search")
    await asha.look("household-add")
    await asha.press("Add", near=TEMIR)
    await asha.reads("Темір Сейтқали", "Әйгерім Сейтқали")
    await asha.look("household")


async def test_asha_opens_a_joint_case(seat_of: SeatOf, story: Story) -> None:
    asha = await seat_of("asha")
    await asha.go(f"/people/{story['ajgerim']}")
    await asha.follow("Open a case")
    await asha.fill(search="Temir")
    await asha.press("Find")
    await asha.look("case-new-persons")
    await asha.follow("Take in", near="Темір")
    await asha.look("case-new")
    await asha.fill(concern=CONCERN, venture="Schneiderei und Schuhreparatur", venture_start=day(90))
    await asha.press("Open case")
    story["case"] = asha.the_id()
    assert story["temir"]
    await asha.reads("Сейтқали", CONCERN)
    await asha.look("case-just-opened")


async def test_a_contact_is_kept_while_asha_types(seat_of: SeatOf, story: Story) -> None:
    asha = await seat_of("asha")
    await asha.go("/contacts/new")
    await asha.look("contact-choose-case")
    await asha.go(f"/cases/{story['case']}")
    await asha.follow("Add contact")
    await asha.tick("mode", "in_person")
    async with asha.page.expect_response(lambda answer: "/drafts/" in answer.url):
        await asha.fill(text=TALK)
    await asha.page.reload()
    assert await asha.main.locator("#text").input_value() == TALK
    await asha.look("contact-draft")
    await asha.fill(duration_minutes="60", language="ru", interpreting="professional")
    await asha.tick("topics", "business_founding")
    await asha.press("Enter")
    await asha.reads(TALK)
    assert story["case"] == asha.the_id()


async def test_asha_books_the_trade_office(seat_of: SeatOf, story: Story) -> None:
    asha = await seat_of("asha")
    await asha.go(f"/cases/{story['case']}/appointments")
    await asha.look("appointments-empty")
    await asha.follow("New appointment")
    await asha.look("appointment-kind")
    await asha.choose("Gewerbe")
    await asha.fill(starts_at=day(1), starts_at_time="10:00", place="Breitscheidstr. 8, Bernau")
    await asha.fill(documents="Reisepass\nAufenthaltstitel", companion="volunteer", interpreter_language="ru")
    await asha.look("appointment-new", repeat=False)
    await asha.press("Book")
    story["appointment"] = asha.the_id()
    await asha.reads("Reisepass", "Breitscheidstr. 8")
    await asha.look("appointment")
    await asha.follow("Slip for the client")
    await asha.look("appointment-slip")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("title_expiry", {"event_on": 120}),
        ("objection", {"event_on": -3}),
        ("apply_before_event", {"event_on": 90}),
    ],
)
async def test_a_deadline_is_explained_before_it_is_kept(
    seat_of: SeatOf, story: Story, kind: str, fields: dict[str, int]
) -> None:
    asha = await seat_of("asha")
    await asha.go(f"/cases/{story['case']}/deadlines/new")
    if kind == "title_expiry":
        await asha.look("deadline-kind")
    async with asha.page.expect_navigation():
        await asha.main.locator(f'a[href$="kind={kind}"]').click()
    await asha.fill(**{name: day(ahead) for name, ahead in fields.items()})
    if kind == "apply_before_event":
        await asha.fill(event="business_start")
    # The start of the venture is known from the case, so this one is computed already.
    await asha.press("Compute again" if kind == "apply_before_event" else "Compute")
    await asha.look(f"deadline-{kind}-computed", repeat=False)
    explained = (await asha.main.locator("#result p").nth(1).inner_text()).strip()
    assert len(explained) > 20
    await asha.press("Confirm and save")
    await asha.go(f"/cases/{story['case']}/deadlines")
    if kind == "apply_before_event":
        await asha.look("deadlines")
        async with asha.page.expect_navigation():
            await asha.main.locator('a[href^="/deadlines/0"]').first.click()
        story["deadline"] = asha.the_id()
        await asha.look("deadline")


@pytest.mark.parametrize("who", ["ajgerim", "temir"])
async def test_each_person_releases_for_the_provider(seat_of: SeatOf, story: Story, who: str) -> None:
    asha = await seat_of("asha")
    await asha.go(f"/people/{story[who]}/releases")
    await asha.follow("New release")
    if who == "ajgerim":
        await asha.look("release-new")
    await asha.fill(recipient_org_id=str(SOUTH.id), purpose="referral", valid_until=day(200), signed_on=day(0))
    await asha.tick("categories", "contact", "occupation", "venture")
    await asha.main.locator("#consequences_explained").check()
    await asha.press("Record release")
    story[f"release-{who}"] = asha.the_id()
    await asha.reads(SOUTH.name)
    if who == "ajgerim":
        await asha.look("release")
        await asha.follow("Print")
        await asha.look("release-sheet")
