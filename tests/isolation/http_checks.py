"""The core of the suite over HTTP, as functions: each looks at one promise and gives what breaks it."""

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

import asyncpg
import httpx
import pytest

from casework.access.gate import Gate
from tests.isolation.surface import Route
from tests.isolation.test_http_matrix import is_public, not_own
from tests.isolation.test_same_house import breaches, traces_of
from tests.isolation.visitor import Visitor, canaries_in, ids_of
from tests.isolation.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
# Everybody in a house may see these of its records, hidden cases or not.
EVERYBODYS = {"offers", "own_authorities", "received_referrals", "received_persons", "parcels", "referral_steps"}
SCRIPT = "<script>alert(1)</script>"

Seen: TypeAlias = Callable[[httpx.Response], bool]


@dataclass
class Stage:
    """Who attacks what: one visitor for each part, and the routes that read."""

    routes: list[Route]
    behind: Owner
    victim: World
    own: World
    people: dict[str, Visitor]
    logged: io.StringIO

    @property
    def reading(self) -> list[Route]:
        """Give the routes that read and are not public."""
        return [route for route in self.routes if route.method == "GET" and not route.public]

    async def visit(self, who: str, world: World, until: Seen | None = None) -> Visitor:
        """Let somebody read everything with the ids of a world, or until they saw enough, and give them."""
        visitor = self.people[who]
        visitor.replies.clear()
        for route in self.reading:
            reply = await visitor.send(route, ids_of(world, route.path))
            if until is not None and until(reply):
                break
        return visitor


def tables_in(reply: httpx.Response, world: World) -> set[str]:
    """Give the tables of a world of which an answer shows something."""
    return {found.split(".")[1] for found in canaries_in(reply) if found.startswith(f"{world.canary}.")}


Check: TypeAlias = Callable[[Stage], Awaitable[list[str]]]


async def hidden(stage: Stage) -> list[str]:
    """A colleague of another team finds nothing of hidden people, cases and notes."""

    def shown(reply: httpx.Response) -> set[str]:
        # An absence holds no text that could carry a canary: there it is the answer itself that tells.
        given = reply.status_code == 200 and str(stage.victim.ids["absences"]) in reply.url.path
        return tables_in(reply, stage.victim) - EVERYBODYS | ({"absences"} if given else set())

    hilda = await stage.visit("hilda", stage.victim, lambda reply: bool(shown(reply)))
    return [f"{route.name} shows {shown(reply)}" for route, reply in hilda.replies if shown(reply)]


async def colleagues(stage: Stage) -> list[str]:
    """The administrator sees no client's data."""
    return await breaches(await stage.visit("adam", stage.victim), stage.behind, set())


async def outsiders(stage: Stage) -> list[str]:
    """Another organisation sees nothing, and each of its attempts is recorded."""
    cara = await stage.visit("cara", stage.victim)
    findings = [
        f"{route.name}: {found}" for route, reply in cara.replies for found in not_own(canaries_in(reply), stage.own)
    ]
    attempts = [
        reply.headers["x-request-id"]
        for route, reply in cara.replies
        if route.path.startswith("/api/cases/{") and reply.status_code == 404
    ]
    denied = (
        "select count(distinct request_id) from audit_events where action = 'denied' and request_id = any ($1::uuid[])"
    )
    recorded = await stage.behind.fetchval(denied, attempts)
    return findings if attempts and recorded == len(attempts) else [*findings, "refusals leave no trace"]


async def strangers(stage: Stage) -> list[str]:
    """Nobody gets an answer without a session."""
    nobody = await stage.visit("nobody", stage.victim)
    return [route.name for route, reply in nobody.replies if reply.status_code < 300]


async def traces(stage: Stage) -> list[str]:
    """Whatever the counsellor herself is shown stands in the access record."""
    return await _silent(stage, "asha", stage.victim)


async def readings(stage: Stage) -> list[str]:
    """The same for one who stands in for nobody: her reads record themselves."""
    return await _silent(stage, "cara", stage.own)


async def _silent(stage: Stage, who: str, world: World) -> list[str]:
    visitor = await stage.visit(who, world)
    seen = await traces_of(stage.behind, (reply.headers["x-request-id"] for _, reply in visitor.replies))
    shown = [(route, reply) for route, reply in visitor.replies if canaries_in(reply) and reply.status_code == 200]
    silent = [route.name for route, reply in shown if UUID(reply.headers["x-request-id"]) not in seen]
    return silent if shown else ["nothing is shown at all"]


async def other_sites(stage: Stage) -> list[str]:
    """What another site makes a browser send is not carried out."""
    cara, findings = stage.people["cara"], []
    for route in stage.routes:
        if not route.safe and not is_public(route):
            for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                reply = await cara.send(route, ids_of(stage.own, route.path), headers=header)
                if reply.status_code != 403:
                    findings.append(f"{route.name} {header}: {reply.status_code}")
    return findings


async def escaped(stage: Stage) -> list[str]:
    """What was typed is shown as text."""
    case = stage.own.ids["cases"]
    title = await stage.behind.fetchval("select title from cases where id = $1", case)
    await stage.behind.execute("update cases set title = $2 where id = $1", case, SCRIPT)
    try:
        cara = await stage.visit("cara", stage.own)
    finally:
        await stage.behind.execute("update cases set title = $2 where id = $1", case, title)
    pages = [(route, reply) for route, reply in cara.replies if "html" in reply.headers.get("content-type", "")]
    return [route.name for route, reply in pages if SCRIPT in reply.text]


async def quiet(stage: Stage) -> list[str]:
    """An exception's text reaches neither a page nor a log."""
    secret = f"{stage.victim.canary}.in.an.exception"

    async def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(secret)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gate, "one", breaks)
        patch.setattr(Gate, "select", breaks)
        asha = await stage.visit("asha", stage.victim)
    told = [route.name for route, reply in asha.replies if secret in reply.text]
    return [*told, *(["the log"] if secret in stage.logged.getvalue() else [])]


CHECKS: tuple[Check, ...] = (strangers, traces, outsiders, colleagues, hidden, escaped, quiet, other_sites)
