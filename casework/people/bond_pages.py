"""Pages about a client's family and others, and the page for a protected address."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import Conflict, Denied, Invalid, Stale
from casework.people import bond_actions, queries, relations
from casework.people.bond_models import ProtectedAddress
from casework.people.bond_schemas import (
    AddressEntry,
    AddressView,
    Disclosure,
    RelationChange,
    RelationEntry,
    RelationView,
)
from casework.people.client_form import version_in
from casework.people.fact_codes import RelationKind
from casework.people.models import Client
from casework.people.sections import framed
from casework.web.forms import Form
from casework.web.input import read_fields, read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]
FOUND = 20


@get("/people/{client_id:uuid}/relations", include_in_schema=False)
async def show_relations(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    search: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Response[Any]:
    """Show what others are to a client, their households, and whom a search finds to be added."""
    return await _relations(request, gate, client_id, search=search.strip()[:200], done=done)


@post("/people/{client_id:uuid}/relations", status_code=303, include_in_schema=False)
async def add_relation(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Say what another client is to this one."""
    form = await read_form(request, RelationEntry)
    if form.valid:
        try:
            await bond_actions.add_relation(gate, client_id, form.value)
        except (Invalid, Conflict) as error:
            form.take(error)
        else:
            return Redirect(f"/people/{client_id}/relations?done=saved", status_code=303)
    return await _relations(request, gate, client_id, form=form)


@get("/people/{client_id:uuid}/relations/{client_relation_id:uuid}", include_in_schema=False)
async def edit_relation(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], client_relation_id: FromPath[UUID]
) -> Response[Any]:
    """Show a relation for correcting."""
    kept = await bond_actions.relation(gate, client_id, client_relation_id)
    return await _relation(request, gate, client_id, kept, Form.of(_as_change(kept)))


@post("/people/{client_id:uuid}/relations/{client_relation_id:uuid}", status_code=303, include_in_schema=False)
async def change_relation(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], client_relation_id: FromPath[UUID]
) -> Response[Any]:
    """Keep what was corrected; whoever was slower sees what stands there now beside their own words."""
    form = await read_form(request, RelationChange)
    kept = await bond_actions.relation(gate, client_id, client_relation_id)
    if form.valid:
        version = version_in({"version": form.typed_all("version")})
        try:
            await bond_actions.change_relation(gate, client_id, client_relation_id, form.value, version)
        except (Invalid, Conflict, Stale) as error:
            form.take(error)
        else:
            return Redirect(f"/people/{client_id}/relations?done=saved", status_code=303)
    return await _relation(request, gate, client_id, kept, form)


@post("/people/{client_id:uuid}/relations/{client_relation_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_relation(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], client_relation_id: FromPath[UUID]
) -> Redirect:
    """Take a relation away."""
    version = version_in(await read_fields(request))
    await bond_actions.remove_relation(gate, client_id, client_relation_id, version)
    return Redirect(f"/people/{client_id}/relations?done=removed", status_code=303)


@get("/people/{client_id:uuid}/address", include_in_schema=False)
async def ask_address(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Ask for the reason; the page is the same whether there is an address or not."""
    return await _address(request, gate, client_id)


@post("/people/{client_id:uuid}/address", status_code=200, include_in_schema=False)
async def show_address(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Show the protected addresses for a reason, which is recorded."""
    form = await read_form(request, Disclosure)
    if form.valid:
        try:
            found = await bond_actions.disclose(gate, client_id, form.value.reason)
        except Invalid as error:
            form.take(error)
        else:
            return await _address(request, gate, client_id, asking=form, found=found)
    return await _address(request, gate, client_id, asking=form)


@post("/people/{client_id:uuid}/addresses", status_code=303, include_in_schema=False)
async def add_address(request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Response[Any]:
    """Keep an address that must not become known."""
    form = await read_form(request, AddressEntry)
    if form.valid:
        try:
            await bond_actions.add_address(gate, client_id, form.value)
        except Invalid as error:
            form.take(error)
        else:
            return Redirect(f"/people/{client_id}/contact?done=saved", status_code=303)
    return await _address(request, gate, client_id, adding=form)


@post(
    "/people/{client_id:uuid}/addresses/{protected_address_id:uuid}/removal", status_code=303, include_in_schema=False
)
async def remove_address(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], protected_address_id: FromPath[UUID]
) -> Redirect:
    """Remove a protected address that no longer holds."""
    version = version_in(await read_fields(request))
    await bond_actions.remove_address(gate, client_id, protected_address_id, version)
    return Redirect(f"/people/{client_id}/contact?done=removed", status_code=303)


async def _relations(
    request: AnyRequest,
    gate: Gate,
    client_id: UUID,
    *,
    search: str = "",
    done: str = "",
    form: Form[RelationEntry] | None = None,
) -> Response[Any]:
    context = await framed(request, gate, client_id, done)
    if not context["full"]:
        raise Denied
    found = await queries.search(gate, search, FOUND) if search else []
    return page(
        request,
        "people/relations.html",
        200 if form is None else 422,
        relations=await relations.relations_of(gate, client_id),
        search=search,
        found=[person for person in found if person.id != client_id],
        form=form or Form.blank(RelationEntry),
        RelationKind=RelationKind,
        **context,
    )


def _as_change(kept: RelationView) -> RelationChange:
    return RelationChange(
        relation_kind=kept.relation_kind, valid_from=kept.valid_from, valid_until=kept.valid_until, note=kept.note
    )


async def _relation(
    request: AnyRequest, gate: Gate, client_id: UUID, kept: RelationView, form: Form[RelationChange]
) -> Response[Any]:
    client = await queries.client(gate, client_id)
    status = 200 if form.valid else 422
    return page(request, "people/relation.html", status, client=client, kept=kept, form=form, RelationKind=RelationKind)


async def _address(
    request: AnyRequest,
    gate: Gate,
    client_id: UUID,
    *,
    asking: Form[Disclosure] | None = None,
    adding: Form[AddressEntry] | None = None,
    found: list[AddressView] | None = None,
) -> Response[Any]:
    client = await gate.get(Client, client_id, "read")
    gate.require(ProtectedAddress, "read", within=client)
    adding = adding or Form.blank(AddressEntry)
    asking = asking or Form.blank(Disclosure)
    adding.prefix = "new-"
    status = 200 if asking.valid and adding.valid else 422
    return page(request, "people/address.html", status, client=client, asking=asking, adding=adding, found=found)


handlers = [
    show_relations,
    add_relation,
    edit_relation,
    change_relation,
    remove_relation,
    ask_address,
    show_address,
    add_address,
    remove_address,
]
