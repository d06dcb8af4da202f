"""Writing notes and contacts, and keeping drafts of them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.codes import Visibility
from casework.cases.history_models import NoteVersion
from casework.cases.models import CaseNote, Draft
from casework.cases.note_queries import Standing, draft, place, standing, standings
from casework.cases.note_schemas import DraftFields, NewNote, NoteFields, NoteView
from casework.cases.schemas import MemberChoice
from casework.cases.task_queries import assignable
from casework.core.clock import now
from casework.core.errors import CaseworkError, Invalid, Message, NotFound
from casework.core.model import new_id
from casework.people.codes import LANGUAGES
from casework.web.i18n import msgid

LONGEST_DRAFT = 100_000
LIGHT_CONTACT, CORRECTION = "light-contact", "note-correction"
_FORM_NAME = re.compile("[a-z][a-z-]{0,39}")
# A contact is no edit of the case: whoever is editing it meanwhile must not be told that it changed.
CONTACT_MADE = (
    "update cases set last_contact_at = greatest(last_contact_at, $3) where org_id = $1 and id = $2 and $4 = 'contact'"
)
LAST_WORDS = "select max(replaced_at) from note_versions where org_id = $1 and note_id = $2"
IN_CASE = "select from case_persons where org_id = $1 and case_id = $2 and client_id = $3"
# What of a note is kept when it is corrected.
KEPT = (
    "at",
    "topics",
    "mode",
    "duration_minutes",
    "language",
    "interpreting",
    "text",
    "visibility",
    "reader_ids",
    "about_id",
)
STORED = tuple(name for name in NoteView.__struct_fields__ if name != "author_name")
_PLACE = {name: f"${number}" for number, name in enumerate(STORED, 2)}
# Written in one statement together with the last contact, since this is what counsellors do most.
WRITE = f"""
    with written as (
      insert into case_notes (org_id, {", ".join(_PLACE)}) values ($1, {", ".join(_PLACE.values())})
    )
    update cases set last_contact_at = greatest(last_contact_at, {_PLACE["at"]})
    where org_id = $1 and id = {_PLACE["case_id"]} and {_PLACE["entry"]} = 'contact'
"""  # noqa: S608  # Only names of columns are put in.


_STORED = ", ".join(STORED)
# The same for many: the latest of a case's contacts counts as its last one.
WRITE_ALL = f"""
    with written as (
      insert into case_notes (org_id, {_STORED})
      select $1, {_STORED} from jsonb_populate_recordset(null::case_notes, $2::jsonb) returning case_id, at, entry
    ), latest as (select case_id, max(at) as at from written where entry = 'contact' group by case_id)
    update cases c set last_contact_at = greatest(c.last_contact_at, latest.at) from latest
    where c.org_id = $1 and c.id = latest.case_id
"""  # noqa: S608  # Only names of columns are put in.


class Entry(NamedTuple):
    """A note or contact for the timeline of a case; one that comes from elsewhere may be a colleague's."""

    case_id: UUID
    new: NewNote
    author: MemberChoice | None = None


async def add_note(gate: Gate, case_id: UUID, new: NewNote) -> NoteView:
    """Put a note or contact on the timeline of a case; a contact counts as the last one if none came after it.

    Raises NotFound, Denied, and Invalid with the fields at fault.
    """
    found = await standing(gate, case_id)
    note = await _made(gate, Entry(case_id, new), found)
    await gate.call(WRITE, gate.actor.org_id, *(getattr(note, name) for name in STORED))
    gate.note(Event("create", CaseNote.kind, note.id, found.clients or (), STORED))
    return note


async def add_notes(gate: Gate, entries: Sequence[Entry]) -> list[NoteView | CaseworkError]:
    """Put many notes and contacts on timelines; gives for each the note, or what `add_note` would have raised.

    Raises what the database refuses: then none of them was added.
    """
    known = await standings(gate, [entry.case_id for entry in entries])
    made: list[NoteView | CaseworkError] = []
    for entry in entries:
        try:
            # Who may not read a case is told so by what asks for it alone.
            found = known.get(entry.case_id) or await standing(gate, entry.case_id)
            made.append(await _made(gate, entry, found))
        except CaseworkError as error:
            made.append(error)
    notes = [note for note in made if isinstance(note, NoteView)]
    if notes:
        await gate.call(WRITE_ALL, gate.actor.org_id, msgspec.json.encode(notes).decode())
    for note in notes:
        gate.note(Event("create", CaseNote.kind, note.id, known[note.case_id].clients or (), STORED))
    return made


async def _made(gate: Gate, entry: Entry, found: Standing) -> NoteView:
    """Give a note as it is to be written; raises Denied, and Invalid with the fields at fault."""
    new, case_id = entry.new, entry.case_id
    gate.require(CaseNote, "create", within=found.relation)
    _check(new, is_contact=new.entry == "contact")
    readers = await _readers(gate, case_id, new)
    await _check_person(gate, case_id, new.about_id)
    written = now()
    return NoteView(
        id=new_id(),
        case_id=case_id,
        entry=new.entry,
        at=new.at or written,
        topics=[topic.value for topic in new.topics],
        mode=new.mode,
        duration_minutes=new.duration_minutes,
        language=new.language,
        interpreting=new.interpreting,
        text=new.text.strip(),
        visibility=new.visibility,
        author_id=entry.author.id if entry.author else gate.actor.member_id,
        author_name=entry.author.name if entry.author else gate.actor.name,
        created_at=written,
        reader_ids=readers,
        about_id=new.about_id,
        version=1,
    )


