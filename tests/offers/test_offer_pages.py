"""The pages about offers: written, published, found by another organisation, changed, closed."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from casework.core.clock import today
from casework.offers.areas import area_words, compact
from casework.tenancy.districts import districts
from casework.web.i18n import translator
from tests.cast import SOUTH
from tests.conftest import As
from tests.factories import new_offer


def typed(**changes: str | list[str]) -> dict[str, str | list[str]]:
    """Give an offer as a browser sends it, with changes; dates as people write them."""
    start = today() + timedelta(days=20)
    fields: dict[str, str | list[str]] = {
        "offer_kind": "programme",
        "title": "Start-up grant",
        "summary": "Six months of support.",
        "description": "First line\n\nSecond paragraph",
        "conditions": "Unemployed on the day before.",
        "languages": ["de", "ru"],
        "districts": ["12060", "12054"],
        "place": "Potsdam",
        "places": "10",
        "starts_on": start.strftime("%d.%m.%Y"),
        "ends_on": start.strftime("%d.%m.%Y"),
        "apply_before": "business_start",
        "norm": "SGB III § 324",
        "answer_days": "7",
    }
    return fields | changes


def address(reply: httpx.Response) -> str:
    """Give the address that a form was answered with."""
    assert reply.status_code == 303, re.sub(r"<[^>]+>", " ", reply.text)
    return str(reply.headers["location"]).partition("?")[0]


async def test_from_writing_to_the_directory_of_another_organisation(as_: As) -> None:
    pia, asha, title = await as_("pia"), await as_("asha"), f"Grant {uuid4().hex}"
    assert (await pia.get("/offers/new")).status_code == 200
    path = address(await pia.post("/offers", data=typed(title=title)))
    draft = (await pia.get(f"{path}?done=added")).text
    assert "Only your organisation sees this offer." in draft
    assert title not in (await asha.get("/directory")).text
    assert address(await pia.post(f"{path}/publication", data={"version": "1"})) == path
    listed = (await asha.get("/directory", params={"q": title})).text
    for words in (title, SOUTH.name, "10 of 10 places free", "Apply before: Start of the business", "SGB III § 324"):
        assert words in listed
    shown = (await asha.get(f"/directory/{path.rpartition('/')[2]}")).text
    for words in ("To be applied for before: Start of the business", "Second paragraph", "German, Russian", "Barnim"):
        assert words in shown
    assert f'href="/referrals/new?offer={path.rpartition("/")[2]}"' in shown
    assert title in (await pia.get("/offers")).text


async def test_a_full_offer_says_so_and_still_takes_referrals(as_: As) -> None:
    title = f"Full {uuid4().hex}"
    offer_id = await new_offer(await as_("pia"), title=title, places=0)
    asha = await as_("asha")
    assert "full, waiting list" in (await asha.get("/directory", params={"q": title})).text
    shown = (await asha.get(f"/directory/{offer_id}?case={uuid4()}")).text
    assert "All places are taken." in shown
    assert re.search(rf"/referrals/new\?offer={offer_id}&amp;case=", shown)


@pytest.mark.parametrize("who", ["fee", "pia", "adam"])
async def test_only_those_who_refer_are_shown_the_way(as_: As, who: str) -> None:
    offer_id = await new_offer(await as_("pia"))
    shown = await (await as_(who)).get(f"/directory/{offer_id}")
    assert shown.status_code == 200
    assert "/referrals/new" not in shown.text


async def test_mistakes_stand_at_their_fields_and_nothing_is_lost(as_: As) -> None:
    pia = await as_("pia")
    wrong = typed(title="", places="many", ends_on="31.02.2027", description="Keep me", districts=["12", "xx"])
    reply = await pia.post("/offers", data=wrong)
    assert reply.status_code == 422
    for field in ("title", "places", "ends_on", "districts"):
        assert f'id="{field}-error"' in reply.text or f'href="#{field}"' in reply.text, field
    assert "Keep me" in reply.text
    assert 'value="many"' in reply.text
    reply = await pia.post("/offers", data=typed(norm=""))
    assert reply.status_code == 422
    assert "Name the norm that demands it" in reply.text


async def test_a_changed_offer_waits_for_its_publication(as_: As) -> None:
    pia, asha = await as_("pia"), await as_("asha")
    offer_id = await new_offer(pia, title="Old title")
    path = f"/offers/{offer_id}"
    edit = (await pia.get(f"{path}/edit")).text
    assert 'name="version" value="2"' in edit
    assert address(await pia.post(path, data=typed(title="New title", version="2"))) == path
    shown = (await pia.get(path)).text
    assert "The network still sees the version of" in shown
    assert "Old title" in (await asha.get(f"/directory/{offer_id}")).text
    assert address(await pia.post(f"{path}/publication", data={"version": "3"})) == path
    assert "New title" in (await asha.get(f"/directory/{offer_id}")).text


async def test_who_was_overtaken_chooses_field_by_field(as_: As) -> None:
    pia = await as_("pia")
    path = address(await pia.post("/offers", data=typed()))
    await pia.post(path, data=typed(title="Hers", version="1"))
    reply = await pia.post(path, data=typed(title="His", places="11", version="1"))
    assert reply.status_code == 409
    for words in ("Somebody else was faster", "Hers", "His", 'name="version" value="2"'):
        assert words in reply.text
    assert "Hers" in (await pia.get(path)).text
    for version in ("", "7", "-1", "x", "1" * 50):
        assert (await pia.post(path, data=typed(version=version))).status_code == 409
        assert (await pia.post(f"{path}/publication", data={"version": version})).status_code == 409
        assert (await pia.post(f"{path}/closure", data={"version": version})).status_code == 409


async def test_closing_asks_once(as_: As) -> None:
    pia, asha = await as_("pia"), await as_("asha")
    offer_id = await new_offer(pia)
    path = f"/offers/{offer_id}"
    question = (await pia.get(f"{path}/closure")).text
    assert "It leaves the directory at once" in question
    assert address(await pia.post(f"{path}/closure", data={"version": "2"})) == path
    assert (await asha.get(f"/directory/{offer_id}")).status_code == 404
    assert "Reopen" in (await pia.get(path)).text
    assert address(await pia.post(f"{path}/reopening", data={"version": "3"})) == path
    assert "Only your organisation sees this offer." in (await pia.get(path)).text


@pytest.mark.parametrize(("who", "status"), [("ines", 404), ("omar", 404), ("asha", 404), ("otto", 404)])
async def test_another_organisations_pages_do_not_exist(as_: As, who: str, status: int) -> None:
    offer_id = await new_offer(await as_("pia"))
    other = await as_(who)
    for path in ("", "/edit", "/closure"):
        assert (await other.get(f"/offers/{offer_id}{path}")).status_code == status
    for path in ("", "/publication", "/closure", "/reopening"):
        assert (await other.post(f"/offers/{offer_id}{path}", data=typed(version="2"))).status_code == status


async def test_a_counsellor_writes_no_offers(as_: As) -> None:
    asha = await as_("asha")
    offer_id = await new_offer(await as_("ines"))
    shown = await asha.get(f"/offers/{offer_id}")
    assert shown.status_code == 200
    assert "/edit" not in shown.text
    assert (await asha.get("/offers/new")).status_code == 403
    assert (await asha.get(f"/offers/{offer_id}/edit")).status_code == 403
    assert (await asha.post("/offers", data=typed())).status_code == 403


@pytest.mark.parametrize("odd", ["%00", "%ff", "%3Cscript%3Ealert(1)", "x" * 60_000, "%25s%25(x)s"])
async def test_odd_input_is_never_an_error_of_the_server(as_: As, odd: str) -> None:
    pia = await as_("pia")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for field in ("title", "offer_kind", "districts", "languages", "places", "starts_on", "norm"):
        good = httpx.QueryParams({name: value for name, value in typed().items() if name != field})
        reply = await pia.post("/offers", content=f"{good}&{field}={odd}".encode(), headers=headers)
        assert reply.status_code in {303, 422}, (field, reply.status_code)
        assert "<script>alert" not in reply.text
    for name in ("q", "district", "kind", "language", "page"):
        reply = await pia.get(f"/directory?{name}={odd[:3000]}")
        assert reply.status_code in {200, 400, 422}
        assert "<script>alert" not in reply.text


def test_a_complete_land_is_called_by_its_name() -> None:
    brandenburg = [ags for ags in districts() if ags.startswith("12")]
    assert compact([*brandenburg, "11000", "09162"]) == ["09162", "11", "12"]
    german = translator("de")
    assert area_words([], german) == "überall"
    assert area_words([*brandenburg, "11000"], german) == "Berlin, Brandenburg"
    assert area_words(brandenburg[:6], german, 3).endswith("und 3 weitere")
    assert "weitere" not in area_words(brandenburg[:4], german, 3)


async def test_the_pages_speak_german(as_: As) -> None:
    pia, german = await as_("pia"), {"Accept-Language": "de"}
    offer_id = await new_offer(pia)
    for path, words in (
        ("/offers", "Unsere Angebote"),
        ("/offers/new", "Regel zum Zeitpunkt des Antrags"),
        (f"/offers/{offer_id}", "Veröffentlicht am"),
        ("/directory", "Für Menschen aus"),
        (f"/directory/{offer_id}", "Auf einen Blick"),
    ):
        assert words in (await pia.get(path, headers=german)).text
