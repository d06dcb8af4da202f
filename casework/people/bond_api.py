"""Relations between clients and protected addresses as JSON."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.people import bond_actions, queries, relations
from casework.people.bond_schemas import (
    AddressEntry,
    AddressView,
    Disclosure,
    RelationChange,
    RelationEntry,
    RelationView,
)
from casework.web.answers import Answer, tagged


@get("/api/people/{client_id:uuid}/relations")
async def list_relations(gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> list[RelationView]:
    """Give what others are to a client, from the client's side."""
    await queries.client(gate, client_id)
    return await relations.relations_of(gate, client_id)


@post("/api/people/{client_id:uuid}/relations")
async def add_relation(
    gate: NamedDependency[Gate], client_id: FromPath[UUID], data: JSONBody[RelationEntry]
) -> Answer[RelationView]:
    """Say what another client is to this one; it reads from the other side as well."""
    view = await bond_actions.add_relation(gate, client_id, data)
    return tagged(view, view.version, 201)


@put("/api/people/{client_id:uuid}/relations/{client_relation_id:uuid}")
async def change_relation(
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    client_relation_id: FromPath[UUID],
    data: JSONBody[RelationChange],
    version: NamedDependency[int],
) -> Answer[RelationView]:
    """Correct what the other client is to this one, since when and until when."""
    view = await bond_actions.change_relation(gate, client_id, client_relation_id, data, version)
    return tagged(view, view.version)


@delete("/api/people/{client_id:uuid}/relations/{client_relation_id:uuid}", status_code=204)
async def remove_relation(
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    client_relation_id: FromPath[UUID],
    version: NamedDependency[int],
) -> None:
    """Take a relation away."""
    await bond_actions.remove_relation(gate, client_id, client_relation_id, version)


@post("/api/people/{client_id:uuid}/address-disclosure", status_code=200)
async def disclose(
    gate: NamedDependency[Gate], client_id: FromPath[UUID], data: JSONBody[Disclosure]
) -> list[AddressView]:
    """Give the protected addresses for a reason, which goes into the access record."""
    return await bond_actions.disclose(gate, client_id, data.reason)


@post("/api/people/{client_id:uuid}/protected-addresses", status_code=204)
async def add_address(gate: NamedDependency[Gate], client_id: FromPath[UUID], data: JSONBody[AddressEntry]) -> None:
    """Keep an address that must not become known; it is shown for a reason only, so not here either."""
    await bond_actions.add_address(gate, client_id, data)


@delete("/api/people/{client_id:uuid}/protected-addresses/{protected_address_id:uuid}", status_code=204)
async def remove_address(
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    protected_address_id: FromPath[UUID],
    version: NamedDependency[int],
) -> None:
    """Remove a protected address."""
    await bond_actions.remove_address(gate, client_id, protected_address_id, version)


handlers = [list_relations, add_relation, change_relation, remove_relation, disclose, add_address, remove_address]
