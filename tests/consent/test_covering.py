"""What a release covers: the one question that referrals ask, and the one thing they hear."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from litestar import Litestar

from casework.access.opening import opened
from casework.consent.queries import covering, releases_of
from casework.consent.signals import ReleaseRevoked
from casework.core import signals
from casework.core.actor import Origin
from casework.core.clock import today
from casework.core.errors import Conflict
from tests.cast import BY_NAME, SOUTH, WEST
from tests.conftest import As
from tests.factories import insert_client, new_release, ticket_for

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "asked", "covers"),
    [
        ({}, ["contact"], True),
        ({}, ["contact", "venture", "occupation"], True),
        ({}, [], True),
        ({}, ["contact", "health"], False),
        ({"signed_on": None}, ["contact"], False),
        ({"valid_from": (today() + DAY).isoformat()}, ["contact"], False),
        ({"valid_until": today().isoformat()}, ["contact"], True),
        ({"valid_from": "2020-01-01", "valid_until": (today() - DAY).isoformat()}, ["contact"], False),
    ],
)
async def test_only_what_is_signed_valid_and_named_is_covered(  # The fixtures are arguments, too.
    app: Litestar,
    as_: As,
    owner: "asyncpg.Connection[asyncpg.Record]",
    changes: dict[str, Any],
    asked: list[str],
    covers: bool,
) -> None:
    client_id = await insert_client(owner, "asha")
    release_id = await new_release(await as_("asha"), client_id, SOUTH.id, **changes)
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["asha"]), Origin(uuid4())) as gate:
        assert [row.id for row in await covering(gate, client_id, SOUTH.id, asked)] == ([release_id] if covers else [])
        assert await covering(gate, client_id, WEST.id, asked) == []
        assert await covering(gate, uuid4(), SOUTH.id, asked) == []
        assert [row.id for row in await releases_of(gate, [client_id])] == [release_id]


async def test_a_revoked_release_covers_nothing(
    app: Litestar, as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    release_id = await new_release(asha, client_id, SOUTH.id)
    await _revoke(asha, release_id)
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["asha"]), Origin(uuid4())) as gate:
        assert await covering(gate, client_id, SOUTH.id, ["contact"]) == []


async def test_another_organisation_covers_nothing_with_it(
    app: Litestar, as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    client_id = await insert_client(owner, "asha")
    await new_release(await as_("asha"), client_id, WEST.id)
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["omar"]), Origin(uuid4())) as gate:
        assert await covering(gate, client_id, WEST.id) == []
        assert await releases_of(gate, [client_id]) == []


async def test_whoever_rests_on_a_release_hears_of_its_end_and_can_stop_it(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[ReleaseRevoked] = []

    async def listener(signal: ReleaseRevoked, _: object) -> None:
        heard.append(signal)
        if len(heard) == 1:
            raise Conflict("Not now.")

    known = signals._listeners[ReleaseRevoked]
    monkeypatch.setitem(signals._listeners, ReleaseRevoked, [*known, listener])
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    release_id = await new_release(asha, client_id, SOUTH.id)
    assert await _revoke(asha, release_id) == 409
    assert not await owner.fetchval("select revoked_at from releases where id = $1", release_id)
    assert await _revoke(asha, release_id) == 200
    assert heard == [ReleaseRevoked(release_id, client_id)] * 2


async def _revoke(asha: httpx.AsyncClient, release_id: UUID) -> int:
    reply = await asha.post(
        f"/api/releases/{release_id}/revocation", json={"channel": "phone"}, headers={"If-Match": '"1"'}
    )
    return int(reply.status_code)
