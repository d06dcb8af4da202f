"""One organisation with 100,000 people and nearly as many different names as a town has, to search among."""

from random import Random

import asyncpg

from casework.demo.names import COUNTRY_WEIGHTS, InventedPerson, invented_person, surnames
from casework.demo.names import Name as Spelled
from casework.people.name_keys import likenesses
from casework.people.names import Name, is_word, keys, sort_key

CROWD = 95_000
"""So many people come to the 5,000 whom every organisation has."""
SURNAMES = 40_000

# Number, names in Latin letters and in their own script, the text to sort by, and the keys.
Row = tuple[int, str, str, str | None, str | None, str, list[str]]
STEPS: tuple[tuple[str, str], ...] = (
    (
        "a large organisation",
        """insert into clients (org_id, id, given_name, family_name, native_given_name, native_family_name, gender,
          birth_date, birth_precision, citizenships, languages, district, restricted, sort_key, created_by, created_at)
        select pg_temp.made(1, {organisations}), pg_temp.made(5, {cases} + number), given, family, native_given,
          native_family, 'not_stated', date '1950-01-01' + (number * 7919 % 20000)::int, 'day', '{{UA}}', '{{uk}}',
          '12060', false, sort_key, pg_temp.made(3, ({organisations} - 1) * 21 + 2), now()
        from bench_crowd""",
    ),
    (
        "its name keys",
        """insert into name_keys (org_id, id, client_id, key)
        select pg_temp.made(1, {organisations}), gen_random_uuid(), pg_temp.made(5, {cases} + number), unnest(keys)
        from bench_crowd""",
    ),
)


async def keep(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make the names and what likens them, in tables from which the steps fill the organisation."""
    chance = Random(9180)
    families = {country: _families(chance, country, share) for country, share in COUNTRY_WEIGHTS.items()}
    people = [invented_person(chance) for _ in range(CROWD)]
    rows = [_row(number, person, chance.choice(families[person.country])) for number, person in enumerate(people, 1)]
    await connection.execute(
        "create unlogged table bench_crowd (number bigint, given text, family text, native_given text,"
        " native_family text, sort_key text, keys text[])"
    )
    await connection.copy_records_to_table("bench_crowd", records=rows)
    known = {row[0] for row in await connection.fetch("select distinct word from bench_likenesses")}
    words = {key for row in rows for key in row[6] if is_word(key)} - known
    await connection.copy_records_to_table(
        "bench_likenesses", records=[row for word in sorted(words) for row in likenesses(word)]
    )


def _families(chance: Random, country: str, share: int) -> list[Spelled]:
    """Make up surnames of a country from the first half of one and the second half of another."""
    known = surnames(country)
    wanted = SURNAMES * share // sum(COUNTRY_WEIGHTS.values())
    made = (tuple(chance.choice(known) for _ in range(2)) for _ in range(wanted))
    return [Spelled(_halves(one[0], other[0]), _halves(one[1], other[1])) for one, other in made]


def _halves(one: str, other: str) -> str:
    return one[: (len(one) + 1) // 2] + other[len(other) // 2 :]


def _row(number: int, person: InventedPerson, family: Spelled) -> Row:
    latin = Name(person.forename.latin, family.latin)
    own = Name(person.forename.own_script, family.own_script) if person.has_own_script else Name("", "")
    found = keys([latin, own], None, "unknown")
    return number, *latin, own.given or None, own.family or None, sort_key(latin), found
