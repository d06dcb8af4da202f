"""What is done with households: making them, naming them, people coming and leaving."""

from uuid import UUID

from casework.access.gate import Gate
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid, NotFound
from casework.people.models import Client, Household, HouseholdPerson
from casework.people.schemas import HouseholdPlace, NewHousehold
from casework.web.fields import clean
from casework.web.i18n import msgid


async def make_household(gate: Gate, new: NewHousehold) -> Household:
    """Make a household of clients whom the actor may know; raises NotFound for others, Invalid for one named twice."""
    gate.require(Household, "create")
    ids = [place.client_id for place in new.persons]
    if len(set(ids)) < len(ids):
        raise Invalid(
            msgid("Some fields need to be corrected."), {"persons": [(msgid("A person stands here twice."), {})]}
        )
    clients = [await gate.get(Client, client_id, "search") for client_id in ids]
    families = dict.fromkeys(client.family_name for client in clients)
    name = clean(new.name or "") or " / ".join(families)[:100]
    household = Household(name=name, created_at=now(), changed_at=now())
    await gate.add(household)
    await gate.add_all([_place(household, place) for place in new.persons])
    return household


async def name_household(gate: Gate, household_id: UUID, name: str, version: int) -> Household:
    """Give a household another name; raises Stale for another version."""
    household = await gate.get(Household, household_id, "update", version=version)
    if not clean(name):
        raise Invalid(msgid("Some fields need to be corrected."), {"name": [(msgid("Please fill in this field."), {})]})
    household.name, household.changed_at = clean(name), now()
    await gate.flush()
    return household


async def add_person(gate: Gate, household_id: UUID, place: HouseholdPlace, version: int) -> Household:
    """Take a client into a household; raises Conflict if they live there already."""
    household = await gate.get(Household, household_id, "update", version=version)
    await gate.get(Client, place.client_id, "search")
    if await _places(gate, household, place.client_id):
        raise Conflict(msgid("This person belongs to the household already."))
    await gate.add_all([_place(household, place)])
    household.changed_at = now()
    await gate.flush()
    return household


async def remove_person(gate: Gate, household_id: UUID, client_id: UUID, version: int) -> Household:
    """Take a client out of a household; raises NotFound if they do not live there."""
    household = await gate.get(Household, household_id, "update", version=version)
    await gate.get(Client, client_id, "search")
    places = await _places(gate, household, client_id)
    if not places:
        raise NotFound
    for place in places:
        await gate.remove(place)
    household.changed_at = now()
    await gate.flush()
    return household


async def _places(gate: Gate, household: Household, client_id: UUID) -> list[HouseholdPerson]:
    return await gate.all(
        HouseholdPerson,
        "update",
        HouseholdPerson.household_id == household.id,
        HouseholdPerson.client_id == client_id,
    )


def _place(household: Household, place: HouseholdPlace) -> HouseholdPerson:
    return HouseholdPerson(household_id=household.id, client_id=place.client_id, role=place.role)
