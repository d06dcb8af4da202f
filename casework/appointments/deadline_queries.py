"""Named reads of deadlines and of what a deadline's form is filled in with."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Date, DateTime, Integer, Select, Text, Uuid, bindparam, func, literal, select
from sqlalchemy.orm import aliased

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.appointments.authority_queries import home_district
from casework.appointments.codes import DeadlineStatus
from casework.appointments.deadline_schemas import DeadlineRow, OpenDeadline
from casework.appointments.models import Deadline
from casework.cases.models import Case, CasePerson
from casework.core.model import ORG
from casework.identity.models import Member
from casework.people.models import Client
from casework.tenancy.codes import Land

OFFER = "select title, starts_on, apply_before from directory_offers where id = $1"


class PersonToChoose(msgspec.Struct):
    """A client of a case, with what a deadline about the residence title starts from."""

    id: UUID
    given_name: str
    family_name: str
    residence_until: date | None

    @property
    def name(self) -> str:
        """Give the name as it is written on an envelope."""
        return f"{self.given_name} {self.family_name}".strip()


class CaseFacts(msgspec.Struct):
    """What a deadline takes from its case."""

    id: UUID
    district: str | None
    venture_start: date | None


class OfferFacts(msgspec.Struct):
    """What a deadline takes from an offer of the directory."""

    title: str
    starts_on: date | None
    apply_before: str | None


def _rows() -> Select[Any]:
    name = func.trim(func.concat(Client.given_name, literal(" ", Text()), Client.family_name))
    confirmer = aliased(Member)
    return (
        select(
            *(Deadline.id, Deadline.version, Deadline.case_id),
            *(Case.number.label("case_number"), Case.title.label("case_title")),
            *(Deadline.client_id, name.label("client_name"), Deadline.deadline_kind, Deadline.title, Deadline.land),
            *(Deadline.rule, Deadline.rule_version, Deadline.norm, Deadline.computed_due_on, Deadline.due_on),
            *(Deadline.correction, Deadline.warn_on, Deadline.explanation, Deadline.status, Deadline.done_on),
            *(Deadline.note, confirmer.name.label("confirmed_by"), Deadline.confirmed_at, Deadline.created_at),
        )
        .join(Case, (Case.org_id == Deadline.org_id) & (Case.id == Deadline.case_id))
        .outerjoin(Client, (Client.org_id == Deadline.org_id) & (Client.id == Deadline.client_id))
        .outerjoin(confirmer, (confirmer.org_id == Deadline.org_id) & (confirmer.id == Deadline.confirmed_by))
        .where(Deadline.org_id == ORG)
    )


_LIMIT = bindparam("limit", type_=Integer())
_CASE_ID = bindparam("case_id", type_=Uuid())
_IS_OPEN = Deadline.status == literal(DeadlineStatus.OPEN.value, Text())

_ONE = Read(Deadline, "read", DeadlineRow, _rows().where(Deadline.id == bindparam("id")))
_OPEN_OF_CASE = Read(
    Deadline,
    "list",
    DeadlineRow,
    _rows().where(Deadline.case_id == _CASE_ID, _IS_OPEN).order_by(Deadline.due_on, Deadline.id).limit(_LIMIT),
)
_ENDED_OF_CASE = Read(
    Deadline,
    "list",
    DeadlineRow,
    _rows()
    .where(Deadline.case_id == _CASE_ID, Deadline.status != literal(DeadlineStatus.OPEN.value, Text()))
    .order_by(Deadline.done_on.desc(), Deadline.id)
    .limit(_LIMIT)
    .offset(bindparam("offset", type_=Integer())),
)
_ALL_OF_CASE = Read(
    Deadline,
    "list",
    DeadlineRow,
    _rows()
    .where(Deadline.case_id == _CASE_ID)
    .order_by(Deadline.id.desc())
    .limit(_LIMIT)
    .offset(bindparam("offset", type_=Integer())),
)
_ENTERED_BEFORE = Read(
    Deadline,
    "list",
    DeadlineRow,
    _rows()
    .where(Deadline.case_id == _CASE_ID, Deadline.created_at < bindparam("moment", type_=DateTime(timezone=True)))
    .order_by(Deadline.created_at.desc(), Deadline.id)
    .limit(_LIMIT),
)
_PERSONS = Read(
    Client,
    "read",
    PersonToChoose,
    select(Client.id, Client.given_name, Client.family_name, Client.residence_until)
    .join(CasePerson, (CasePerson.org_id == Client.org_id) & (CasePerson.client_id == Client.id))
    .where(Client.org_id == ORG, CasePerson.case_id == _CASE_ID)
    .order_by(Client.given_name, Client.id)
    .limit(50),
)
_FACTS = Read(
    Case,
    "read",
    CaseFacts,
    select(Case.id, Case.district, Case.venture_start).where(Case.org_id == ORG, Case.id == bindparam("id")),
)


@lru_cache
def _open(scope: str) -> Read[OpenDeadline]:
    """Give the read of open deadlines in a member's cases ("owner"), in teams' cases ("teams") or in all ("all")."""
    statement = (
        select(
            *(Deadline.id, Deadline.case_id, Case.number.label("case_number"), Case.title.label("case_title")),
            *(Deadline.deadline_kind, Deadline.title, Deadline.due_on),
            Deadline.correction.is_not(None).label("corrected"),
            Deadline.explanation,
        )
        .join(Case, (Case.org_id == Deadline.org_id) & (Case.id == Deadline.case_id))
        .where(Deadline.org_id == ORG, _IS_OPEN, Deadline.due_on <= bindparam("until", type_=Date()))
        .order_by(Deadline.due_on, Deadline.id)
        .limit(_LIMIT)
    )
    if scope == "owner":
        statement = statement.where(Case.owner_id == bindparam("owner", type_=Uuid()))
    elif scope == "teams":
        statement = statement.where(Case.team_id == func.any(bindparam("team_ids", type_=ARRAY(Uuid()))))
    return Read(Deadline, "list", OpenDeadline, statement)


@lru_cache
def _open_rows(*, of_owner: bool) -> Read[DeadlineRow]:
    statement = _rows().where(_IS_OPEN, Deadline.due_on <= bindparam("until", type_=Date()))
    if of_owner:
        statement = statement.where(Case.owner_id == bindparam("owner", type_=Uuid()))
    page = statement.order_by(Deadline.due_on, Deadline.id).limit(_LIMIT).offset(bindparam("offset", type_=Integer()))
    return Read(Deadline, "list", DeadlineRow, page)


async def open_deadlines(
    gate: Gate,
    *,
    until: date,
    member_id: UUID | None = None,
    team_ids: Sequence[UUID] | None = None,
    limit: int = 50,
) -> list[OpenDeadline]:
    """Give open deadlines that end up to a day, missed ones included and the most urgent first.

    In the cases of one member, or else in the cases of some teams, or else in all that the actor may see.
    """
    if member_id is not None:
        return await gate.select(_open("owner"), owner=member_id, until=until, limit=limit)
    if team_ids is not None:
        return await gate.select(_open("teams"), team_ids=list(team_ids), until=until, limit=limit)
    return await gate.select(_open("all"), until=until, limit=limit)


async def open_rows(
    gate: Gate, *, until: date, member_id: UUID | None, limit: int = 50, offset: int = 0
) -> list[DeadlineRow]:
    """Give a page of open deadlines in full, of one member's cases or of all that the actor may see."""
    mine = {} if member_id is None else {"owner": member_id}
    return await gate.select(
        _open_rows(of_owner=member_id is not None), until=until, limit=limit, offset=offset, **mine
    )


