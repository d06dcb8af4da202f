"""Two organisations with a world each, referrals between them at every stage, and attackers to let loose on them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeAlias

import asyncpg
import pytest
from litestar import Litestar

from casework.config import Settings
from tests.cast import BY_NAME, WEST, Flat, Person, team_id
from tests.factories import ticket_for
from tests.isolation.surface import Route, surface
from tests.isolation.visitor import Visitor
from tests.isolation.world import World, plant

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
VisitorOf: TypeAlias = "Callable[[str | None], Visitor]"
OUTSIDERS = ("cara", "omar", "wanda", "uwe", "dora_west")
COLLEAGUES = ("adam", "otto", "fee")
ATTACKERS = (*OUTSIDERS, *COLLEAGUES, "dora", "hilda", "ben")
ENGAGE = "select door.create_member($1, $2, $3, $4, $5, null)"
JOIN = "insert into team_members (org_id, id, team_id, member_id, leads) values ($1, $2, $3, $2, $4)"


@pytest.fixture(scope="session")
async def behind(settings: Settings) -> AsyncIterator[Owner]:
    """A superuser's connection for the whole session."""
    connection = await asyncpg.connect(settings.database_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def twins(behind: Owner) -> dict[str, Person]:
    """A twin for each attacker, since attacks change passwords and end sessions that other tests still need."""
    made = {}
    for who in ATTACKERS:
        person = BY_NAME[who]
        twin = replace(person, who=f"{who}_twin", email=f"{who.removesuffix('_west')}@twins.example")
        made[who] = twin
        async with behind.transaction():
            await behind.execute("set local role casework_owner")
            await behind.execute(ENGAGE, twin.flat.id, twin.member_id, twin.name, twin.address, twin.role)
        if twin.team:
            team = team_id(twin.flat, twin.team)
            await behind.execute(JOIN, twin.flat.id, twin.member_id, team, twin.leads)
    return made


@pytest.fixture(scope="session")
async def victim(behind: Owner, twins: dict[str, Person]) -> World:
    """What asha keeps and never passes on, and a session of hers."""
    world = await plant(behind, BY_NAME["asha"], "kanarienord")
    # Their own administrator may change members, so the one to be attacked is nobody whom other tests need.
    world.ids["members"] = twins["ben"].member_id
    ticket = await ticket_for(behind, BY_NAME["asha"])
    world.ids["sessions"] = await behind.fetchval("select id from door.sessions where token_hash = $1", ticket)
    return world


@pytest.fixture(scope="session")
async def own(behind: Owner, twins: dict[str, Person]) -> World:
    """What an attacker keeps in the west, with a referral received from the south, for mixing foreign ids in."""
    world = await plant(behind, twins["cara"], "kanariewest")
    sent = await plant(behind, BY_NAME["pia"], "kanariesued", recipient=WEST)
    await _transmit(behind, sent)
    world.ids |= {"received_referrals": sent.ids["referrals"], "received_persons": sent.ids["referral_persons"]}
    return replace(world, known=("kanariesued",))


@pytest.fixture(scope="session")
async def passed_on(behind: Owner) -> World:
    """What asha sent to the south, where it may be read, and nowhere else."""
    world = await plant(behind, BY_NAME["asha"], "kanarieunterwegs")
    await _transmit(behind, world)
    return world


@pytest.fixture(scope="session")
async def revoked(behind: Owner) -> World:
    """What asha sent to the west and took back before it was accepted: the copy there is deleted."""
    return await _taken_back(behind, "kanariewiderrufen", WEST, held=False)


@pytest.fixture(scope="session")
async def locked(behind: Owner) -> World:
    """What asha sent to the west and took back after it was accepted: the copy is locked until the west decides."""
    return await _taken_back(behind, "kanariegesperrt", WEST, held=True)


@pytest.fixture(scope="session")
def routes(app: Litestar) -> list[Route]:
    """The whole surface."""
    return surface(app)


@pytest.fixture
def visitor(app: Litestar, behind: Owner, twins: dict[str, Person]) -> VisitorOf:
    """Give an attacker by name, None for nobody."""
    return lambda who: Visitor(app, behind, twins[who] if who else None)


async def _taken_back(behind: Owner, canary: str, recipient: Flat, *, held: bool) -> World:
    world = await plant(behind, BY_NAME["asha"], canary, recipient=recipient)
    await _transmit(behind, world)
    person = world.ids["referral_persons"]
    if held:
        async with behind.transaction():
            await behind.execute("select org_id from app.enter($1)", await ticket_for(behind, BY_NAME["omar"]))
            for act in ("review", "accept"):
                await behind.execute("select app.receiver_moves($1, $2, null, null)", person, act)
    async with behind.transaction():
        await behind.execute("select org_id from app.enter($1)", await ticket_for(behind, BY_NAME["asha"]))
        await behind.execute("update releases set revoked_at = now() where id = $1", world.ids["releases"])
        await behind.execute("select app.revoke_referrals($1)", world.ids["releases"])
    # From now on these ids are those of the receiver's own copy.
    world.ids |= {"received_referrals": world.ids["referrals"], "received_persons": person}
    assert await behind.fetchval("select count(*) from parcels where id = $1 and locked", person) == int(held)
    return world


async def _transmit(behind: Owner, world: World) -> None:
    async with behind.transaction():
        await behind.execute("select org_id from app.enter($1)", await ticket_for(behind, world.counsellor))
        sent = await behind.fetchval("select app.transmit($1)", world.ids["referrals"])
    assert sent == 1
