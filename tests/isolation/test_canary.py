"""Attack 4: whatever can be fetched is fetched, by everybody; a foreign canary in any of it fails the suite."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import asyncpg
import httpx
import pytest
import structlog
from litestar import Litestar

from casework.access.gate import Gate
from casework.config import Settings
from casework.core.log import log
from tests.isolation.conftest import OUTSIDERS, VisitorOf
from tests.isolation.surface import Route
from tests.isolation.visitor import Visitor, canaries_in, canaries_of, ids_of, random_ids
from tests.isolation.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
FORMATS = ("text/html", "application/json", "text/csv", "text/calendar", "application/pdf")


async def crawl(visitor: Visitor, routes: list[Route], world: World, *words: str) -> list[tuple[str, set[str]]]:
    """Fetch every address that reads, plainly and with words to search for, and give where canaries were."""
    found = []
    for route in routes:
        if route.method != "GET":
            continue
        asked = [name for name, kind in route.queries.items() if "str" in kind]
        for word in ("", *words) if asked else ("",):
            search = {"params": {name: word for name in asked if word}} if word else {}
            reply = await visitor.send(route, ids_of(world, route.path), **search)
            found.append((f"{visitor.who} {route.name} {word}: {reply.status_code}", canaries_in(reply)))
    return found


async def test_the_canaries_sing_at_home(routes: list[Route], app: Litestar, behind: Owner, victim: World) -> None:
    """Without this the other tests here would prove nothing: their own counsellor does see them."""
    asha = Visitor(app, behind, victim.counsellor)
    heard = [place for place, canaries in await crawl(asha, routes, victim) if canaries]
    broken = [route.name for route, reply in asha.replies if reply.status_code >= 500]
    assert broken == []
    assert len(heard) > 20
    seen = {found for _, reply in asha.replies for found in canaries_in(reply)}
    for column in ("clients.health", "case_notes.text", "appointments.note", "deadlines.note", "referrals.message"):
        assert f"{victim.canary}.{column}" in seen, column


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_nobody_else_hears_them(
    routes: list[Route], visitor: VisitorOf, victim: World, passed_on: World, own: World, who: str
) -> None:
    outsider = visitor(who)
    words = (victim.canary, passed_on.canary[:6], str(victim.ids["clients"]))
    heard = await crawl(outsider, routes, own, *words)
    allowed = (own.canary, *own.known)
    # A word that was searched for comes back in the search field; its column's name never does.
    leaks = [(at, found) for at, all_found in heard if (found := _columns(all_found, allowed))]
    assert leaks == []


def _columns(canaries: set[str], allowed: tuple[str, ...]) -> set[str]:
    return {found for found in canaries if "." in found and not found.startswith(allowed)}


@pytest.mark.parametrize("who", ["omar", "cara"])
async def test_after_a_revocation_the_receiver_keeps_no_word(
    routes: list[Route], visitor: VisitorOf, revoked: World, locked: World, who: str
) -> None:
    receiver = visitor(who)
    for world in (revoked, locked):
        heard = await crawl(receiver, routes, world)
        assert [(at, found) for at, found in heard if any(one.startswith(world.canary) for one in found)] == []
    reading = [reply for route, reply in receiver.replies if route.path.startswith(("/inbox/{", "/api/inbox/{"))]
    assert reading, "there is an inbox to look into"


async def test_other_formats_and_error_pages_keep_quiet(routes: list[Route], visitor: VisitorOf, victim: World) -> None:
    cara = visitor("cara")
    for route in routes:
        if route.method == "GET" and route.parameters:
            for wanted in FORMATS:
                reply = await cara.send(route, ids_of(victim, route.path), headers={"Accept": wanted})
                assert _columns(canaries_in(reply), ("kanariewest", "kanariesued")) == set(), f"{route.name} {wanted}"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that the program logs, down to the smallest detail."""
    written = io.StringIO()
    before = structlog.get_config()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    # The logger keeps the place it wrote to first; it is made to look again, now and afterwards.
    vars(log).pop("bind", None)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(file=written),
    )
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)
    vars(log).pop("bind", None)
    monkeypatch.undo()


async def test_logs_and_mails_and_broken_pages_keep_quiet(
    routes: list[Route],
    app: Litestar,
    behind: Owner,
    victim: World,
    logged: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    asha = Visitor(app, behind, victim.counsellor)
    await crawl(asha, routes, victim, victim.canary)
    secret = f"{victim.canary}.in.an.exception"

    async def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(secret)

    with monkeypatch.context() as patch:
        for method in ("one", "get", "all", "select"):
            patch.setattr(Gate, method, breaks)
        replies = [
            await asha.send(route, ids_of(victim, route.path), headers={"Accept": "text/html"})
            for route in routes
            if route.method == "GET" and route.parameters and not route.public
        ]
    assert any(reply.status_code == 500 for reply in replies)
    assert [reply.url.path for reply in replies if secret in reply.text] == []
    text = logged.getvalue()
    assert "unexpected_error" in text
    # Addresses are logged nowhere, and what was searched for is in none of the lines.
    assert canaries_of(text) == set()
    mails = [row["body"] + row["subject"] for row in await behind.fetch("select * from door.outgoing_mails")]
    mails += written_to(Path(settings.mail_folder))
    assert canaries_of(" ".join(mails)) == set()


def written_to(folder: Path) -> list[str]:
    """Give the text of every file below a folder."""
    return [path.read_text() for path in folder.rglob("*") if path.is_file()]


async def test_searches_leave_no_words_in_the_access_record(behind: Owner, victim: World) -> None:
    rows = await behind.fetch("select t::text as line from audit_events t where org_id = $1", victim.flat.id)
    assert len(rows) > 100
    assert canaries_of(" ".join(row["line"] for row in rows)) == set()


async def test_unknown_addresses_answer_alike(visitor: VisitorOf, routes: list[Route], victim: World) -> None:
    """A file name, a page or an export that does not exist says the same to everybody."""
    cara, nobody = visitor("cara"), visitor(None)
    route = next(route for route in routes if route.path == "/api/people/{client_id:uuid}" and route.method == "GET")
    for key in (ids_of(victim, ""), random_ids):
        address = route.address(key)
        for ending in (".json", ".pdf", ".ics", ".csv", "/", "/files", "%2e%2e"):
            replies: list[httpx.Response] = []
            for attacker in (cara, nobody):
                await attacker.sign_in()
                replies.append(await attacker.client.get(address + ending))
            assert all(reply.status_code in {400, 401, 404} for reply in replies), ending
            assert not any(canaries_in(reply) for reply in replies), ending
