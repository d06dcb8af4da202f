"""Named reads of imports: one's own, their rows, and the records that references lead to."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, and_, bindparam, func, or_, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.models import Case, CaseNote
from casework.cases.schemas import MemberChoice
from casework.core.model import ORG
from casework.identity.models import Member
from casework.people.models import Client
from casework.transfer.codes import OnDuplicate
from casework.transfer.models import Import, ImportReference
from casework.transfer.schemas import ImportLine, ImportView, RowView

PAGE = 50
COUNTS = "select outcome, count(*) from import_rows where org_id = $1 and import_id = $2 group by outcome"
ROWS = (
    "select id, number, cells, outcome, reasons::text, candidates, choice from import_rows where org_id = $1"
    " and import_id = $2 and outcome = any($3::text[]) and number > $4 order by number limit $5"
)
CELLS = "select cells[$3] from import_rows where org_id = $1 and import_id = $2 group by 1 limit 5000"
REMEMBERED = (
    "select fields::text, meanings::text from import_mappings where org_id = $1 and subject = $2 and headings = $3"
)


class Referred(NamedTuple):
    """A record and the reference that leads to it."""

    reference: str
    id: UUID


class Called(NamedTuple):
    """A member and what they are called."""

    id: UUID
    email: str
    name: str


_TEXTS = ARRAY(Text())
_VIEW = (
    Import.id, Import.subject, Import.file_name, Import.file_note, Import.state, Import.total, Import.columns,
    Import.mapping, Import.on_duplicate, Import.version, Import.created_at, Import.ended_at,
)  # fmt: skip


def _view(*columns: Any) -> ImportView:  # noqa: ANN401  # The columns of a row.
    names = [column.key for column in _VIEW]
    return ImportView(**dict(zip(names, columns, strict=True)), counts={})


_ONE = Read(Import, "read", _view, select(*_VIEW).where(Import.org_id == ORG, Import.id == bindparam("id")))
_MINE = Read(
    Import,
    "list",
    ImportLine,
    select(*(getattr(Import, name) for name in ImportLine.__struct_fields__))
    .where(Import.org_id == ORG)
    .order_by(Import.created_at.desc(), Import.id)
    .limit(PAGE),
)


@lru_cache(maxsize=8)
def _referred(kind: type[Client] | type[Case] | type[CaseNote], column: str, act: str) -> Read[Referred]:
    led_to = and_(ImportReference.org_id == kind.org_id, getattr(ImportReference, column) == kind.id)
    statement = (
        select(ImportReference.reference, kind.id)
        .select_from(kind)
        .join(ImportReference, led_to)
        .where(
            kind.org_id == ORG,
            ImportReference.org_id == ORG,
            ImportReference.reference == func.any(bindparam("references", type_=_TEXTS)),
        )
    )
    return Read(kind, act, Referred, statement, action="search")


_NUMBERED = Read(
    Case,
    "list",
    Referred,
    select(Case.number, Case.id).where(
        Case.org_id == ORG, Case.number == func.any(bindparam("references", type_=_TEXTS))
    ),
    action="search",
)
_MEMBERS = Read(
    Member,
    "list",
    Called,
    select(Member.id, func.lower(Member.email).label("email"), Member.name).where(
        Member.org_id == ORG,
        Member.active,
        or_(
            func.array_position(bindparam("said", type_=_TEXTS), func.lower(Member.email)).is_not(None),
            func.array_position(bindparam("said", type_=_TEXTS), func.lower(Member.name)).is_not(None),
        ),
    ),
)


async def view(gate: Gate, import_id: UUID) -> ImportView:
    """Give one of one's own imports with how many rows came to what; raises NotFound for anybody else's."""
    found = await gate.one(_ONE, import_id)
    found.counts = dict(await counts(gate, import_id))
    return found


async def counts(gate: Gate, import_id: UUID) -> list[tuple[str, int]]:
    """Give how many rows of an import, which the caller got through the gate, came to which outcome."""
    return [tuple(row) for row in await gate.call(COUNTS, gate.actor.org_id, import_id)]


async def mine(gate: Gate) -> list[ImportLine]:
    """Give one's own imports, the newest first."""
    return await gate.select(_MINE)


async def rows(
    gate: Gate, import_id: UUID, outcomes: Sequence[str], *, after: int = 0, limit: int = PAGE
) -> list[RowView]:
    """Give rows of an import, which the caller got through the gate, that came to one of these outcomes."""
    found = await gate.call(ROWS, gate.actor.org_id, import_id, list(outcomes), after, limit)
    return [
        RowView(
            key, number, cells, outcome, msgspec.json.decode(why), candidates, OnDuplicate(choice) if choice else None
        )
        for key, number, cells, outcome, why, candidates, choice in map(tuple, found)
    ]


async def cells_of(gate: Gate, import_id: UUID, column: int) -> list[str]:
    """Give the different cells of a column (counted from 0) of an import that the caller got through the gate."""
    found = await gate.call(CELLS, gate.actor.org_id, import_id, column + 1)
    return sorted(row[0] for row in found if row[0])


async def remembered(
    gate: Gate, subject: str, headings: str
) -> tuple[dict[str, str], dict[str, dict[str, str]]] | None:
    """Give how the organisation understood a set of headings the last time, None if it never did."""
    found = await gate.call(REMEMBERED, gate.actor.org_id, subject, headings)
    return (msgspec.json.decode(found[0][0]), msgspec.json.decode(found[0][1])) if found else None


async def clients_referred(gate: Gate, references: Sequence[str]) -> dict[str, UUID]:
    """Give the clients who came in under these references, as far as the actor may find them."""
    return await _by_reference(gate, _referred(Client, "client_id", "search"), references)


async def cases_referred(gate: Gate, references: Sequence[str]) -> dict[str, UUID]:
    """Give the cases with these numbers or references, as far as the actor may see them."""
    by_reference = await _by_reference(gate, _referred(Case, "case_id", "list"), references)
    return by_reference | await _by_reference(gate, _NUMBERED, references)


async def notes_referred(gate: Gate, references: Sequence[str]) -> dict[str, UUID]:
    """Give the contacts that came in under these references, as far as the actor may see them."""
    return await _by_reference(gate, _referred(CaseNote, "note_id", "list"), references)


async def members_called(gate: Gate, said: Sequence[str]) -> dict[str, MemberChoice]:
    """Give the active members whom these e-mail addresses or names mean; a name that two share means nobody."""
    wanted = sorted({text.casefold() for text in said if text})
    if not wanted:
        return {}
    found: dict[str, dict[UUID, MemberChoice]] = {}
    for member in await gate.select(_MEMBERS, said=wanted):
        for called in (member.email, member.name.casefold()):
            found.setdefault(called, {})[member.id] = MemberChoice(member.id, member.name)
    return {called: next(iter(members.values())) for called, members in found.items() if len(members) == 1}


async def _by_reference(gate: Gate, read: Read[Referred], references: Sequence[str]) -> dict[str, UUID]:
    wanted = sorted({text for text in references if text})
    if not wanted:
        return {}
    return {row.reference: row.id for row in await gate.select(read, references=wanted)}
