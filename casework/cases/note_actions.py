"""Writing notes and contacts, and keeping drafts of them."""

import re
from datetime import timedelta
from uuid import UUID

import msgspec

from casework.access.gate import Gate
from casework.cases.models import Case, CaseNote, Draft
from casework.cases.note_queries import draft, place, require_case
from casework.cases.note_schemas import DraftFields, NewNote, NoteFields
from casework.core.clock import now
from casework.core.errors import Invalid, Message, NotFound
from casework.people.codes import LANGUAGES
from casework.web.i18n import msgid

LONGEST_DRAFT = 100_000
_FORM_NAME = re.compile("[a-z][a-z-]{0,39}")
# A contact is no edit of the case: whoever is editing it meanwhile must not be told that it changed.
CONTACT_MADE = (
    "update cases set last_contact_at = greatest(last_contact_at, $3) where org_id = $1 and id = $2 and $4 = 'contact'"
)


async def add_note(gate: Gate, case_id: UUID, new: NewNote) -> CaseNote:
    """Put a note or contact on the timeline of a case; a contact counts as the last one if none came after it.

    Raises NotFound, Denied, and Invalid with the fields at fault.
    """
    case = await gate.get(Case, case_id, "read")
    gate.require(CaseNote, "create", within=case)
    _check(new, is_contact=new.entry == "contact")
    at = new.at or now()
    note = CaseNote(case_id=case.id, entry=new.entry, at=at, author_id=gate.actor.member_id, created_at=now())
    _fill(note, new)
    await gate.add(note, within=case)
    await gate.call(CONTACT_MADE, gate.actor.org_id, case.id, at, new.entry)
    return note


async def change_note(gate: Gate, note_id: UUID, version: int, change: NoteFields) -> CaseNote:
    """Correct one's own note; raises NotFound, Denied, Stale, and Invalid with the fields at fault."""
    note = await gate.get(CaseNote, note_id, "update", version=version)
    if note.author_id != gate.actor.member_id:
        # Whoever carries a case stands to all its notes as to their own, but words are only their author's to change.
        gate.require(CaseNote, "update", within="organisation")
    _check(change, is_contact=note.entry == "contact")
    note.at = change.at or note.at
    _fill(note, change)
    await gate.call(CONTACT_MADE, gate.actor.org_id, note.case_id, note.at, note.entry)
    return note


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
    """Keep what somebody is writing about a case that they may read; raises NotFound, Denied, Invalid."""
    if not _FORM_NAME.fullmatch(form):
        raise NotFound
    await require_case(gate, case_id)
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
