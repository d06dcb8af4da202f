"""`make bench`: a million cases, the least-privileged counsellor, and beside each figure the floor of the same run."""

import asyncio
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from casework.config import Settings
from casework.demo.embedded import EmbeddedPostgres
from casework.tenancy.setup import prepare
from tests.bench.data import LARGE, SMALL, TOKENS, Size, fill
from tests.bench.importing import rows_per_second
from tests.bench.measure import Figures, Scenario, Server, answer, run, serving

FOLDER = Path("var/bench")
# The prefix of an organisation, and one of its counsellors.
COUNSELLOR = ("X1", "u2@bench.example")
NOTE = {
    "entry": "contact",
    "text": "Unterlagen besprochen.",
    "topics": ["work"],
    "mode": "phone",
    "duration_minutes": 20,
}
WHO = """
select s.org_id, s.member_id,
  (select id from cases c where c.org_id = s.org_id and c.owner_id = s.member_id and c.closed_on is null limit 1),
  (select family_name from clients c where c.org_id = s.org_id limit 1)
from door.sessions s where s.token_hash = sha256(convert_to($1, 'UTF8'))
"""


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


# Spread over the crowd, and the same in every run.
NAMES = """
select family_name, native_family_name from clients where org_id = (select org_id from door.sessions
  where token_hash = sha256(convert_to($1, 'UTF8')))
and native_family_name is not null and length(native_family_name) > 4 and strpos(native_family_name, ' ') = 0
order by md5(id::text) limit 300
"""


def main() -> int:
    """Prepare, measure, print a table and write bench.json."""
    if shutil.which("wrk") is None:
        say("wrk is missing. Run: apt-get install wrk")
        return 1
    with EmbeddedPostgres(FOLDER / "postgres", settings={"shared_buffers": "1GB"}) as server:
        addresses = {size: _address(server.address, size.database) for size in (SMALL, LARGE)}
        for size, address in addresses.items():
            say(f"{size.cases:,} cases in {size.organisations} organisations:")
            started = time.monotonic()
            asyncio.run(prepare(Settings(database_url=address, old_postgres_allowed=True), say))
            asyncio.run(fill(address, size, say))
            say(f"  ready after {time.monotonic() - started:.0f} s")
        rows = _measure(addresses)
    Path("bench.json").write_text(json.dumps(rows, indent=2) + "\n")
    _table(rows)
    return 0


def _address(admin: str, database: str) -> str:
    return urlunsplit(urlsplit(admin)._replace(path=f"/{database}"))


async def _who(address: str, token: str) -> tuple[Any, ...]:
    connection = await asyncpg.connect(address)
    try:
        found = await connection.fetchrow(WHO, token)
        if found is None:
            raise LookupError("The data set has no such session.")
        return tuple(found)
    finally:
        await connection.close()


def _environment(address: str) -> dict[str, str]:
    return {"CASEWORK_DATABASE_URL": address, "CASEWORK_OLD_POSTGRES_ALLOWED": "yes", "CASEWORK_LOG_LEVEL": "ERROR"}


