"""Named reads of cases."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from casework.access.enforcer import policy
from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.codes import Phase
from casework.cases.models import Case, CaseNote, CasePerson
from casework.cases.schemas import CaseFacts, CaseHead, PersonInCase
from casework.core.model import ORG
from casework.identity.models import Member
from casework.people.models import Client
from casework.tenancy.models import District, Team

# What a reader may find buttons for on the page of a case.
CASE_ACTS = ("update", "close", "reopen", "assign", "restrict")


class _HeadRow(CaseFacts):
    """The facts of a case, its clients as JSON, and how the reader stands to it."""

    persons: str | None
    relation: str


def _persons() -> ColumnElement[Any]:
    person = aliased(Client)
    fields = ("given_name", "family_name", "native_given_name", "native_family_name", "languages", "german_level")
    pairs = [part for name in (*fields, "town") for part in (name, getattr(person, name))]
    entry = func.json_build_object("client_id", person.id, *pairs)
    # Sent as text, because msgspec reads it faster than the driver's own JSON.
    return (
        select(cast(func.json_agg(aggregate_order_by(entry, CasePerson.id)), Text))
        .select_from(CasePerson)
        .join(person, (person.org_id == CasePerson.org_id) & (person.id == CasePerson.client_id))
        .where(CasePerson.org_id == Case.org_id, CasePerson.case_id == Case.id)
        .scalar_subquery()
    )


def _head() -> Select[Any]:
    return (
        select(
            *(getattr(Case, name) for name in ("id", "number", "title", "native_title", "concern", "venture")),
            Case.venture_start,
            Case.phase,
            Case.owner_id,
            Member.name.label("owner_name"),
            Case.team_id,
            Team.name.label("team_name"),
            *(getattr(Case, name) for name in ("household_id", "restricted", "district")),
            District.name.label("district_name"),
            *(getattr(Case, name) for name in ("opened_on", "closed_on", "closure_reason", "closure_note")),
            Case.last_contact_at,
            Case.version,
            _persons().label("persons"),
            Case.relation().label("standing"),
        )
        .join(Member, (Member.org_id == Case.org_id) & (Member.id == Case.owner_id))
        .outerjoin(Team, (Team.org_id == Case.org_id) & (Team.id == Case.team_id))
        .outerjoin(District, District.ags == Case.district)
        .where(Case.org_id == ORG, Case.id == bindparam("id"))
    )


HEAD = Read(Case, "read", _HeadRow, _head())
_PERSONS = msgspec.json.Decoder(list[PersonInCase])


async def case_head(gate: Gate, case_id: UUID) -> CaseHead:
    """Give what the head of a case page shows; raises NotFound or Denied. Recorded as a read of the case."""
    row = await gate.one(HEAD, case_id)
    facts = msgspec.structs.asdict(row)
    persons, relation = facts.pop("persons"), facts.pop("relation")
    facts["phase"] = Phase(row.phase)
    return CaseHead(**facts, persons=_PERSONS.decode(persons or "[]"), acts=_acts(gate, relation))


def _acts(gate: Gate, relation: str) -> list[str]:
    acts = [act for act in CASE_ACTS if gate.may(Case, act, within=relation)]
    if gate.may(CaseNote, "create", within=relation):
        acts.append("note")
    if relation in policy().relations(gate.actor.role, "referral", "create"):
        acts.append("refer")
    return acts
