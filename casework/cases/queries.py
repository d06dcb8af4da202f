"""Named reads of cases."""

import json
import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Integer, Select, Text, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from casework.access.enforcer import policy
from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases import sections
from casework.cases.codes import Phase
from casework.cases.models import Case, CaseNote, CasePerson
from casework.cases.schemas import CaseBrief, CaseChoice, CaseFacts, CaseHead, MemberChoice, PersonInCase
from casework.core.model import ACTOR, DEPUTISED, LED_TEAMS, ORG
from casework.identity.models import Member
from casework.people import lookups, names
from casework.people.models import Client
from casework.tenancy.models import District, Team, TeamMember

# What a reader may find buttons for on the page of a case.
_NUMBER = re.compile(r"[A-Za-zÄÖÜäöü0-9]{1,12}-[0-9]{4}-[0-9]{1,9}")
_BRIEF = (Case.id, Case.number, Case.title, Case.district)
CASE_ACTS = ("update", "close", "reopen", "assign", "restrict", "split")


class _HeadRow(CaseFacts):
    """The facts of a case, its clients and what is in its sections as JSON, and how the reader stands to it."""

    persons: str | None
    counts: str
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


def _head(counted: tuple[sections.Section, ...]) -> Select[Any]:
    counts = [part for section in counted if section.count for part in (section.suffix, section.count.number())]
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
            cast(func.json_build_object(*counts), Text).label("counts"),
            Case.relation().label("standing"),
        )
        .join(Member, (Member.org_id == Case.org_id) & (Member.id == Case.owner_id))
        .outerjoin(Team, (Team.org_id == Case.org_id) & (Team.id == Case.team_id))
        .outerjoin(District, District.ags == Case.district)
        .where(Case.org_id == ORG, Case.id == bindparam("id"))
    )


def head_read() -> Read[_HeadRow]:
    """Give the read of a case's head, which counts what is in the sections that are registered by now."""
    return _head_read(tuple(section for section in sections.registered() if section.count is not None))


@lru_cache(maxsize=8)
def _head_read(counted: tuple[sections.Section, ...]) -> Read[_HeadRow]:
    return Read(Case, "read", _HeadRow, _head(counted))


_PERSONS = msgspec.json.Decoder(list[PersonInCase])


async def case_head(gate: Gate, case_id: UUID) -> CaseHead:
    """Give what the head of a case page shows; raises NotFound or Denied. Recorded as a read of the case."""
    row = await gate.one(head_read(), case_id)
    facts = msgspec.structs.asdict(row)
    persons, relation, numbers = facts.pop("persons"), facts.pop("relation"), json.loads(facts.pop("counts"))
    facts["phase"] = Phase(row.phase)
    counts = {
        section.suffix: numbers[section.suffix]
        for section in sections.registered()
        if section.count and gate.may(section.count.kind, "list", within=relation)
    }
    return CaseHead(**facts, persons=_PERSONS.decode(persons or "[]"), acts=_acts(gate, relation), counts=counts)


def _acts(gate: Gate, relation: str) -> list[str]:
    acts = [act for act in CASE_ACTS if gate.may(Case, act, within=relation)]
    if gate.may(CaseNote, "create", within=relation):
        acts.append("note")
    if relation in policy().relations(gate.actor.role, "referral", "create"):
        acts.append("refer")
    return acts


@lru_cache(maxsize=4)
def _mine(*, by_text: bool, stands_in: bool) -> Read[CaseChoice]:
    # Hardly anybody stands in, and only `=` lets the index give the order; hidden cases stay hidden by the gate.
    whose = or_(Case.owner_id == ACTOR, Case.owner_id == func.any(DEPUTISED)) if stands_in else Case.owner_id == ACTOR
    statement = select(*(getattr(Case, name) for name in CaseChoice.__struct_fields__)).where(
        Case.org_id == ORG, whose, Case.closed_on.is_(None)
    )
    if by_text:
        statement = statement.where(begins_with())
    return Read(
        Case,
        "list",
        CaseChoice,
        statement.order_by(Case.last_contact_at.desc(), Case.id).limit(bindparam("limit", type_=Integer())),
        action="search" if by_text else "list",
    )