def _measure(addresses: dict[Size, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    org, member, case, family = asyncio.run(_who(addresses[LARGE], TOKENS["counsellor"]))
    scenarios = (
        Scenario("caseload", "/api/cases"),
        Scenario("case page", f"/api/cases/{case}"),
        Scenario("client search", f"/api/people?q={family.split()[0]}"),
    )
    note = Scenario("add note", f"/api/cases/{case}/notes", json.dumps(NOTE))
    floor_environment = {"BENCH_ADDRESS": addresses[LARGE]}
    with (
        serving("tests.bench.floor:create_app", 8091, floor_environment, {"x-actor": f"{org}/{member}"}) as floor,
        serving("casework.app:create_app", 8092, _environment(addresses[LARGE]), _cookie("counsellor")) as program,
    ):
        for scenario in scenarios:
            say(f"Measuring {scenario.name} ...")
            rows.append(_pair(scenario, program, floor))
        lead = program._replace(headers=_cookie("lead"))
        own = run(program, scenarios[0])
        rows.append(_row("caseload of a team lead", run(lead, scenarios[0]), None, program))
        rows[-1]["counsellor_to_lead"] = round(own.rps / rows[-1]["rps"], 3) if rows[-1]["rps"] else None
        # A slip of the pen, so that only the likenesses find the person: one caller, since the time of one counts.
        slip = Scenario("search in another spelling", f"/api/people?q={_misspelt(family)}")
        rows.append(_row(slip.name, run(program, slip, connections=1), None, program))
        crowded = program._replace(headers=_cookie("crowd"))
        for searching in asyncio.run(_searches(addresses[LARGE])):
            say(f"Measuring {searching.name} ...")
            rows.append(_row(searching.name, run(crowded, searching, connections=1), None, program))
        busy = program._replace(headers=_cookie("busy"))
        rows.append(_row("today with 350 clients", run(busy, Scenario("today", "/api/today")), None, program))
        # Thousands of notes in one case are nobody's day, and slow down the lists of its counsellor until a vacuum.
        rows.append(_pair(note, program, floor))
    with serving("casework.app:create_app", 8093, _environment(addresses[SMALL]), _cookie("counsellor")) as small:
        run(small, scenarios[0], 2)
        few = run(small, scenarios[0])
        rows.append(_row("caseload among 10,000 cases", few, None, small))
        rows[-1]["p50_large_to_small"] = round(rows[0]["p50_ms"] / few.p50_ms, 3)
    say("Measuring an import ...")
    rows[-1]["import_rows_per_second"] = round(asyncio.run(rows_per_second(addresses[SMALL], *COUNSELLOR)))
    return rows


def _misspelt(family: str) -> str:
    word = family.partition(" ")[0]
    middle = len(word) // 2
    return quote(word[:middle] + word[middle + 1 :])


async def _searches(address: str) -> list[Scenario]:
    """Give searches among 100,000 people: by the name as it is, with a slip in Latin letters and in another script."""
    connection = await asyncpg.connect(address)
    try:
        found = await connection.fetch(NAMES, TOKENS["crowd"])
    finally:
        await connection.close()
    words = {
        "100,000 people": [quote(latin.partition(" ")[0]) for latin, _ in found],
        "... in another spelling": [_misspelt(latin) for latin, _ in found],
        "... in another script": [_misspelt(own) for _, own in found],
    }
    return [Scenario(name, "/", paths=tuple(f"/api/people?q={word}" for word in each)) for name, each in words.items()]


def _cookie(who: str) -> dict[str, str]:
    return {"Cookie": f"casework={TOKENS[who]}"}


def _pair(scenario: Scenario, program: Server, floor: Server) -> dict[str, Any]:
    if not scenario.body:
        answer(program, scenario.path)
        answer(floor, scenario.path)
    for server in (floor, program):
        run(server, scenario, 2)
    bare = run(floor, scenario)
    return _row(scenario.name, run(program, scenario), bare, program)


def _row(name: str, found: Figures, floor: Figures | None, server: Server) -> dict[str, Any]:
    return {
        "name": name,
        "rps": round(found.rps, 1),
        "p50_ms": round(found.p50_ms, 2),
        "p95_ms": round(found.p95_ms, 2),
        "p99_ms": round(found.p99_ms, 2),
        "floor_rps": round(floor.rps, 1) if floor else None,
        "ratio": round(found.rps / floor.rps, 3) if floor else None,
        "memory_mib": round(server.memory(), 1),
        "errors": found.errors + (floor.errors if floor else 0),
    }


def _table(rows: list[dict[str, Any]]) -> None:
    say(f"\n{'':30}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'floor':>9}{'ratio':>8}{'MiB':>8}")
    for row in rows:
        floor, ratio = row["floor_rps"] or "", row["ratio"] or ""
        say(
            f"{row['name']:30}{row['rps']:>9}{row['p50_ms']:>9}{row['p95_ms']:>9}{row['p99_ms']:>9}{floor:>9}"
            f"{ratio:>8}{row['memory_mib']:>8}" + (f"  {row['errors']} errors" if row["errors"] else "")
        )
    for row in rows:
        for key in ("counsellor_to_lead", "p50_large_to_small", "import_rows_per_second"):
            if row.get(key) is not None:
                say(f"{key.replace('_', ' ')}: {row[key]}")


if __name__ == "__main__":
    sys.exit(main())