async def change_note(gate: Gate, note_id: UUID, version: int, change: NoteFields) -> CaseNote:
    """Correct one's own note, keeping what it said; raises NotFound, Denied, Stale, and Invalid with the fields."""
    note = await gate.get(CaseNote, note_id, "update", version=version)
    if note.author_id != gate.actor.member_id:
        # Whoever carries a case stands to all its notes as to their own, but words are only their author's to change.
        gate.require(CaseNote, "update", within="organisation")
    _check(change, is_contact=note.entry == "contact")
    readers = await _readers(gate, note.case_id, change)
    await _check_person(gate, note.case_id, change.about_id)
    before = {name: getattr(note, name) for name in KEPT}
    note.at = change.at or note.at
    _fill(note, change)
    note.reader_ids, note.about_id = readers, change.about_id
    if before != {name: getattr(note, name) for name in KEPT}:
        await _keep_words(gate, note, before)
    await gate.call(CONTACT_MADE, gate.actor.org_id, note.case_id, note.at, note.entry)
    return note


async def _keep_words(gate: Gate, note: CaseNote, before: dict[str, Any]) -> None:
    """Keep what a note said until now, with when it was written and when it was replaced."""
    ((last,),) = await gate.call(LAST_WORDS, gate.actor.org_id, note.id)
    await gate.add(
        NoteVersion(
            note_id=note.id,
            number=note.version,
            written_at=last or note.created_at,
            replaced_at=now(),
            **before,
        ),
        within=note,
    )


async def _readers(gate: Gate, case_id: UUID, typed: NoteFields) -> list[UUID]:
    """Give the named readers of a restricted note; raises Invalid for somebody who does not see the case."""
    if typed.visibility is not Visibility.RESTRICTED or not typed.reader_ids:
        return []
    known = {member.id for member in await assignable(gate, case_id)}
    if not known.issuperset(typed.reader_ids):
        message = msgid("Choose colleagues who see this case.")
        raise Invalid(msgid("The entry was not saved."), {"reader_ids": [(message, {})]})
    return list(dict.fromkeys(typed.reader_ids))


async def _check_person(gate: Gate, case_id: UUID, client_id: UUID | None) -> None:
    if client_id is not None and not await gate.call(IN_CASE, gate.actor.org_id, case_id, client_id):
        message = msgid("Choose one of the persons of this case.")
        raise Invalid(msgid("The entry was not saved."), {"about_id": [(message, {})]})


def _check(note: NoteFields, *, is_contact: bool) -> None:
    wrong: dict[str, list[Message]] = {}
    if is_contact and note.mode is None:
        wrong["mode"] = [(msgid("Please choose how the contact took place."), {})]
    if is_contact and not note.text.strip() and not note.topics:
        wrong["text"] = [(msgid("Please choose a topic or write a few words."), {})]
    if not is_contact and not note.text.strip():
        wrong["text"] = [(msgid("Please write something."), {})]
    if note.at is not None and note.at > now() + timedelta(minutes=5):
        wrong["at"] = [(msgid("This lies in the future. What is planned belongs to the appointments."), {})]
    if note.language is not None and note.language not in LANGUAGES:
        wrong["language"] = [(msgid("Please choose an entry from the list."), {})]
    if wrong:
        raise Invalid(msgid("The entry was not saved."), wrong)


def _fill(note: CaseNote, typed: NoteFields) -> None:
    note.topics = [topic.value for topic in typed.topics]
    note.mode = typed.mode
    note.duration_minutes = typed.duration_minutes
    note.language = typed.language
    note.interpreting = typed.interpreting
    note.text = typed.text.strip()
    note.visibility = typed.visibility


async def keep_draft(gate: Gate, form: str, case_id: UUID, typed: DraftFields) -> Draft:
    """Keep what somebody is writing about a case that they may read; raises NotFound, Denied, Invalid.

    Two forms stand beside all cases: a light contact is kept under its writer, a correction under its note.
    """
    if not _FORM_NAME.fullmatch(form) or (form == LIGHT_CONTACT and case_id != gate.actor.member_id):
        raise NotFound
    if form == CORRECTION:
        await gate.get(CaseNote, case_id, "update")
    elif form != LIGHT_CONTACT:
        await standing(gate, case_id)
    return await store_draft(gate, form, case_id, typed)


async def store_draft(gate: Gate, form: str, case_id: UUID, typed: DraftFields) -> Draft:
    """Keep a draft under a key that the caller has checked, such as that of a record to be changed; raises Invalid."""
    if len(msgspec.json.encode(typed.fields)) > LONGEST_DRAFT:
        raise Invalid(msgid("This draft is too long to be kept."))
    kept = await draft(gate, form, case_id)
    if kept is None:
        return await gate.add(
            Draft(member_id=gate.actor.member_id, place=place(form, case_id), fields=typed.fields, updated_at=now())
        )
    kept.fields, kept.updated_at = dict(typed.fields), now()
    return kept


async def discard_draft(gate: Gate, form: str, case_id: UUID) -> None:
    """Remove a draft, as sending its form does; nothing happens where there is none."""
    kept = await draft(gate, form, case_id)
    if kept is not None:
        await gate.remove(kept)
