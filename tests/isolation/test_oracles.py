"""Attack 6: answers must not tell what exists elsewhere, by their number, their order, their keys or their work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from uuid import uuid4

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery
from litestar import Litestar
from sqlalchemy import event

from casework.core.crypto import new_token
from casework.core.db import Database
from tests.factories import insert_client
from tests.isolation.conftest import VisitorOf
from tests.isolation.surface import Route
from tests.isolation.visitor import canaries_in, ids_of, random_ids, settled
from tests.isolation.world import World, plant

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Listen to every statement that the program's connections run."""
    heard: list[str] = []
    listening: set[Any] = set()

    def listen(query: LoggedQuery) -> None:
        heard.append(query.query)

    def checked_out(connection: Any, *_: object) -> None:  # noqa: ANN401  # SQLAlchemy's wrapper of the driver.
        driver = connection.driver_connection
        if driver not in listening:
            listening.add(driver)
            driver.add_query_logger(listen)

    # Most requests take a connection that waits between two transactions; the pool tells of new ones only.
    for waiting in database._idle:
        checked_out(waiting)
    pool = database.engine.sync_engine.pool
    event.listen(pool, "checkout", checked_out)
    try:
        yield heard
    finally:
        event.remove(pool, "checkout", checked_out)
        for driver in listening:
            driver.remove_query_logger(listen)


@pytest.mark.parametrize("who", ["cara", "omar"])
async def test_a_foreign_id_makes_no_other_work_than_a_random_one(
    routes: list[Route], visitor: VisitorOf, app: Litestar, victim: World, who: str
) -> None:
    """The same statements in the same order: there is nothing for a clock to measure."""
    attacker, database = visitor(who), app.state.database
    await attacker.sign_in()
    listened_to, told = 0, []
    for route in routes:
        if route.parameters and not route.public and route.method != "OPTIONS":
            done = []
            for key in (random_ids, ids_of(victim, route.path), random_ids):
                with statements(database) as heard:
                    await attacker.send(route, key)
                done.append(list(heard))
            # The first one may still prepare what the others find prepared.
            listened_to += bool(done[1])
            if done[1] != done[2]:
                told.append(route.name)
    assert told == []
    # The others refuse what is sent before they ask the database anything.
    assert listened_to > 400


async def test_numbers_count_only_the_own_organisation(
    routes: list[Route], visitor: VisitorOf, behind: Owner, own: World, victim: World
) -> None:
    """A list, a count or a page looks the same before and after another organisation got more of everything."""
    cara = visitor("cara")
    lists = [route for route in routes if route.method == "GET" and not route.parameters and not route.public]
    # The first look is for what changes by looking, such as the list of one's own sessions.
    for route in lists:
        await cara.send(route, ids_of(own, ""))
    before = {route.name: settled(await cara.send(route, ids_of(own, ""))) for route in lists}
    await plant(behind, victim.counsellor, "kanarienochmehr")
    after = {route.name: settled(await cara.send(route, ids_of(own, ""))) for route in lists}
    told = [name for name in before if before[name][:1] + before[name][2:] != after[name][:1] + after[name][2:]]
    assert told == []
    assert [name for name in before if len(before[name][1]) != len(after[name][1]) and "account" not in name] == []


async def test_unique_keys_of_others_do_not_stand_in_the_way(
    visitor: VisitorOf, behind: Owner, victim: World, own: World
) -> None:
    """The same names, e-mails and numbers as in another organisation are taken without a word."""
    cara = visitor("cara")
    await cara.sign_in()
    same = {"given_name": "Mira", "family_name": uuid4().hex, "email": "mira@example.org", "phone": "+49 30 123456"}
    await insert_client(behind, victim.counsellor.who, **same)
    # A likely duplicate would be one in the own house only.
    reply = await cara.client.post("/api/people", json=same | {"languages": ["uk"]})
    assert reply.status_code == 201, reply.text
    number = await behind.fetchval("select max(value) from counters where org_id = $1", victim.flat.id)
    case = await cara.client.post("/api/cases", json={"client_ids": [str(own.ids["clients"])]})
    assert case.status_code == 201
    assert case.json()["number"].startswith(own.flat.prefix), f"numbers of its own, whatever others count ({number})"
    await behind.execute("delete from clients where email = $1", same["email"])


async def test_idempotency_keys_belong_to_one_member(visitor: VisitorOf, behind: Owner, own: World) -> None:
    """The same key of somebody else neither replays their answer nor stands in the way."""
    key = {"Idempotency-Key": new_token()}
    people = {"cara": visitor("cara"), "omar": visitor("omar"), "hilda": visitor("hilda")}
    replies = {}
    for who, person in people.items():
        await person.sign_in()
        body = {"given_name": who, "family_name": f"Key {uuid4().hex}", "languages": ["uk"], "confirmed_new": True}
        replies[who] = await person.client.post("/api/people", json=body, headers=key)
        assert replies[who].status_code == 201, who
        assert "idempotent-replayed" not in replies[who].headers
    assert len({reply.json()["id"] for reply in replies.values()}) == len(people)
    again = await people["cara"].client.post("/api/people", content=replies["cara"].request.content, headers=key)
    assert again.json() == replies["cara"].json()
    assert again.headers["idempotent-replayed"] == "true"
    await behind.execute("delete from clients where family_name like 'Key %'")
    assert own.canary


async def test_a_version_tells_nothing(visitor: VisitorOf, routes: list[Route], victim: World) -> None:
    """A foreign record answers alike to the right version, a wrong one and none."""
    cara = visitor("cara")
    for route in routes:
        if not route.safe and route.parameters and route.path.startswith("/api/"):
            key = ids_of(victim, route.path)
            said = {settled(await cara.send(route, key, headers={"If-Match": tag})) for tag in ('"1"', '"2"', '"999"')}
            assert len(said) == 1, f"{route.name}: {said}"


async def test_sorting_and_paging_reach_nobody_else(routes: list[Route], visitor: VisitorOf, own: World) -> None:
    """Every parameter that orders or cuts a list, with values that are not meant for it."""
    cara = visitor("cara")
    for route in routes:
        for name in set(route.queries) & {"sort", "page", "offset", "limit", "order", "after", "before", "state"}:
            for value in ("-1", "0", "999999999", "org_id", "-org_id", "1;select 1", str(uuid4())):
                if route.method == "GET":
                    reply = await cara.send(route, ids_of(own, route.path), params={name: value})
                    assert reply.status_code < 500, f"{route.name}?{name}={value}"
                    foreign = {found for found in canaries_in(reply) if not found.startswith((own.canary, *own.known))}
                    assert foreign == set(), f"{route.name}?{name}={value}"
