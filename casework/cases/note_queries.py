"""Named reads of notes and drafts."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Uuid, bindparam, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.history_models import NoteVersion
from casework.cases.models import Case, CaseNote, Draft
from casework.cases.note_schemas import DraftView, EarlierWords, NoteView
from casework.core.model import ORG
from casework.identity.models import Member

PAGE = 50
_ALL_TIME = datetime.max.replace(tzinfo=UTC)
_COLUMNS = [
    Member.name.label("author_name") if name == "author_name" else getattr(CaseNote, name)
    for name in NoteView.__struct_fields__
]
_ROWS = (
    select(*_COLUMNS)
    .join(Member, (Member.org_id == CaseNote.org_id) & (Member.id == CaseNote.author_id))
    .where(CaseNote.org_id == ORG)
)


@lru_cache(maxsize=4)
def _of_case(entry: str) -> Read[NoteView]:
    statement = _ROWS.where(
        CaseNote.case_id == bindparam("case_id", type_=Uuid()),
        CaseNote.at < bindparam("before", type_=DateTime(timezone=True)),
    )
    if entry:
        statement = statement.where(CaseNote.entry == entry)
    return Read(
        CaseNote,
        "list",
        NoteView,
        statement.order_by(CaseNote.at.desc(), CaseNote.id.desc())
        .limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer())),
    )


NOTE = Read(CaseNote, "read", NoteView, _ROWS.where(CaseNote.id == bindparam("id", type_=Uuid())))


class Standing(NamedTuple):
    """How the actor stands to a case, and its clients."""

    relation: str
    clients: list[UUID] | None


STANDING = Read(
    Case,
    "read",
    Standing,
    select(Case.relation().label("relation"), Case.clients_shown().label("clients")).where(
        Case.org_id == ORG, Case.id == bindparam("id", type_=Uuid())
    ),
)


class _StandingTo(NamedTuple):
    """How the actor stands to one of several cases, and its clients."""

    id: UUID
    relation: str
    clients: list[UUID] | None


STANDINGS = Read(
    Case,
    "read",
    _StandingTo,
    select(Case.id, Case.relation().label("relation"), Case.clients_shown().label("clients")).where(
        Case.org_id == ORG, Case.id == func.any(bindparam("ids", type_=ARRAY(Uuid())))
    ),
)


async def standing(gate: Gate, case_id: UUID) -> Standing:
    """Give how the actor stands to a case that they may read; raises NotFound or Denied."""
    return await gate.one(STANDING, case_id)


async def standings(gate: Gate, case_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """Give how the actor stands to those of these cases that they may read."""
    rows = await gate.select(STANDINGS, ids=list(set(case_ids)))
    return {row.id: Standing(row.relation, row.clients) for row in rows}


async def notes_of(
    gate: Gate, case_id: UUID, *, before: datetime | None = None, limit: int = PAGE, offset: int = 0, entry: str = ""
) -> list[NoteView]:
    """Give a page of a case's entries before a moment, the newest first; `entry` wants only "contact" or "note"."""
    read = _of_case(entry)
    return await gate.select(read, case_id=case_id, before=before or _ALL_TIME, limit=limit, offset=offset)


EARLIER = Read(
    NoteVersion,
    "list",
    EarlierWords,
    select(*(getattr(NoteVersion, name) for name in EarlierWords.__struct_fields__))
    .where(NoteVersion.org_id == ORG, NoteVersion.note_id == bindparam("note_id", type_=Uuid()))
    .order_by(NoteVersion.number.desc())
    .limit(500),
)


async def earlier_words(gate: Gate, note_id: UUID) -> list[EarlierWords]:
    """Give what a note said before it was corrected, the latest first, as far as it was meant for the actor."""
    return await gate.select(EARLIER, note_id=note_id)


async def note(gate: Gate, note_id: UUID) -> NoteView:
    """Give a note or contact; raises NotFound or Denied."""
    return await gate.one(NOTE, note_id)


def shown(note: CaseNote, author_name: str) -> NoteView:
    """Give a note that its author has just changed as it goes out."""
    known = {name: getattr(note, name) for name in NoteView.__struct_fields__ if name != "author_name"}
    return NoteView(**known, author_name=author_name)


async def draft(gate: Gate, form: str, case_id: UUID) -> Draft | None:
    """Give what the actor was writing in a form of a case, None if there is nothing."""
    found = await gate.all(Draft, "read", Draft.member_id == gate.actor.member_id, Draft.place == place(form, case_id))
    return found[0] if found else None


async def drafts(gate: Gate) -> list[DraftView]:
    """Give everything that the actor was writing and has not sent."""
    found = await gate.all(Draft, "read", Draft.member_id == gate.actor.member_id)
    return [view_of(one) for one in found]


def place(form: str, case_id: UUID) -> str:
    """Give the name under which the draft of a form of a case is kept."""
    return f"{form}/{case_id}"


def view_of(found: Draft) -> DraftView:
    """Give a draft as it goes out."""
    form, _, case_id = found.place.partition("/")
    return DraftView(form, UUID(case_id), found.fields, found.updated_at)