async def deadline(gate: Gate, deadline_id: UUID) -> DeadlineRow:
    """Give a deadline; raises NotFound or Denied."""
    return await gate.one(_ONE, deadline_id)


async def open_deadlines_of_case(gate: Gate, case_id: UUID, limit: int = 100) -> list[DeadlineRow]:
    """Give a case's open deadlines, the most urgent first."""
    return await gate.select(_OPEN_OF_CASE, case_id=case_id, limit=limit)


async def ended_deadlines_of_case(gate: Gate, case_id: UUID, limit: int = 50, offset: int = 0) -> list[DeadlineRow]:
    """Give a page of a case's deadlines that were kept, missed or dropped, the latest first."""
    return await gate.select(_ENDED_OF_CASE, case_id=case_id, limit=limit, offset=offset)


async def all_of_case(gate: Gate, case_id: UUID, *, limit: int, offset: int) -> list[DeadlineRow]:
    """Give a page of a case's deadlines, open or not, the latest entered first."""
    return await gate.select(_ALL_OF_CASE, case_id=case_id, limit=limit, offset=offset)


async def deadlines_of_case(gate: Gate, case_id: UUID, *, before: datetime, limit: int = 50) -> list[DeadlineRow]:
    """Give a case's deadlines that were entered before a moment, the latest first."""
    return await gate.select(_ENTERED_BEFORE, case_id=case_id, moment=before, limit=limit)


async def persons_to_choose(gate: Gate, case_id: UUID) -> list[PersonToChoose]:
    """Give the clients of a case whom a deadline may be about, as far as the actor may see them."""
    return await gate.select(_PERSONS, case_id=case_id)


async def case_facts(gate: Gate, case_id: UUID) -> CaseFacts:
    """Give what a deadline takes from its case; raises NotFound or Denied."""
    return await gate.one(_FACTS, case_id)


async def land_of(gate: Gate, district: str | None) -> Land:
    """Give the Land of a district; where none is known, the one in which the organisation sits."""
    return Land.of_district(district or await home_district(gate))


def require_engine(gate: Gate) -> None:
    """Refuse (403) the calculator to those who never keep a deadline."""
    gate.require(Deadline, "create", within="assigned")


async def offer_facts(gate: Gate, offer_id: UUID) -> OfferFacts | None:
    """Give when a published offer starts and what must be applied for before; None if there is no such offer."""
    rows = await gate.call(OFFER, offer_id)
    return OfferFacts(*rows[0]) if rows else None
