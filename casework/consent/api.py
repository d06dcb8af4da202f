"""Releases as JSON."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.consent import actions, queries
from casework.consent.models import Release
from casework.consent.schemas import ReleaseOfClient, ReleaseRow, ReleaseView, Revocation, Signature
from casework.core.clock import today
from casework.web.answers import Answer, tagged


@get("/api/releases")
async def list_releases(
    gate: NamedDependency[Gate],
    client: FromQuery[UUID],
    limit: Annotated[int, QueryParameter(ge=1, le=queries.MOST)] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
) -> list[ReleaseView]:
    """Give the releases that a client gave, newest first; 404 for a client whom the member may not see."""
    await queries.giver(gate, client)
    day = today()
    return [ReleaseView.on(row, day) for row in await queries.releases_of(gate, [client], limit=limit, offset=offset)]


@post("/api/releases")
async def add_release(gate: NamedDependency[Gate], data: JSONBody[ReleaseOfClient]) -> Answer[ReleaseView]:
    """Record a release that a client gave."""
    return _tagged(await actions.add_release(gate, data.client_id, data), 201)


@get("/api/releases/{release_id:uuid}")
async def show_release(gate: NamedDependency[Gate], release_id: FromPath[UUID]) -> Answer[ReleaseView]:
    """Give one release."""
    return _tagged(await gate.get(Release, release_id, "read"))


@post("/api/releases/{release_id:uuid}/signature", status_code=200)
async def sign_release(
    gate: NamedDependency[Gate], release_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Signature]
) -> Answer[ReleaseView]:
    """Enter the day on which a prepared release was signed."""
    return _tagged(await actions.sign_release(gate, release_id, data.signed_on, version=version))


@post("/api/releases/{release_id:uuid}/revocation", status_code=200)
async def revoke_release(
    gate: NamedDependency[Gate], release_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Revocation]
) -> Answer[ReleaseView]:
    """Record that the client took the release back; nothing may be shared on its ground any more."""
    return _tagged(await actions.revoke_release(gate, release_id, data.channel, version=version))


def _tagged(release: Release, status: int = 200) -> Answer[ReleaseView]:
    return tagged(ReleaseView.on(ReleaseRow.of(release), today()), release.version, status)


handlers = [list_releases, add_release, show_release, sign_release, revoke_release]
