"""Merging two records of one person as JSON."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.people import merge_actions, merges, queries
from casework.people.merge_schemas import Comparison, MergeView, Merging
from casework.people.schemas import ClientView, ContactView
from casework.web.answers import Answer, tagged


@get("/api/people/{client_id:uuid}/merge")
async def compare(
    gate: NamedDependency[Gate], client_id: FromPath[UUID], other: Annotated[UUID, QueryParameter(name="with")]
) -> Answer[Comparison]:
    """Give two records side by side, with what there is to choose; the ETag is that of the record that is kept."""
    found = await merges.comparison(gate, client_id, other)
    return tagged(found, found.kept.version)


@get("/api/people/{client_id:uuid}/merges")
async def list_merges(gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> list[MergeView]:
    """Give the records that became part of this one."""
    await queries.client(gate, client_id)
    return await merges.merges_of(gate, client_id)


@post("/api/people/{client_id:uuid}/merges")
async def merge(
    gate: NamedDependency[Gate], client_id: FromPath[UUID], data: JSONBody[Merging], version: NamedDependency[int]
) -> Answer[MergeView]:
    """Let another record become part of this one; If-Match names the version of the one that is kept."""
    made = await merge_actions.merge(gate, client_id, data, version)
    view = next(one for one in await merges.merges_of(gate, client_id) if one.id == made.id)
    return tagged(view, view.version, 201)


@delete("/api/people/{client_id:uuid}/merges/{client_merge_id:uuid}", status_code=200)
async def undo(
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    client_merge_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Answer[ClientView | ContactView]:
    """Make two records of one again and give the one that is back; If-Match names the version of the merge."""
    other = await merge_actions.undo(gate, client_id, client_merge_id, version)
    view = await queries.client(gate, other.id)
    return tagged(view, view.version)


handlers = [compare, list_merges, merge, undo]
