"""People are found across spellings and scripts, by the index alone, and nothing tells of those who are hidden."""

import re
from typing import TypeAlias

import asyncpg
import httpx
import pytest

from casework.people.comparison import comparison
from casework.people.likeness import searched_keys, stored_keys
from casework.people.name_keys import likenesses
from casework.people.name_search import LIKE, PEOPLE_LIKE
from casework.people.names import Name, words
from casework.people.resemblance import LIKELY, names_alike
from tests.cast import NORTH
from tests.conftest import As
from tests.factories import new_client

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def found(client: httpx.AsyncClient, text: str) -> list[str]:
    """Give the ids that a text finds, best first."""
    return [person["id"] for person in (await client.get("/api/people", params={"q": text, "limit": 20})).json()]


@pytest.mark.parametrize(
    ("names", "searches"),
    [
        (
            {"given_name": "Evgenij", "family_name": "Sawtschuk", "native_family_name": "Савчук"},
            ["Yevgeny Savchuk", "Евгений Савчук", "Sawtschuk Jewgenij", "Савчук", "Evgenij Sawtchuk", "savčuk 1987"],
        ),
        (
            {"native_given_name": "محمد", "native_family_name": "القحطاني", "given_name": "", "family_name": "Qahtani"},
            ["Mohamed Qahtani", "Muhammed Al-Kahtani", "محمد قحطاني", "Qahtany Mohammad", "Kahtani"],
        ),
        (
            {"given_name": "Hans-Jörg", "family_name": "Krähenbühl"},
            ["Hansjörg Krahenbuhl", "Kraehenbuel Hans", "Krähnbühl"],
        ),
        (
            {"given_name": "Abdulrahman", "family_name": "Tshilombo"},
            ["Abdurrahman Tchilombo", "Tshilombo Abdul Rahman"],
        ),
        ({"given_name": "Giorgi", "family_name": "Mtschedlischwili"}, ["გიორგი მჭედლიშვილი", "Mchedlishvili"]),
        ({"given_name": "Selam", "family_name": "Teklehaimanot"}, ["ተክለሃይማኖት", "Tekle Haymanot Selam"]),
        ({"given_name": "Eleftheria", "family_name": "Papanikolaou"}, ["Παπανικολάου Ελευθερία"]),
        ({"given_name": "Hrant", "family_name": "Hovhannisyan"}, ["Հովհաննիսյան"]),
    ],
)
async def test_is_found_in_every_spelling_and_script(as_: As, names: dict[str, str], searches: list[str]) -> None:
    asha = await as_("asha")
    client = await new_client(asha, **names, birth_date="1987-05-04", confirmed_new=True)
    for text in searches:
        assert str(client) in (await found(asha, text))[:10], text


async def test_the_same_spelling_comes_first_and_another_name_not_at_all(as_: As) -> None:
    asha = await as_("asha")
    other = await new_client(asha, given_name="Mohammed", family_name="Tazoughert", confirmed_new=True)
    exact = await new_client(asha, given_name="Muhamad", family_name="Tazoughert", confirmed_new=True)
    await new_client(asha, given_name="Zbigniew", family_name="Lanckoroński")
    assert await found(asha, "Tazoughert Muhamad") == [str(exact), str(other)]
    assert await found(asha, "Muhamad Tazoughert 1901") == []


async def test_who_is_hidden_changes_nothing_for_others(as_: As) -> None:
    asha, hilda, ines = [await as_(who) for who in ("asha", "hilda", "ines")]
    seen = await new_client(asha, family_name="Wojciechowski")
    before = await found(hilda, "Woitsechovsky")
    hidden = await new_client(ines, family_name="Woitsechowsky", restricted=True, confirmed_new=True)
    assert await found(hilda, "Woitsechovsky") == before == [str(seen)]
    assert str(hidden) in await found(ines, "Woitsechovsky")
    assert str(seen) in await found(asha, "Войцеховский")


