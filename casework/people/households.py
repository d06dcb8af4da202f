"""Named reads of households; whoever is hidden from the reader is not among their persons."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, bindparam, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.model import ORG
from casework.people.codes import HouseholdRole
from casework.people.models import Client, Household, HouseholdPerson
from casework.people.schemas import HouseholdMember, HouseholdView
from casework.people.seen import SEEN, Seen


class _Head(NamedTuple):
    id: UUID
    name: str
    version: int


class _Place(NamedTuple):
    household_id: UUID
    role: str
    seen: Seen

    @classmethod
    def of(cls, household_id: UUID, role: str, *columns: object) -> "_Place":
        """Read a place from the columns of the statement."""
        return cls(household_id, role, Seen._make(columns))


HOUSEHOLD = Read(
    Household,
    "read",
    _Head,
    select(Household.id, Household.name, Household.version).where(
        Household.org_id == ORG, Household.id == bindparam("id")
    ),
)
OF_CLIENT = Read(
    Household,
    "read",
    _Head,
    select(Household.id, Household.name, Household.version)
    .join(
        HouseholdPerson,
        and_(HouseholdPerson.org_id == Household.org_id, HouseholdPerson.household_id == Household.id),
    )
    .where(Household.org_id == ORG, HouseholdPerson.client_id == bindparam("client", type_=Uuid()))
    .order_by(Household.name, Household.id)
    .limit(20),
)
PLACES = Read(
    Client,
    "search",
    _Place.of,
    select(HouseholdPerson.household_id, HouseholdPerson.role, *SEEN)
    .join(HouseholdPerson, and_(HouseholdPerson.org_id == Client.org_id, HouseholdPerson.client_id == Client.id))
    .where(
        Client.org_id == ORG,
        HouseholdPerson.household_id == func.any(bindparam("households", type_=ARRAY(Uuid()))),
    )
    .order_by(Client.birth_date.nulls_last(), Client.sort_key, Client.id),
)


async def household(gate: Gate, household_id: UUID) -> HouseholdView:
    """Give a household with the persons whom the actor may know; raises NotFound or Denied."""
    return (await _with_persons(gate, [await gate.one(HOUSEHOLD, household_id)]))[0]


async def of_client(gate: Gate, client_id: UUID) -> list[HouseholdView]:
    """Give the households that a client belongs to; none for roles that see no households."""
    if not gate.may(Household, "read"):
        return []
    return await _with_persons(gate, await gate.select(OF_CLIENT, client=client_id))


async def _with_persons(gate: Gate, heads: Iterable[_Head]) -> list[HouseholdView]:
    views = {head.id: HouseholdView(head.id, head.name, head.version, []) for head in heads}
    places: list[_Place] = await gate.select(PLACES, households=list(views)) if views else []
    for place in sorted(places, key=lambda place: list(HouseholdRole).index(HouseholdRole(place.role))):
        member = HouseholdMember(HouseholdRole(place.role), place.seen.person(gate))
        views[place.household_id].persons.append(member)
    return list(views.values())
