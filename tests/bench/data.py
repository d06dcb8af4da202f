"""A million cases, made once by the database itself and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import msgspec

from casework.appointments.codes import DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.rules import compute
from casework.core.clock import today
from casework.core.crypto import token_hash
from casework.demo.names import invented_person
from casework.people.name_keys import likenesses
from casework.people.names import Name, is_word, keys, sort_key
from casework.tenancy.codes import Land
from tests.bench import crowd

DISTINCT_NAMES = 5_000
CASES_FOR_COUNSELLOR = 250
COUNSELLORS_FOR_ORGANISATION = 20


@dataclass(frozen=True)
class Size:
    """How large a data set is; everything follows from the number of organisations."""

    database: str
    organisations: int
    crowd: bool = False
    """Whether the last organisation has 100,000 people."""

    @property
    def cases(self) -> int:
        """Give the number of cases, and of clients."""
        return self.organisations * COUNSELLORS_FOR_ORGANISATION * CASES_FOR_COUNSELLOR


LARGE = Size("casework_large", 200, crowd=True)
SMALL = Size("casework_small", 2)
TOKENS = {"counsellor": "bench-counsellor", "lead": "bench-lead", "busy": "bench-busy", "crowd": "bench-crowd"}

# Keys that sort by time, as real ones do.
HELPERS = """
create or replace function pg_temp.made(kind int, n bigint) returns uuid language sql as $$
  select encode(substring(int8send((extract(epoch from date_trunc('month',
          now()) - interval '20 months') * 1000)::bigint + n * 50) from 3)
    || decode(lpad(to_hex(28672 + kind), 4, '0'), 'hex') || decode('8000', 'hex')
    || substring(int8send(n) from 3), 'hex')::uuid $$;