def begins_with() -> ColumnElement[bool]:
    """Give the condition that number, title or sort key begin with a text; `beginning` gives its parameters."""
    return or_(
        Case.number.bool_op("^@")(bindparam("number_text", type_=Text())),
        Case.title.bool_op("^@")(bindparam("title_text", type_=Text())),
        Case.sort_key.bool_op("^@")(bindparam("sort_text", type_=Text())),
    )


def beginning(text: str) -> dict[str, str]:
    """Give the parameters of `begins_with`: a name in any case and accents finds its sort key, a number itself."""
    folded = " ".join(names.words(text)) or text
    return {"number_text": text.upper(), "title_text": text[:1].upper() + text[1:], "sort_text": folded}


async def my_open_cases(gate: Gate, text: str = "", limit: int = 20) -> list[CaseChoice]:
    """Give the actor's own open cases and those of colleagues for whom they stand in, the last contact first.

    With a text only those whose number or name begin with it.
    """
    read = _mine(by_text=bool(text), stands_in=bool(gate.actor.deputised))
    return await gate.select(read, limit=limit, **(beginning(text) if text else {}))


SILENT = Read(
    Case,
    "list",
    CaseChoice,
    select(*(getattr(Case, name) for name in CaseChoice.__struct_fields__))
    .where(
        Case.org_id == ORG,
        Case.owner_id == ACTOR,
        Case.closed_on.is_(None),
        Case.last_contact_at < bindparam("since", type_=DateTime(timezone=True)),
    )
    .order_by(Case.last_contact_at, Case.id)
    .limit(bindparam("limit", type_=Integer())),
)


async def my_silent_cases(gate: Gate, since: datetime, limit: int) -> list[CaseChoice]:
    """Give the actor's own open cases without contact since a moment, the longest silence first."""
    return await gate.select(SILENT, since=since, limit=limit)


@lru_cache(maxsize=4)
def _numbered(act: str) -> Read[CaseBrief]:
    statement = select(*_BRIEF).where(Case.org_id == ORG, Case.number == bindparam("number", type_=Text()))
    return Read(Case, act, CaseBrief, statement, action="search")


BRIEF = Read(Case, "head", CaseBrief, select(*_BRIEF).where(Case.org_id == ORG, Case.id == bindparam("id")))


async def case_brief(gate: Gate, case_id: UUID) -> CaseBrief:
    """Give what the front desk may know of a case: number, title, district; raises NotFound or Denied."""
    return await gate.one(BRIEF, case_id)


async def case_with_number(gate: Gate, number: str) -> CaseBrief | None:
    """Give the case with a file number such as N-2026-0143, None if the actor may know none; recorded as a search."""
    act = "head" if _sees_heads_only(gate) else "list"
    if not gate.may(Case, act, within="assigned"):
        return None
    found = await gate.select(_numbered(act), number=number.strip().upper())
    return found[0] if found else None


def _sees_heads_only(gate: Gate) -> bool:
    return gate.may(Case, "head", within="assigned") and not gate.may(Case, "read", within="assigned")


@lookups.register
async def _page_of_number(gate: Gate, text: str) -> str | None:
    """Let the one search field lead from a file number to its case."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    found = await case_with_number(gate, text)
    if found is None:
        return None
    # The front desk books appointments in a case; its page is not for them.
    return f"/cases/{found.id}/appointments" if _sees_heads_only(gate) else f"/cases/{found.id}"


MEMBERS_LED = Read(
    Member,
    "list",
    MemberChoice,
    select(Member.id, Member.name)
    .where(
        Member.org_id == ORG,
        Member.active,
        Member.id.in_(
            select(TeamMember.member_id).where(TeamMember.org_id == ORG, TeamMember.team_id == func.any(LED_TEAMS))
        ),
        Member.role == func.any(array(["counsellor", "team_lead", "provider"])),
    )
    .order_by(func.lower(Member.name), Member.id)
    .limit(500),
)


async def members_led(gate: Gate) -> list[MemberChoice]:
    """Give the members of the teams that the actor leads and who may carry cases, by name."""
    return await gate.select(MEMBERS_LED) if gate.actor.led_teams else []
