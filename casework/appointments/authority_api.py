"""The directory of authorities as JSON; `api` serves these handlers together with its own."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, Parameter

from casework.access.gate import Gate
from casework.appointments import authority_actions as actions
from casework.appointments import authority_queries as queries
from casework.appointments.authority_schemas import Authority, AuthorityFile, AuthorityInput, FileReport
from casework.appointments.codes import AuthorityKind
from casework.web.answers import Answer, tagged
from casework.web.render import language_of

Limit = Annotated[int, Parameter(ge=1, le=200)]
Offset = Annotated[int, Parameter(ge=0, le=10_000)]
District = Annotated[str, Parameter(max_length=5, pattern=r"^(0[1-9]|1[0-6])[0-9]{3}$")]


@get("/api/authorities")
async def list_authorities(
    gate: NamedDependency[Gate],
    district: FromQuery[District],
    kind: FromQuery[AuthorityKind | None] = None,
    limit: FromQuery[Limit] = 50,
    offset: FromQuery[Offset] = 0,
) -> list[Authority]:
    """Give the authorities for a district, own entries first, with what each kind of appointment there needs."""
    queries.require_directory(gate)
    return await queries.authorities(gate, district, kind, limit=limit, offset=offset)


@post("/api/authorities")
async def add(gate: NamedDependency[Gate], data: JSONBody[AuthorityInput]) -> Answer[Authority]:
    """Add an own entry, which may correct a shared one (`replaces`)."""
    added = await actions.add(gate, data)
    return await _answer(gate, added.id, 201)


@get("/api/authorities/{authority_id:uuid}")
async def read(gate: NamedDependency[Gate], authority_id: FromPath[UUID]) -> Answer[Authority]:
    """Give an entry of the directory, own or shared."""
    queries.require_directory(gate)
    found = await queries.entry(gate, authority_id)
    return tagged(found, found.version or 0, 200)


@put("/api/authorities/{authority_id:uuid}")
async def change(
    gate: NamedDependency[Gate],
    version: NamedDependency[int],
    authority_id: FromPath[UUID],
    data: JSONBody[AuthorityInput],
) -> Answer[Authority]:
    """Correct an own entry."""
    await actions.change(gate, authority_id, data, version)
    return await _answer(gate, authority_id)


@delete("/api/authorities/{authority_id:uuid}")
async def remove(gate: NamedDependency[Gate], version: NamedDependency[int], authority_id: FromPath[UUID]) -> None:
    """Remove an own entry with which nothing is booked."""
    await actions.remove(gate, authority_id, version)


@post("/api/authorities/file", status_code=200)
async def take_file(
    request: Request[Any, Any, Any], gate: NamedDependency[Gate], data: JSONBody[AuthorityFile]
) -> FileReport:
    """Add and correct own entries from a file (CSV), or on a dry run tell what would become of it."""
    return await actions.take_file(gate, data.text, language_of(request), dry_run=data.dry_run)


async def _answer(gate: Gate, authority_id: UUID, status: int = 200) -> Answer[Authority]:
    await gate.flush()
    found = await queries.own_authority(gate, authority_id)
    return tagged(found, found.version or 1, status)


handlers = [list_authorities, add, read, change, remove, take_file]