"""
STEPS: tuple[tuple[str, str], ...] = (
    (
        "organisations",
        """insert into organisations (id, name, prefix, kind, district, regime, created_at)
        select pg_temp.made(1, n), 'Organisation ' || n, 'X' || n, 'counselling_centre', '12060', 'gdpr', now()
        from generate_series(1, {organisations}) n""",
    ),
    (
        "accounts",
        """insert into door.accounts (id, email) select pg_temp.made(2, n), 'u' || n || '@bench.example'
        from generate_series(1, {organisations} * 21) n""",
    ),
    (
        "members",
        """insert into members (org_id, id, account_id, name, email, role, active, created_at)
        select pg_temp.made(1, (n - 1) / 21 + 1), pg_temp.made(3, n), pg_temp.made(2, n), 'Person ' || n,
          'u' || n || '@bench.example', case when n % 21 = 0 then 'team_lead' else 'counsellor' end, true, now()
        from generate_series(1, {organisations} * 21) n""",
    ),
    (
        "teams",
        """insert into teams (org_id, id, name) select pg_temp.made(1, n), pg_temp.made(4, n), 'Team'
        from generate_series(1, {organisations}) n""",
    ),
    (
        "team members",
        """insert into team_members (org_id, id, team_id, member_id, leads)
        select org_id, id, (select t.id from teams t where t.org_id = m.org_id), id,
          role = 'team_lead' from members m""",
    ),
    (
        "clients",
        """insert into clients (org_id, id, given_name, family_name, gender, birth_date, birth_precision,
          citizenships,
          languages, district, town, phone, occupation, restricted, sort_key, created_by, created_at)
        select pg_temp.made(1, (n - 1) / 5000 + 1), pg_temp.made(5, n), b.given, b.family, 'not_stated',
          date '1950-01-01' + (n * 7919 % 20000)::int, 'day', '{{UA}}', '{{uk,ru}}', '12060', 'Bernau',
          '0301 ' || n, 'Schneider',
          false, b.sort_key, pg_temp.made(3, ((n - 1) / 5000) * 21 + (n % 20) + 1), now()
        from generate_series(1::bigint, {cases}) g(n) join bench_names b on b.number = g.n * 31 % {names}""",
    ),
    (
        "name keys",
        """insert into name_keys (org_id, id, client_id, key)
        select c.org_id, gen_random_uuid(), c.id, k.key from clients c
          join bench_names b on b.sort_key = c.sort_key and b.given = c.given_name and b.family = c.family_name,
          lateral (select unnest(b.keys) as key union select extract(year from c.birth_date)::text) k""",
    ),
    (
        "name likenesses",
        """insert into name_likenesses (org_id, id, key, weight, word)
        select k.org_id, b.id, b.key, b.weight, b.word from (select distinct org_id, key from name_keys) k
          join bench_likenesses b on b.word = k.key""",
    ),
    (
        "cases",
        """insert into cases (org_id, id, number, title, sort_key, concern, phase, owner_id, team_id,
          restricted, district,
          opened_on, closed_on, closure_reason, last_contact_at, client_ids)
        select c.org_id, pg_temp.made(6, n), 'X-' || n, c.given_name || ' ' || c.family_name, c.sort_key, 'Arbeit',
          case when n / 20 % 10 < 3 then 'closure' else 'monitoring' end, pg_temp.made(3,
          ((n - 1) / 5000) * 21 + (n % 20) + 1),
          pg_temp.made(4, (n - 1) / 5000 + 1), false, '12060', current_date - (n % 700)::int,
          case when n / 20 % 10 < 3 then current_date end, case when n / 20 % 10 < 3 then 'goals_achieved' end,
          now() - (n * 7919 % 60000) * interval '15 minutes',
          case when n % 4 = 0 and n % 5000 <> 0 then array[pg_temp.made(5, n), pg_temp.made(5, n + 1)]
            else array[pg_temp.made(5, n)] end
        from generate_series(1::bigint, {cases}) n
          join clients c on c.org_id = pg_temp.made(1, (n - 1) / 5000 + 1) and c.id = pg_temp.made(5, n)""",
    ),
    (
        "people in cases",
        """insert into case_persons (org_id, id, case_id, client_id, joined_on)
        select pg_temp.made(1, (n - 1) / 5000 + 1), pg_temp.made(7, n), pg_temp.made(6, n), pg_temp.made(5, n),
          current_date
        from generate_series(1::bigint, {cases}) n
        union all select pg_temp.made(1, (n - 1) / 5000 + 1), pg_temp.made(8, n), pg_temp.made(6, n),
          pg_temp.made(5, n + 1), current_date from generate_series(1::bigint,
          {cases}) n where n % 4 = 0 and n % 5000 <> 0""",
    ),
    (
        "notes",
        """insert into case_notes (org_id, id, case_id, entry, at, topics, mode, duration_minutes, text, visibility,
          author_id, created_at)
        select c.org_id, pg_temp.made(9 + k, row_number() over ()), c.id, 'contact',
          c.last_contact_at - k * interval '9 days',
          '{{work}}', 'in_person', 45, 'Unterlagen besprochen, nächster Schritt vereinbart.', 'team',
          c.owner_id, now()
        from cases c, generate_series(0, 1) k""",
    ),
    (
        "a counsellor with 350 clients",
        """update cases set owner_id = pg_temp.made(3, 3) where id in (select id from cases
          where org_id = pg_temp.made(1, 1) and owner_id = pg_temp.made(3, 4) order by id limit 100)""",
    ),
    (
        "appointments",
        """insert into appointments (org_id, id, case_id, appointment_kind, status, starts_at, ends_at, mode,
          documents, member_id, created_at)
        select c.org_id, pg_temp.made(13, row_number() over ()), c.id, 'follow_up', 'confirmed',
          current_date + c.place * interval '3 hours', current_date + (c.place * 3 + 1) * interval '1 hour',
          'in_person', '{{}}', c.owner_id, now()
        from (select *, row_number() over (partition by owner_id order by id) as place from cases
          where closed_on is null) c where c.place <= 40""",
    ),
    (
        "deadlines",
        """insert into deadlines (org_id, id, case_id, deadline_kind, inputs, land, rule, rule_version, norm,
          computed_due_on,
          due_on, warn_on, explanation, status, created_at)
        select c.org_id, pg_temp.made(12, row_number() over ()), c.id, 'title_expiry', '{{}}', 'bb',
          'title_expiry', '2025-01-01',
          'AufenthG § 81 (4)', current_date + 30, current_date + 30, '{{}}', '{explanation}', 'open', now()
        from cases c where c.closed_on is null and get_byte(uuid_send(c.id), 15) % 2 = 0""",
    ),
    (
        "sessions",
        """insert into door.sessions (token_hash, id, account_id, org_id, member_id, idle, expires_at)
        select t.hash, gen_random_uuid(), m.account_id, m.org_id, m.id, '1 year', now() + interval '1 year'
        from bench_tokens t join members m on m.id = pg_temp.made(3,
          case t.who when 'lead' then 21 when 'busy' then 3
          when 'crowd' then ({organisations} - 1) * 21 + 2 else 2 end)""",
    ),
    (
        "memberships",
        "insert into door.memberships select account_id, org_id, id from members",
    ),
)


async def fill(address: str, size: Size, told: Callable[[str], None]) -> None:
    """Fill a migrated database as a superuser; does nothing when it is full already."""
    connection = await asyncpg.connect(address)
    try:
        if await connection.fetchval("select exists (select from organisations)"):
            await connection.execute("vacuum analyze")
            await connection.execute("checkpoint")
            return
        await connection.execute("set session_replication_role = replica; set synchronous_commit = off")
        await connection.execute("set maintenance_work_mem = '512MB'; set work_mem = '256MB'")
        await connection.execute(HELPERS)
        await _names(connection)
        if size.crowd:
            await crowd.keep(connection)
        for name, statement in _steps(size):
            told(f"  {size.database}: {name} ...")
            filled = statement.format(
                organisations=size.organisations, cases=size.cases, names=DISTINCT_NAMES, explanation=_explanation()
            )
            await connection.execute(filled)
        await connection.execute("drop table if exists bench_names, bench_likenesses, bench_tokens, bench_crowd")
        told(f"  {size.database}: statistics ...")
        await connection.execute("vacuum analyze")
        # What was filled in is on the disk before anything is measured.
        await connection.execute("checkpoint")
    finally:
        await connection.close()


def _steps(size: Size) -> tuple[tuple[str, str], ...]:
    """Give all steps; the crowd comes before the likenesses, which are made for every organisation at once."""
    place = [name for name, _ in STEPS].index("name likenesses")
    return (*STEPS[:place], *(crowd.STEPS if size.crowd else ()), *STEPS[place:])


def _explanation() -> str:
    """Give what the rule engine says about a residence title that ends in thirty days, as it is stored."""
    inputs = DeadlineInputs(event_on=today() + timedelta(days=30))
    return msgspec.json.encode(compute(DeadlineKind.TITLE_EXPIRY, inputs, Land.BB)).decode().replace("'", "''")


async def _names(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    from random import Random

    chance = Random(91379)
    await connection.execute("create unlogged table bench_tokens (who text, hash bytea)")
    for who, token in TOKENS.items():
        await connection.execute("insert into bench_tokens values ($1, $2)", who, token_hash(token))
    await connection.execute(
        "create unlogged table bench_names (number int, given text, family text, sort_key text, keys text[])"
    )
    names: dict[Name, None] = {}
    while len(names) < DISTINCT_NAMES:
        person = invented_person(chance)
        names[Name(person.forename.latin, person.surname.latin)] = None
    rows = [
        (number, name.given, name.family, sort_key(name), keys([name], None, "unknown"))
        for number, name in enumerate(names)
    ]
    await connection.copy_records_to_table("bench_names", records=rows)
    await connection.execute("create index on bench_names (number)")
    await connection.execute("create unlogged table bench_likenesses (id uuid, key int, weight real, word text)")
    words = {key for row in rows for key in row[4] if is_word(key)}
    await connection.copy_records_to_table(
        "bench_likenesses", records=[row for word in sorted(words) for row in likenesses(word)]
    )
    await connection.execute("create index on bench_likenesses (word)")
