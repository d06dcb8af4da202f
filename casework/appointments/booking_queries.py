"""Named reads of what a booking starts from: the case's name, and the members who may be responsible."""

from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, bindparam, func, literal, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.models import Appointment
from casework.cases.models import Case
from casework.core.model import ORG
from casework.identity.models import Member

CLIENTS = "select client_id from case_persons where org_id = $1 and case_id = $2"
SPOKEN = (
    "select c.languages from clients c join case_persons p on p.org_id = c.org_id and p.client_id = c.id"
    " where c.org_id = $1 and p.case_id = $2 order by p.joined_on, p.id"
)
_RESPONSIBLE_ROLES = ["counsellor", "team_lead", "front_desk", "provider", "volunteer"]


class CaseName(msgspec.Struct):
    """What everybody who books appointments may know of a case."""

    id: UUID
    number: str
    title: str
    district: str | None
    owner_id: UUID
    closed_on: date | None


class MemberName(msgspec.Struct):
    """A member who may be responsible for appointments."""

    id: UUID
    name: str


_MEMBERS = Read(
    Member,
    "list",
    MemberName,
    select(Member.id, Member.name)
    .where(
        Member.org_id == ORG,
        Member.active,
        Member.role == func.any(literal(_RESPONSIBLE_ROLES, ARRAY(Text()))),
    )
    .order_by(Member.name)
    .limit(1000),
)


@lru_cache
def _named(act: str) -> Read[CaseName]:
    columns = (Case.id, Case.number, Case.title, Case.district, Case.owner_id, Case.closed_on)
    statement = select(*columns).where(Case.org_id == ORG, Case.id == bindparam("id"))
    return Read(Case, act, CaseName, statement)


def case_act(gate: Gate) -> str:
    """Give the act by which the actor gets to a case to book in it: the front desk sees only its head."""
    return "head" if gate.may(Case, "head", within="assigned") else "read"


def sees_content(gate: Gate) -> bool:
    """Tell whether the actor may read notes and outcomes of appointments at all."""
    return gate.may(Appointment, "content", within="assigned")


async def case_name(gate: Gate, case_id: UUID) -> CaseName:
    """Give what those who book may know of a case; raises NotFound or Denied."""
    return await gate.one(_named(case_act(gate)), case_id)


async def responsible_members(gate: Gate) -> list[MemberName]:
    """Give the members who may be responsible for an appointment, by name."""
    return await gate.select(_MEMBERS)


async def languages_of_case(gate: Gate, case_id: UUID) -> list[str]:
    """Give the languages that a case's clients speak, for paper that is printed for them; no name comes along."""
    return [code for row in await gate.call(SPOKEN, gate.actor.org_id, case_id) for code in row[0] or ()]


async def clients_of_case(gate: Gate, case_id: UUID) -> list[UUID]:
    """Give the ids of a case's clients, for the access record of something that was printed about it."""
    return [row[0] for row in await gate.call(CLIENTS, gate.actor.org_id, case_id)]
