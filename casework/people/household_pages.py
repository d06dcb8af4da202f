"""Pages about households: making one, seeing who belongs to it, people coming and leaving."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from msgspec import Meta, Struct

from casework.access.gate import Gate
from casework.core.errors import Conflict, Invalid
from casework.people import household_actions, households, queries
from casework.people.client_form import version_in
from casework.people.codes import HouseholdRole
from casework.people.models import Household
from casework.people.schemas import HouseholdName, HouseholdPlace, NewHousehold
from casework.tenancy.districts import district_name
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]
FOUND = 20


class FirstPerson(Struct):
    """A household as it begins: with one person."""

    client_id: UUID
    role: HouseholdRole = HouseholdRole.REFERENCE
    name: Annotated[str, Meta(max_length=100)] | None = None


@get("/households/new", include_in_schema=False)
async def new_household(request: AnyRequest, gate: NamedDependency[Gate], client: FromQuery[UUID]) -> Response[Any]:
    """Show the form for a household that begins with one client."""
    gate.require(Household, "create")
    return await _new_page(request, gate, client, Form.blank(FirstPerson, client_id=client))


@post("/households", status_code=303, include_in_schema=False)
async def make_household(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Make a household with its first person."""
    gate.require(Household, "create")
    form = await read_form(request, FirstPerson)
    if not form.valid:
        if "client_id" in form.errors:
            raise Invalid(msgid("Please start from the page of a client."))
        return await _new_page(request, gate, UUID(form.typed("client_id")), form)
    first = form.value
    new = NewHousehold(persons=[HouseholdPlace(first.client_id, first.role)], name=first.name)
    made = await household_actions.make_household(gate, new)
    return Redirect(f"/households/{made.id}?done=saved", status_code=303)


@get("/households/{household_id:uuid}", include_in_schema=False)
async def show_household(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    household_id: FromPath[UUID],
    search: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Response[Any]:
    """Show a household, and whom a search finds to be added."""
    return await _page(request, gate, household_id, search=search.strip()[:200], done=done)


@post("/households/{household_id:uuid}/name", status_code=303, include_in_schema=False)
async def name_household(
    request: AnyRequest, gate: NamedDependency[Gate], household_id: FromPath[UUID]
) -> Response[Any]:
    """Give a household another name."""
    version = version_in(await read_fields(request))
    form = await read_form(request, HouseholdName)
    if not form.valid:
        return await _page(request, gate, household_id, form=form)
    await household_actions.name_household(gate, household_id, form.value.name, version)
    return Redirect(f"/households/{household_id}?done=saved", status_code=303)


@post("/households/{household_id:uuid}/persons", status_code=303, include_in_schema=False)
async def add_person(request: AnyRequest, gate: NamedDependency[Gate], household_id: FromPath[UUID]) -> Response[Any]:
    """Take a client into a household."""
    version = version_in(await read_fields(request))
    form = await read_form(request, HouseholdPlace)
    if form.valid:
        try:
            await household_actions.add_person(gate, household_id, form.value, version)
        except Conflict as error:
            form.take(error)
        else:
            return Redirect(f"/households/{household_id}?done=saved", status_code=303)
    return await _page(request, gate, household_id, adding=form)


@post("/households/{household_id:uuid}/persons/{client_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_person(
    request: AnyRequest, gate: NamedDependency[Gate], household_id: FromPath[UUID], client_id: FromPath[UUID]
) -> Redirect:
    """Take a client out of a household."""
    version = version_in(await read_fields(request))
    await household_actions.remove_person(gate, household_id, client_id, version)
    return Redirect(f"/people/{client_id}?done=moved", status_code=303)


async def _new_page(request: AnyRequest, gate: Gate, client_id: UUID, form: Form[FirstPerson]) -> Response[Any]:
    client = await queries.client(gate, client_id)
    status = 200 if form.valid else 422
    return page(request, "people/new_household.html", status, client=client, form=form, HouseholdRole=HouseholdRole)


async def _page(
    request: AnyRequest,
    gate: Gate,
    household_id: UUID,
    *,
    search: str = "",
    done: str = "",
    form: Form[HouseholdName] | None = None,
    adding: Form[HouseholdPlace] | None = None,
) -> Response[Any]:
    view = await households.household(gate, household_id)
    living = {member.person.id for member in view.persons}
    found = await queries.search(gate, search, FOUND) if search else []
    wrong = any(shown is not None and not shown.valid for shown in (form, adding))
    return page(
        request,
        "people/household.html",
        422 if wrong else 200,
        household=view,
        may_update=gate.may(Household, "update"),
        search=search,
        found=[person for person in found if person.id not in living],
        done=done,
        form=form or Form.of(HouseholdName(view.name)),
        adding=adding or Form.blank(HouseholdPlace),
        HouseholdRole=HouseholdRole,
        district_name=district_name,
    )


handlers = [new_household, make_household, show_household, name_household, add_person, remove_person]
