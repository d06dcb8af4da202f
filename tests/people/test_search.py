"""Search finds a person in every spelling, and says nothing about whom the reader may not know."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.people import choices, names
from casework.people.names import Name
from tests.conftest import As
from tests.factories import new_client


def letters() -> str:
    """Give letters that make a name unlike any other test's."""
    return "".join(chr(ord("b") + int(sign, 16) % 20) for sign in uuid4().hex[:8])


def ids(found: Iterable[dict[str, Any]]) -> list[str]:
    return [person["id"] for person in found]


@pytest.mark.parametrize(
    "typed", ["Müller{0}", "mueller{0}", "MULLER{0}", "MÜLLER{0}", "Mül", "Сейтқали{0}", "СЕЙТҚАЛИ"]
)
async def test_finds_every_spelling(as_: As, typed: str) -> None:
    asha, mark = await as_("asha"), letters()
    client = await new_client(
        asha, family_name=f"Müller{mark}", native_family_name=f"Сейтқали{mark}", given_name=f"Ayşe{mark}"
    )
    text = typed.format(mark) if "{0}" in typed else f"{typed} ayse{mark}"
    assert ids((await asha.get("/api/people", params={"q": text})).json()) == [str(client)]


async def test_words_come_in_any_order_with_a_year_or_date(as_: As) -> None:
    asha, mark = await as_("asha"), letters()
    older = await new_client(asha, family_name=f"Klee{mark}", given_name="Anna", birth_date="1985-11-22")
    younger = await new_client(asha, family_name=f"Klee{mark}", given_name="Anna", birth_date="1999-05-01")
    for text, wanted in (
        (f"anna klee{mark} 1985", [older]),
        (f"1999 klee{mark}", [younger]),
        (f"klee{mark} an 22.11.1985", [older]),
        (f"klee{mark} 1985-11-22", [older]),
        (f"klee{mark} bert", []),
        (f"klee{mark}", [older, younger]),
    ):
        assert set(ids((await asha.get("/api/people", params={"q": text})).json())) == {str(key) for key in wanted}, (
            text
        )


async def test_whole_words_come_before_begun_ones(as_: As) -> None:
    asha, mark = await as_("asha"), letters()
    longer = await new_client(asha, family_name=f"Aal{mark}ov")
    whole = await new_client(asha, family_name=f"Zaal{mark}", given_name=f"Aal{mark}")
    found = (await asha.get("/api/people", params={"q": f"Aal{mark}"})).json()
    assert ids(found) == [str(whole), str(longer)]


async def test_search_stays_inside_the_organisation_and_tells_what_may_be_opened(as_: As) -> None:
    asha, hilda, fee, cara = [await as_(who) for who in ("asha", "hilda", "fee", "cara")]
    name = f"Grenz{letters()}"
    await new_client(asha, family_name=name)
    assert [person["openable"] for person in (await asha.get("/api/people", params={"q": name})).json()] == [True]
    assert [person["openable"] for person in (await hilda.get("/api/people", params={"q": name})).json()] == [False]
    assert [person["openable"] for person in (await fee.get("/api/people", params={"q": name})).json()] == [True]
    assert (await cara.get("/api/people", params={"q": name})).json() == []
    assert "with another team" in (await hilda.get("/people", params={"search": name})).text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "same_name"),
        ({"family_name": "Mira", "given_name": "{0}"}, "names_swapped"),
        ({"family_name": "Mira", "given_name": "Maria"}, "family_as_given"),
        ({"given_name": "Maria"}, "same_birth_date"),
        ({"given_name": "Maria", "birth_date": "1985-02-11"}, "day_and_month_swapped"),
        ({"given_name": "Maria", "birth_date": "1985-02-12"}, None),
        ({"given_name": "Maria", "birth_date": None}, None),
    ],
)
async def test_likely_duplicates_and_their_reason(as_: As, changes: dict[str, Any], reason: str | None) -> None:
    asha, family = await as_("asha"), f"Dop{letters()}"
    known = await new_client(asha, family_name=family, birth_date="1985-11-02")
    details = {"family_name": family, "given_name": "Mira", "birth_date": "1985-11-02"} | changes
    body = {name: text.format(family) if isinstance(text, str) else text for name, text in details.items()}
    reply = await asha.post("/api/people", json=body)
    if reason is None:
        assert reply.status_code == 201
        return
    assert reply.status_code == 409
    assert reply.headers["content-type"].startswith("application/problem+json")
    reasons = {found["person"]["id"]: found["reason"] for found in reply.json()["candidates"]}
    assert reasons[str(known)] == reason
    assert (await asha.post("/api/people", json=body | {"confirmed_new": True})).status_code == 201


async def test_another_organisations_clients_are_no_duplicates(as_: As) -> None:
    family = f"Dop{letters()}"
    await new_client(await as_("cara"), family_name=family)
    reply = await (await as_("asha")).post("/api/people", json={"family_name": family, "given_name": "Mira"})
    assert reply.status_code == 201


async def test_a_prefix_uses_the_index_behind_the_fence(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Only the index of the keys may be walked, or the time of a search would grow with the organisation."""
    async with owner.transaction():
        await owner.execute("set local role casework_app")
        await owner.execute("set local enable_seqscan = off")
        await owner.execute("set local plan_cache_mode = force_generic_plan")
        await owner.execute(
            "prepare found (uuid, text, text) as select client_id from name_keys"
            " where org_id = $1 and key >= $2 and key < $3 order by key limit 500"
        )
        rows = await owner.fetch("explain execute found ('00000000-0000-0000-0000-000000000000', 'mull', 'mulm')")
        await owner.execute("deallocate found")
    plan = "\n".join(row[0] for row in rows)
    assert "Index Cond: ((org_id = $1) AND (key >= $2) AND (key < $3))" in plan


# The first name reads all that was learned, which may take its time.
@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_any_name_finds_itself(given_name: str, family_name: str, born: date) -> None:
    name = Name(given_name, family_name)
    keys = names.keys([name], born, "day")
    wanted = names.search(f"{family_name} {given_name}")
    assert all(any(key.startswith(word) for key in keys) for word in wanted.words if word.isalpha())
    assert set(names.duplicate_keys([name], born, "day")) & set(keys) or not names.words(family_name + given_name)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("district", "Barnim", "12060"),
        ("district", "12060", "12060"),
        ("district", "Landkreis Leipzig", "14729"),
        ("district", "leipzig (sk)", "14713"),
        ("district", "Leipzig", "Leipzig"),
        ("languages", "Russisch", "ru"),
        ("languages", "russian", "ru"),
        ("languages", "RU", "ru"),
        ("citizenships", "Kasachstan", "KZ"),
        ("citizenships", "staatenlos", "stateless"),
        ("citizenships", "kz", "KZ"),
        ("citizenships", "Atlantis", "Atlantis"),
    ],
)
def test_words_are_read_as_codes(field: str, text: str, code: str) -> None:
    assert choices.code_of(field, text) == code


def test_every_offered_word_is_understood() -> None:
    for field in choices.READ_AS:
        for tongue in ("de", "en"):
            for text, _ in choices.options(field, tongue):
                assert choices.text_of(field, choices.code_of(field, text), tongue) == text


async def test_a_form_sent_twice_at_once_enters_one_client(as_: As) -> None:
    asha, body = await as_("asha"), {"family_name": f"Zugleich{letters()}", "given_name": "Mira"}
    replies = await asyncio.gather(*(asha.post("/api/people", json=body) for _ in range(3)))
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409]
