"""Light contacts as JSON."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.cases import light_actions, light_queries
from casework.cases.light_schemas import Growing, LightFields, LightFilter, LightPage, LightView, Linking
from casework.core.errors import Invalid
from casework.web.answers import Answer, tagged
from casework.web.forms import Form
from casework.web.i18n import msgid


@get("/api/light-contacts")
async def list_contacts(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> LightPage:
    """Give a page of 50 light contacts, the newest first.

    Query: whose (mine, all), since, until (dates), topic, mode, outcome, language, district (AGS),
    status (open, grown), page.
    """
    form = Form.read(LightFilter, request.query_params.dict())
    if not form.valid:
        raise Invalid(msgid("The list cannot be filtered like this."), form.errors)
    return await light_queries.listed(gate, form.value)


@post("/api/light-contacts")
async def write_contact(gate: NamedDependency[Gate], data: JSONBody[LightFields]) -> Answer[LightView]:
    """Enter a talk without a case file."""
    contact = await light_actions.write_contact(gate, data)
    return await _shown(gate, contact.id, 201)


@get("/api/light-contacts/{contact_id:uuid}")
async def read_contact(gate: NamedDependency[Gate], contact_id: FromPath[UUID]) -> Answer[LightView]:
    """Give a light contact."""
    return await _shown(gate, contact_id)


@put("/api/light-contacts/{contact_id:uuid}")
async def change_contact(
    gate: NamedDependency[Gate], contact_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[LightFields]
) -> Answer[LightView]:
    """Correct one's own light contact."""
    await light_actions.change_contact(gate, contact_id, version, data)
    return await _shown(gate, contact_id)


@post("/api/light-contacts/{contact_id:uuid}/case")
async def grow(
    gate: NamedDependency[Gate], contact_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Growing]
) -> Answer[LightView]:
    """Open a case out of a light contact; the answer names the case."""
    await light_actions.grow(gate, contact_id, version, data)
    return await _shown(gate, contact_id, 201)


@put("/api/light-contacts/{contact_id:uuid}/link")
async def link(
    gate: NamedDependency[Gate], contact_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Linking]
) -> Answer[LightView]:
    """Tell to which client or case a light contact belongs."""
    await light_actions.link(gate, contact_id, version, data)
    return await _shown(gate, contact_id)


async def _shown(gate: Gate, contact_id: UUID, status: int = 200) -> Answer[LightView]:
    await gate.flush()
    contact = await light_queries.one(gate, contact_id)
    return tagged(contact, contact.version, status)


handlers = [list_contacts, write_contact, read_contact, change_contact, grow, link]
