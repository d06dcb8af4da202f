"""Attack 3: every route and method, as everybody who has no business there, with the victim's ids in every place."""

from collections import Counter
from typing import TypeAlias

import asyncpg
import pytest

from tests.cast import NORTH
from tests.isolation.conftest import OUTSIDERS, VisitorOf
from tests.isolation.surface import Route
from tests.isolation.visitor import Key, Visitor, canaries_in, ids_of, one_of, random_ids, settled
from tests.isolation.world import World, rows_hashed

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# The only routes that answer people who are not signed in; a new one must be put here on purpose.
PUBLIC = {
    "POST /api/sign-in",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "POST /language",
    "GET /imprint",
    "GET /privacy",
    "GET /accessibility",
    "GET /health",
    "POST /api/password-reset",
    "PUT /api/password-reset/{token:str}",
    "GET /password-reset",
    "POST /password-reset",
    "GET /password-reset/{token:str}",
    "POST /password-reset/{token:str}",
    # Its address is the secret; anything else is 404.
    "GET /calendar/{token:str}",
}
# Who carries which organisation's name is known to the whole network.
KNOWN_TO_ALL = {"recipient_org_id", "recipient", "sender", "organisation_id", "org_id"}
# There is nothing behind this one, and it says so to everybody.
CLOSED = "/schema/framework"
# One's own drafts are looked up by a name; that there is none is no refusal.
# These ask no fence: the directory is everybody's, and sessions belong to a person's account and no organisation.
UNFENCED = ("/assets", "/schema", "/directory", "/api/directory", "/account", "/api/account", "/drafts", "/api/drafts")
# These tell of the very visit that looks at them, so no two looks are alike; canaries are still looked for.
GROWING = {"/access-record", "/access-record/export", "/api/access-record", "/operator", "/api/operator/log"}
# The west really received a referral about the offer whose id is tried here, so its own inbox names it rightly.
RIGHTLY_KNOWN = {"/api/inbox", "/inbox", "/referrals"}
REFUSED = {400, 403, 404, 405, 409, 412, 415, 422, 428}


def is_public(route: Route) -> bool:
    """Tell whether a route is on the list, or gives the files that every browser may have."""
    return route.name in PUBLIC or route.path.startswith("/assets/")


def test_no_other_route_is_open(routes: list[Route]) -> None:
    assert len(routes) > 60
    assert [route.name for route in routes if route.public and not is_public(route)] == []


async def test_nobody_gets_in_without_a_session(routes: list[Route], visitor: VisitorOf, victim: World) -> None:
    nobody = visitor(None)
    for route in routes:
        reply = await nobody.send(route, ids_of(victim, route.path))
        if is_public(route):
            assert not canaries_in(reply), route.name
            continue
        if route.path.startswith(CLOSED) and reply.status_code == 404:
            continue
        sent_away = reply.status_code == 303 and reply.headers["location"].startswith("/sign-in")
        assert reply.status_code == 401 or sent_away, f"{route.name}: {reply.status_code}"


def not_own(canaries: set[str], own: World) -> set[str]:
    """Leave out the attacker's own canaries."""
    return {found for found in canaries if not found.startswith((own.canary, *own.known))}


async def crossings(visitor: Visitor, route: Route, victim: World, own: World) -> list[str]:
    """Attack one route with another organisation's ids, and give what came of it that must not."""
    theirs, mine = ids_of(victim, route.path), ids_of(own, route.path)

    def invented_ids(name: str) -> object:
        return theirs(name) if name in KNOWN_TO_ALL else random_ids(name)

    attempts: list[tuple[str, Key, Key]] = [("path", theirs, invented_ids)]
    if visitor.who.startswith(("cara", "omar")):
        # Those who have records of their own mix one foreign id into what is otherwise theirs.
        attempts += [
            (name, one_of(name, theirs, mine), one_of(name, random_ids, mine))
            for name in route.keys_in_body() + route.keys_in_query()
        ]
    findings = []
    for place, stolen, invented in attempts:
        reply = await visitor.send(route, stolen)
        what = f"{visitor.who} {route.name} ({place}): {reply.status_code}"
        if reply.status_code >= 500 or (foreign := not_own(canaries_in(reply), own)):
            findings.append(f"{what} {foreign if reply.status_code < 500 else reply.text[:200]}")
            continue
        nothing_to_undo = route.method == "DELETE" and reply.status_code == 204
        if place == "path" and route.parameters and reply.status_code not in REFUSED and not nothing_to_undo:
            findings.append(f"{what}, which is no refusal")
        has_keys = bool(route.parameters or route.keys_in_query() or route.keys_in_body())
        if has_keys and place not in KNOWN_TO_ALL and route.path not in GROWING | RIGHTLY_KNOWN:
            other = await visitor.send(route, invented)
            if settled(reply) != settled(other):
                findings.append(f"{what} differs from a random id: {settled(reply)} {settled(other)}")
    return findings


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_another_organisation_finds_nothing_and_changes_nothing(
    routes: list[Route], visitor: VisitorOf, behind: Owner, victim: World, own: World, passed_on: World, who: str
) -> None:
    attacker = visitor(who)
    before = await rows_hashed(behind, NORTH)
    findings = []
    for route in routes:
        if route.method != "OPTIONS":
            findings += await crossings(attacker, route, victim, own)
        if route.method == "GET" and route.parameters:
            findings += await crossings(attacker, route, passed_on, own)
    assert findings == []
    after = await rows_hashed(behind, NORTH)
    assert {table for table in before if before[table] != after[table]} == set()
    open_session = "select revoked_at is null from door.sessions where id = $1"
    assert await behind.fetchval(open_session, victim.ids["sessions"])
    await _every_refusal_is_recorded(attacker, behind)


async def _every_refusal_is_recorded(attacker: Visitor, behind: Owner) -> None:
    refused = {
        reply.headers["x-request-id"]: route.name
        for route, reply in attacker.replies
        if reply.status_code in {403, 404} and route.parameters
        if not is_public(route) and not route.path.startswith(UNFENCED)
    }
    rows = await behind.fetch(
        "select request_id::text from audit_events where action = 'denied' and request_id = any ($1::uuid[])",
        list(refused),
    )
    recorded = {row[0] for row in rows}
    silent = Counter(name for number, name in refused.items() if number not in recorded)
    assert refused
    assert silent == Counter()
