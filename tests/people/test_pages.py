"""The pages about clients: search before create, nothing typed lost, likely duplicates, slower editors, households."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.conftest import As
from tests.factories import new_client


def fresh(stem: str) -> str:
    """Give a family name that no other test uses, made of letters only."""
    return stem + "".join(chr(ord("a") + int(sign, 16)) for sign in uuid4().hex[:10])


def version_of(page: httpx.Response) -> str:
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found
    return found[1]


async def test_somebody_new_is_offered_only_after_a_search(as_: As) -> None:
    asha = await as_("asha")
    assert "/people/new" not in (await asha.get("/people")).text
    assert (await asha.get("/people/new")).headers["location"] == "/people"
    found = await asha.get("/people", params={"search": "Nobody Newname"})
    assert "Nobody found" in found.text
    assert "/people/new?search=Nobody+Newname" in found.text
    form = await asha.get("/people/new", params={"search": "Nobody Newname 1985"})
    for value in ('value="Newname"', 'value="Nobody"', 'value="1985"'):
        assert value in form.text


async def test_a_person_is_entered_in_words_and_shown(as_: As) -> None:
    asha, family = await as_("asha"), fresh("Seitkali")
    typed: dict[str, Any] = {
        "family_name": family,
        "given_name": "Aigerim",
        "native_family_name": "Сейтқали",
        "native_given_name": family,
        "gender": "woman",
        "birth_date": "11.1985",
        "languages": ["Russisch", "Kazakh", ""],
        "citizenships": ["kasachstan"],
        "district": "landkreis barnim",
        "interpreter_language": "ru",
        "phone": "03338 1234",
        "residence_until": "1.5.2027",
    }
    reply = await asha.post("/people", data=typed)
    assert reply.status_code == 303, reply.text
    shown = await asha.get(reply.headers["location"])
    for text in (family, "Сейтқали", "11.1985", "Russian", "Kazakh", "Kazakhstan", "Barnim", "03338 1234"):
        assert text in shown.text
    view = (await asha.get("/api" + reply.headers["location"].partition("?")[0])).json()
    assert (view["birth_date"], view["birth_precision"]) == ("1985-11-01", "month")
    assert (view["district"], view["languages"], view["citizenships"]) == ("12060", ["ru", "kk"], ["KZ"])


async def test_nothing_typed_is_lost(as_: As) -> None:
    asha = await as_("asha")
    typed = {
        "family_name": "Unverloren",
        "district": "Leipzig",
        "languages": ["Klingon", "Russian"],
        "birth_date": "about 1985",
        "town": "<Bernau>",
        "gender": "robot",
    }
    reply = await asha.post("/people", data=typed)
    assert reply.status_code == 422
    for text in ("Unverloren", "Leipzig", "Klingon", "Russian", "about 1985", "&lt;Bernau&gt;", "robot"):
        assert text in reply.text
    del typed["birth_date"], typed["gender"]
    reply = await asha.post("/people", data=typed)
    assert reply.status_code == 422
    assert "This district is not clear" in reply.text
    assert "not on the list: Klingon" in reply.text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("family_name", "x" * 500),
        ("family_name", ""),
        ("birth_date", "2999"),
        ("birth_date", "13.1985"),
        ("birth_date", "0000"),
        ("languages", "y" * 300),
        ("health", "\x00"),
        ("phone", "☎"),
        ("restricted", "perhaps"),
    ],
)
async def test_bad_input_is_told_and_kept(as_: As, field: str, text: str) -> None:
    reply = await (await as_("asha")).post("/people", data={"family_name": "Moll", field: text})
    assert reply.status_code == 422 or (field == "restricted" and reply.status_code in {303, 409})


async def test_broken_bytes_are_told(as_: As) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = await (await as_("asha")).post("/people", content=b"family_name=M%FFll&given_name=Mira", headers=headers)
    assert reply.status_code == 422
    assert "Mira" in reply.text


@pytest.mark.parametrize("search", ["", " ", "%", "'; select 1", "\x00", "a" * 5000, "💥", "2999", "99.99.1985", "-"])
async def test_no_search_text_breaks_the_page(as_: As, search: str) -> None:
    asha = await as_("asha")
    assert (await asha.get("/people", params={"search": search})).status_code == 200
    assert (await asha.get("/api/people", params={"q": search})).status_code in {200, 422}


@pytest.mark.parametrize(("who", "status"), [("fee", 200), ("pia", 200), ("adam", 403), ("otto", 403)])
async def test_who_may_search(as_: As, who: str, status: int) -> None:
    assert (await (await as_(who)).get("/people", params={"search": "Moll"})).status_code == status


async def test_a_likely_duplicate_is_shown_and_can_be_confirmed(as_: As) -> None:
    asha, family = await as_("asha"), fresh("Doppel")
    first = await new_client(asha, family_name=family, given_name="Mira")
    typed = {"family_name": family.upper(), "given_name": "Mira", "town": "Bernau"}
    reply = await asha.post("/people", data=typed)
    assert reply.status_code == 409
    assert f"/people/{first}" in reply.text
    assert "Same name" in reply.text
    assert "Bernau" in reply.text
    confirmed = await asha.post("/people", data=typed | {"confirmed_new": "true"})
    assert confirmed.status_code == 303


async def test_whoever_is_known_in_another_script_shows_before_and_while_entering(as_: As) -> None:
    asha, hilda = await as_("asha"), await as_("hilda")
    known = await new_client(
        asha, given_name="Wjatscheslaw", family_name="Schtscherbakow", birth_date="1978-03-09", confirmed_new=True
    )
    for text in ("Вячеслав Щербаков", "Щербаков 1978", "Viacheslav Shcherbakov"):
        found = await hilda.get("/people", params={"search": text})
        assert f'"/people/{known}"' in found.text or "Schtscherbakow" in found.text, text
    typed = {
        "family_name": "Shcherbakov",
        "given_name": "Viacheslav",
        "native_family_name": "Щербаков",
        "native_given_name": "Вячеслав",
        "birth_date": "9.3.1978",
    }
    reply = await asha.post("/people", data=typed)
    assert reply.status_code == 409
    assert f"/people/{known}" in reply.text
    for kept in ("Shcherbakov", "Щербаков", "9.3.1978"):
        assert kept in reply.text
    assert (await asha.post("/people", data=typed | {"confirmed_new": "true"})).status_code == 303


async def test_the_front_desk_sees_no_confidential_fields(as_: As) -> None:
    asha, fee = await as_("asha"), await as_("fee")
    client = await new_client(asha, health="Asthma", occupation="Bailiff", phone="03338 99")
    shown = await fee.get(f"/people/{client}")
    assert "03338 99" in shown.text
    for hidden in ("Asthma", "Bailiff", f"/people/{client}/edit", "/releases"):
        assert hidden not in shown.text
    form = await fee.get("/people/new", params={"search": "Moll"})
    assert 'name="health"' not in form.text
    assert (await fee.get(f"/people/{client}/edit")).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("ben", 404), ("omar", 404), ("adam", 404), ("fee", 404)])
async def test_strangers_edit_nothing(as_: As, who: str, status: int) -> None:
    client = await new_client(await as_("asha"))
    stranger = await as_(who)
    for typed in ({"family_name": "Moll", "version": "1"}, {"family_name": "", "version": "1"}):
        assert (await stranger.post(f"/people/{client}/edit", data=typed)).status_code == status


async def test_the_slower_of_two_editors_chooses(as_: As) -> None:
    asha, family = await as_("asha"), fresh("Langsam")
    address = f"/people/{await new_client(asha, family_name=family, birth_date='1985-11-22')}"
    version = version_of(await asha.get(f"{address}/edit"))
    typed = {"family_name": family, "birth_date": "22.11.1985", "languages": "uk", "district": "Barnim"}
    changed = typed | {"given_name": "Mira", "gender": "woman", "version": version}
    assert (await asha.post(f"{address}/edit", data=changed | {"town": "Bernau"})).status_code == 303
    slower = await asha.post(f"{address}/edit", data=changed | {"town": "Wandlitz"})
    assert slower.status_code == 409
    assert "Bernau" in slower.text
    assert "Wandlitz" in slower.text
    assert slower.text.count('role="radiogroup"') == 1, "Only the town differs."
    again = changed | {"town": "Wandlitz", "version": version_of(slower)}
    assert (await asha.post(f"{address}/edit", data=again)).status_code == 303
    assert "Wandlitz" in (await asha.get(address)).text
    assert (await asha.post(f"{address}/edit", data=typed)).status_code == 428


async def test_a_new_name_is_found_and_the_old_one_until_it_is_removed(as_: As) -> None:
    asha, before, after = await as_("asha"), fresh("Vorher"), fresh("Nachher")
    client = await new_client(asha, family_name=before)
    await asha.post(f"/people/{client}/edit", data={"family_name": after, "version": "1"})
    assert [person["id"] for person in (await asha.get("/api/people", params={"q": before})).json()] == [str(client)]
    (former,) = (await asha.get(f"/api/people/{client}/names")).json()
    await asha.delete(f"/api/people/{client}/names/{former['id']}", headers={"If-Match": '"1"'})
    assert (await asha.get("/api/people", params={"q": before})).json() == []
    assert [found["id"] for found in (await asha.get("/api/people", params={"q": after})).json()] == [str(client)]


async def test_the_lead_restricts_by_a_page_that_asks(as_: As) -> None:
    ines = await as_("ines")
    client = await new_client(ines)
    asked = await ines.get(f"/people/{client}/restriction")
    assert "Restrict this client?" in asked.text
    typed = {"version": version_of(asked), "restricted": "true"}
    assert (await ines.post(f"/people/{client}/restriction", data=typed)).status_code == 303
    assert "Restricted client" in (await ines.get(f"/people/{client}")).text
    assert (await (await as_("asha")).get(f"/people/{client}/restriction")).status_code == 404


async def test_a_first_of_january_is_doubted(as_: As) -> None:
    asha = await as_("asha")
    exact = await new_client(asha, birth_date="1990-01-01")
    year = await new_client(asha, birth_date="1990-01-01", birth_precision="year")
    assert "often only a placeholder" in (await asha.get(f"/people/{exact}")).text
    assert "often only a placeholder" not in (await asha.get(f"/people/{year}")).text


async def test_a_household_is_made_and_changed_by_pages(as_: As) -> None:
    asha, family = await as_("asha"), fresh("Haus")
    wife = await new_client(asha, family_name=family, given_name="Mira")
    husband = await new_client(asha, family_name=family, given_name="Timur")
    assert family in (await asha.get("/households/new", params={"client": str(wife)})).text
    made = await asha.post("/households", data={"client_id": str(wife), "role": "reference"})
    assert made.status_code == 303, made.text
    address = made.headers["location"].partition("?")[0]
    shown = await asha.get(address, params={"search": f"Timur {family}"})
    assert str(husband) in shown.text
    place = {"client_id": str(husband), "role": "partner", "version": version_of(shown)}
    assert (await asha.post(f"{address}/persons", data=place)).status_code == 303
    assert "Timur" in (await asha.get(f"/people/{wife}")).text
    again = await asha.post(f"{address}/persons", data=place | {"version": version_of(await asha.get(address))})
    assert again.status_code == 422
    assert "belongs to the household already" in again.text
    renamed = {"name": "Haus am See", "version": version_of(await asha.get(address))}
    assert (await asha.post(f"{address}/name", data=renamed)).status_code == 303
    removal = {"version": version_of(await asha.get(address))}
    assert (await asha.post(f"{address}/persons/{husband}/removal", data=removal)).status_code == 303
    assert "Timur" not in (await asha.get(address)).text
    assert (await asha.post("/households", data={"client_id": "nobody"})).status_code == 422
    assert (await asha.post("/households", data={"client_id": str(wife), "role": "king"})).status_code == 422
