"""Clients and households as JSON."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.people import (
    actions,
    bond_api,
    duplicate_pages,
    fact_api,
    household_actions,
    households,
    merge_api,
    queries,
)
from casework.people.actions import MaybeKnown
from casework.people.schemas import (
    ClientDetails,
    ClientView,
    ContactView,
    DuplicateProblem,
    HouseholdName,
    HouseholdPlace,
    HouseholdView,
    NewClient,
    NewHousehold,
    Person,
)
from casework.web.answers import Answer, tagged
from casework.web.problems import TITLES
from casework.web.render import reader

Limit = Annotated[int, QueryParameter(ge=1, le=100, description="At most so many.")]
Offset = Annotated[int, QueryParameter(ge=0, le=100_000, description="Leave out so many first.")]
Text = Annotated[str | None, QueryParameter(max_length=200, description="Names in any order, a birth date or year.")]


@get("/api/people")
async def list_people(
    gate: NamedDependency[Gate], q: Text = None, limit: Limit = 50, offset: Offset = 0
) -> list[Person]:
    """Give the people whom `q` finds, best first; without it the clients whom one works with, by name."""
    if q is None:
        return await queries.clients(gate, limit, offset)
    return await queries.search(gate, q, limit, offset)


@post("/api/people")
async def enter_client(
    request: Request[Any, Any, Any], gate: NamedDependency[Gate], data: JSONBody[NewClient]
) -> Answer[ClientView | ContactView | DuplicateProblem]:
    """Enter a client. Whoever may be known already is answered with 409 and the candidates, unless `confirmed_new`."""
    try:
        entered = await actions.enter_client(gate, data)
    except MaybeKnown as known:
        words = reader(request)
        problem = DuplicateProblem(
            f"urn:casework:problem:{known.code}",
            words.gettext(TITLES[409]),
            409,
            words.gettext(known.message),
            known.found,
        )
        return Answer(content=problem, status_code=409, media_type="application/problem+json")
    view = await queries.client(gate, entered.id)
    return _tagged(view, 201)


@get("/api/people/{client_id:uuid}")
async def read_client(gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Answer[ClientView | ContactView]:
    """Give a client; the front desk gets name and contact only."""
    return _tagged(await queries.client(gate, client_id))


@put("/api/people/{client_id:uuid}")
async def edit_client(
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    data: JSONBody[ClientDetails],
    version: NamedDependency[int],
) -> Answer[ClientView | ContactView]:
    """Replace a client's details; If-Match names the version they were read in."""
    await actions.edit_client(gate, client_id, data, version)
    return _tagged(await queries.client(gate, client_id))


@post("/api/people/{client_id:uuid}/restriction", status_code=200)
async def restrict_client(
    gate: NamedDependency[Gate], client_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[ClientView | ContactView]:
    """Hide a client from all but those who work with them and their lead."""
    await actions.restrict_client(gate, client_id, version, restricted=True)
    return _tagged(await queries.client(gate, client_id))


@delete("/api/people/{client_id:uuid}/restriction", status_code=200)
async def end_restriction(
    gate: NamedDependency[Gate], client_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[ClientView | ContactView]:
    """Show a client to the team again."""
    await actions.restrict_client(gate, client_id, version, restricted=False)
    return _tagged(await queries.client(gate, client_id))


@post("/api/households")
async def make_household(gate: NamedDependency[Gate], data: JSONBody[NewHousehold]) -> Answer[HouseholdView]:
    """Make a household of existing clients."""
    made = await household_actions.make_household(gate, data)
    return await _household(gate, made.id, 201)


@get("/api/households/{household_id:uuid}")
async def read_household(gate: NamedDependency[Gate], household_id: FromPath[UUID]) -> Answer[HouseholdView]:
    """Give a household with its persons."""
    return await _household(gate, household_id)


@put("/api/households/{household_id:uuid}")
async def name_household(
    gate: NamedDependency[Gate],
    household_id: FromPath[UUID],
    data: JSONBody[HouseholdName],
    version: NamedDependency[int],
) -> Answer[HouseholdView]:
    """Give a household another name."""
    await household_actions.name_household(gate, household_id, data.name, version)
    return await _household(gate, household_id)


@post("/api/households/{household_id:uuid}/persons")
async def add_person(
    gate: NamedDependency[Gate],
    household_id: FromPath[UUID],
    data: JSONBody[HouseholdPlace],
    version: NamedDependency[int],
) -> Answer[HouseholdView]:
    """Take a client into a household."""
    await household_actions.add_person(gate, household_id, data, version)
    return await _household(gate, household_id, 201)


@delete("/api/households/{household_id:uuid}/persons/{client_id:uuid}", status_code=200)
async def remove_person(
    gate: NamedDependency[Gate],
    household_id: FromPath[UUID],
    client_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Answer[HouseholdView | None]:
    """Take a client out of a household and give what remains of it."""
    await household_actions.remove_person(gate, household_id, client_id, version)
    view = await households.household(gate, household_id)
    return tagged(view, view.version)


def _tagged(view: ClientView | ContactView, status: int = 200) -> Answer[Any]:
    return tagged(view, view.version, status)


async def _household(gate: Gate, household_id: UUID, status: int = 200) -> Answer[HouseholdView]:
    view = await households.household(gate, household_id)
    return tagged(view, view.version, status)


handlers = [
    list_people,
    enter_client,
    read_client,
    edit_client,
    restrict_client,
    end_restriction,
    make_household,
    read_household,
    name_household,
    add_person,
    remove_person,
    *fact_api.handlers,
    *merge_api.handlers,
    *bond_api.handlers,
    *duplicate_pages.api_handlers,
]
