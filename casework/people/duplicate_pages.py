"""The list of records that may be one person, as page and as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.people import duplicates
from casework.people.duplicates import Different, DuplicatePair
from casework.tenancy.districts import district_name
from casework.web.input import read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]


@get("/people/duplicates", include_in_schema=False)
async def show_duplicates(request: AnyRequest, gate: NamedDependency[Gate], done: FromQuery[str] = "") -> Response[str]:
    """Show pairs of people who may be one, with what can be done about each."""
    pairs = await duplicates.likely_pairs(gate)
    return page(request, "people/duplicates.html", pairs=pairs, done=done, district_name=district_name)


@post("/people/{client_id:uuid}/different", status_code=303, include_in_schema=False)
async def tell_apart(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Keep that two records are two people."""
    form = await read_form(request, Different)
    if form.valid:
        await duplicates.tell_apart(gate, client_id, form.value.other_id)
    return Redirect(f"/people/duplicates{'?done=different' if form.valid else ''}", status_code=303)


@get("/api/people/duplicates")
async def list_duplicates(gate: NamedDependency[Gate]) -> list[DuplicatePair]:
    """Give pairs of people who may be one, at most 50, the likeliest first; those told apart are left out."""
    return await duplicates.likely_pairs(gate)


@post("/api/people/{client_id:uuid}/different", status_code=204)
async def keep_apart(gate: NamedDependency[Gate], client_id: FromPath[UUID], data: JSONBody[Different]) -> None:
    """Keep that this client and another one are two people."""
    await duplicates.tell_apart(gate, client_id, data.other_id)


handlers = [show_duplicates, tell_apart]
api_handlers = [list_duplicates, keep_apart]
