"""Attack 11: whoever stands in for an absent colleague now tries to see more than that colleague's cases."""

from collections.abc import Iterable
from typing import TypeAlias

import asyncpg

from tests.cast import BY_NAME, NORTH
from tests.isolation.conftest import VisitorOf
from tests.isolation.http_checks import EVERYBODYS, tables_in
from tests.isolation.surface import Route
from tests.isolation.visitor import Visitor, ids_of
from tests.isolation.world import World, plant

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
AWAY = """
insert into absences (org_id, id, member_id, deputy_id, starts_on, ends_on, includes_restricted, entered_by, entered_at)
select $1, gen_random_uuid(), $2, $3, day, day, false, $2, now()
from (select (now() at time zone 'Europe/Berlin')::date as day) today returning id
"""
CASES = {"cases", "case_notes", "appointments", "deadlines", "documents", "plans", "tasks", "referrals", "releases"}
# What a member writes and asks for alone, and what is said for a reason only.
HER_OWN = {"drafts", "job_runs", "imports", "import_rows", "exports", "export_parts", "protected_addresses"}


async def seen(visitor: Visitor, routes: Iterable[Route], world: World) -> set[str]:
    """Give the tables of a world that somebody gets to see who asks every address for it."""
    found: set[str] = set()
    for route in routes:
        found |= tables_in(await visitor.send(route, ids_of(world, route.path)), world) - EVERYBODYS
    return found


async def test_a_deputy_sees_the_absent_colleagues_cases_and_no_more(
    routes: list[Route], visitor: VisitorOf, behind: Owner, victim: World
) -> None:
    reading = [route for route in routes if route.method == "GET" and not route.public]
    hilda, beside = visitor("hilda"), await plant(behind, BY_NAME["ben"], "kanarienebenan")
    assert hilda.person is not None
    # Who is a client is known to the whole house, what is done with them is not.
    known = await seen(hilda, reading, victim)
    away = await behind.fetchval(AWAY, NORTH.id, victim.counsellor.member_id, hilda.person.member_id)
    opened = await seen(hilda, reading, victim)
    assert opened >= CASES, "that is what a deputy is for"
    assert not opened & HER_OWN
    assert await seen(hilda, reading, beside) == known, "nobody asked her to stand in for this one"
    await behind.execute("update absences set ended_at = now() where id = $1", away)
    assert await seen(hilda, reading, victim) == known, "the absence has ended"