async def test_a_name_that_nobody_bears_any_more_leaves_nothing(as_: As, owner: Owner) -> None:
    asha = await as_("asha")
    client = await new_client(asha, family_name="Quaresmeira")
    kept = "select count(*) from name_likenesses where org_id = $1 and word = 'quaresmeira'"
    assert await owner.fetchval(kept, NORTH.id) == len(likenesses("quaresmeira"))
    await owner.execute("delete from name_keys where org_id = $1 and client_id = $2", NORTH.id, client)
    assert await owner.fetchval(kept, NORTH.id) == 0
    assert await found(asha, "Quaresmeira") == []


def test_what_sounds_alike_shares_keys_and_what_does_not_scores_low() -> None:
    for one, other in (
        ("Müller", "Mueller"),
        ("Евгений", "Yevgenij"),
        ("محمد", "Muhammed"),
        ("Schtscherbak", "Щербак"),
    ):
        mine, theirs = words(one)[0], words(other)[0]
        assert {key for key, _ in searched_keys(mine)} & {key for key, _ in stored_keys(theirs)}, one
        assert comparison(mine).near([theirs]), one
    assert not comparison("anna").near(["hans", "ганс", "علي"])
    assert (
        names_alike(Name("Mohamed", "Alawi"), Name("Alawi", "Muhammed"))
        > LIKELY
        > names_alike(Name("Ali", "Khan"), Name("Omar", "Haddad"))
    )


@pytest.mark.parametrize("text", ["", "0", "x" * 200, "ًٌٍ", "𐎠", "漢字", "ﷺ", "-", "ﬃ", "q\u0301" * 30])
async def test_odd_words_find_nobody_and_break_nothing(as_: As, text: str) -> None:
    reply = await (await as_("asha")).get("/api/people", params={"q": text})
    assert reply.status_code == 200


async def test_candidates_and_people_come_from_indexes_behind_the_fence(owner: Owner) -> None:
    """With some thousand rows and real statistics, one walk through a whole table would show in the plan."""
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute("set local session_replication_role = replica")
        for filled in FILLED:
            await owner.execute(filled, NORTH.id)
        await owner.execute("analyze name_likenesses; analyze name_keys; analyze clients")
        await owner.execute("set local role casework_app; set local plan_cache_mode = force_generic_plan")
        await owner.execute(f"prepare candidates (uuid, int[], real[], int) as {LIKE}")
        candidates = await _plan(owner, "execute candidates (null, '{1,2}', '{1,1}', 400)")
        people = [await _plan_of(owner, read.filtered().text) for read in PEOPLE_LIKE.values()]
        await owner.execute("deallocate candidates")
    finally:
        await transaction.rollback()
    assert "Index Only Scan using ix_name_likenesses_org_id_key" in candidates
    assert "Index Cond: ((org_id = $1) AND (key = searched.key))" in candidates
    assert "Seq Scan" not in candidates
    for plan in people:
        assert re.search(r"Index Cond: \(\(org_id = \$\d+\) AND \(key = wanted.word\)\)", plan), plan
        assert not re.search(r"Seq Scan on (name_keys|clients)", plan), plan


FILLED = (
    (
        "insert into name_likenesses (org_id, id, key, weight, word)"
        " select $1, gen_random_uuid(), n % 4000, 0.5, 'word' || n from generate_series(1, 30000) n"
    ),
    (
        "insert into name_keys (org_id, id, client_id, key)"
        " select $1, gen_random_uuid(), gen_random_uuid(), 'word' || n % 5000 from generate_series(1, 30000) n"
    ),
    (
        "insert into clients (org_id, id, given_name, family_name, gender, birth_precision, citizenships, languages,"
        " restricted, sort_key, created_by, created_at) select $1, gen_random_uuid(), 'A', 'B', 'woman', 'unknown',"
        " '{}', '{}', false, 'b', gen_random_uuid(), now() from generate_series(1, 10000) n"
    ),
)


async def _plan_of(owner: Owner, text: str) -> str:
    await owner.execute(f"prepare people as {text}")
    try:
        nothing = ", ".join(["null"] * max(int(number) for number in re.findall(r"\$(\d+)", text)))
        return await _plan(owner, f"execute people ({nothing})")
    finally:
        await owner.execute("deallocate people")


async def _plan(owner: Owner, statement: str) -> str:
    return "\n".join(row[0] for row in await owner.fetch(f"explain {statement}"))
