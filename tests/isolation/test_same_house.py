"""Attack 3, inside one organisation: colleagues see what the policy gives their role, and nothing without a trace."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias
from uuid import UUID

import asyncpg
import pytest

from casework.access.enforcer import policy
from tests.cast import NORTH
from tests.isolation.conftest import COLLEAGUES, VisitorOf
from tests.isolation.surface import Route
from tests.isolation.visitor import Visitor, canaries_in, ids_of
from tests.isolation.world import World, rows_hashed

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# What the front desk needs to greet people and keep the diary, column by column; all else stays shut to it.
FRONT_DESK = {
    *(f"clients.{name}" for name in ("given_name", "family_name", "native_given_name", "native_family_name")),
    *(f"clients.{name}" for name in ("town", "phone", "email", "contact_hint")),
    *(f"cases.{name}" for name in ("number", "title", "native_title")),
    *(f"appointments.{name}" for name in ("place", "documents")),
    *(f"contact_channels.{name}" for name in ("value", "only_at", "note")),
    *("households.name", "name_keys.key"),
    # Single talks are entered and looked up at the front desk.
    *(f"light_contacts.{name}" for name in ("given_name", "note")),
    # Where people have to go stands in the house's own directory of authorities.
    *(f"own_authorities.{name}" for name in ("name", "address", "opening_hours", "documents")),
}
# The auditor reads who opened which case; a number says nothing about anybody.
SEEN = {"fee": FRONT_DESK, "adam": set[str](), "otto": {"cases.number"}}


@pytest.mark.parametrize("who", COLLEAGUES)
async def test_colleagues_see_no_more_than_their_role_needs(
    routes: list[Route], visitor: VisitorOf, behind: Owner, victim: World, who: str
) -> None:
    colleague = visitor(who)
    before = await rows_hashed(behind, NORTH)
    for route in routes:
        # The front desk may change what it sees; here it is let loose on reading only.
        if route.method == "GET" or (who != "fee" and route.method != "OPTIONS" and route.parameters):
            await colleague.send(route, ids_of(victim, route.path))
    assert await breaches(colleague, behind, SEEN[who]) == []
    after = await rows_hashed(behind, NORTH)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= ({"members", "teams", "team_members"} if who == "adam" else set())


async def test_a_member_of_another_team_finds_no_hidden_record(
    routes: list[Route], visitor: VisitorOf, behind: Owner, victim: World
) -> None:
    tables = ("clients", "cases")
    for table in tables:
        await behind.execute(f"update {table} set restricted = true where id = $1", victim.ids[table])
    try:
        hilda = visitor("hilda")
        for route in routes:
            if route.method == "GET":
                await hilda.send(route, ids_of(victim, route.path))
        # A household is known by its name where nobody in it may be; offers are everybody's in the house.
        shown = {found for _, reply in hilda.replies for found in canaries_in(reply) if found.startswith(victim.canary)}
        received = ("received_referrals", "received_persons", "parcels", "referral_steps")
        everybodys = ("offers", "own_authorities", *received)
        assert {found for found in shown if found.split(".")[1:2] not in [[name] for name in everybodys]} == set()
    finally:
        for table in tables:
            await behind.execute(f"update {table} set restricted = false where id = $1", victim.ids[table])


async def breaches(visitor: Visitor, behind: Owner, columns: set[str]) -> list[str]:
    """Give each answer that broke down, showed a column that it must not, or showed anything without a trace."""
    rules = policy()
    assert visitor.person is not None
    role = visitor.person.role
    kinds = {row[2] for row in rules.rows() if row[0] == role}
    traces = await traces_of(behind, (reply.headers["x-request-id"] for _, reply in visitor.replies))
    findings = []
    for route, reply in visitor.replies:
        what = f"{visitor.who} {route.name}: {reply.status_code}"
        shown = {found.split(".", 1)[-1] for found in canaries_in(reply)}
        if reply.status_code >= 500:
            findings.append(what)
        if forbidden := {column for column in shown if column.removesuffix(".example") not in columns}:
            findings.append(f"{what} shows {sorted(forbidden)}")
        seen = traces.get(UUID(reply.headers["x-request-id"]), set())
        if shown and not seen & kinds:
            findings.append(f"{what} shows data and records {sorted(seen)}")
    return findings


async def traces_of(behind: Owner, requests: Iterable[str]) -> dict[UUID, set[str]]:
    """Give the kinds of records that the access record names for each request."""
    rows = await behind.fetch(
        "select request_id, object_type from audit_events where outcome = 'allowed' and request_id = any ($1::uuid[])",
        list(requests),
    )
    traces: dict[UUID, set[str]] = defaultdict(set)
    for request, kind in rows:
        traces[request].add(kind)
    return traces
