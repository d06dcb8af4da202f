"""Notes, contacts and drafts as JSON."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from casework.access.gate import Gate
from casework.cases import note_actions, note_queries
from casework.cases.note_schemas import DraftFields, DraftView, EarlierWords, NewNote, NoteFields, NoteView
from casework.core.errors import NotFound
from casework.web.answers import Answer, tagged

Limit = Annotated[int, Meta(ge=1, le=200)]
Offset = Annotated[int, Meta(ge=0, le=100_000)]


@post("/api/cases/{case_id:uuid}/notes")
async def add_note(gate: NamedDependency[Gate], case_id: FromPath[UUID], data: JSONBody[NewNote]) -> Answer[NoteView]:
    """Put a note or a contact on the timeline of a case."""
    note = await note_actions.add_note(gate, case_id, data)
    return tagged(note, note.version, 201)


@get("/api/cases/{case_id:uuid}/notes")
async def list_notes(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], limit: FromQuery[Limit] = 50, offset: FromQuery[Offset] = 0
) -> list[NoteView]:
    """Give a page of the notes and contacts of a case, the newest first."""
    await note_queries.standing(gate, case_id)
    return await note_queries.notes_of(gate, case_id, limit=limit, offset=offset)


@get("/api/notes/{note_id:uuid}")
async def read_note(gate: NamedDependency[Gate], note_id: FromPath[UUID]) -> Answer[NoteView]:
    """Give a note or contact."""
    note = await note_queries.note(gate, note_id)
    return tagged(note, note.version)


@get("/api/notes/{note_id:uuid}/versions")
async def list_versions(gate: NamedDependency[Gate], note_id: FromPath[UUID]) -> list[EarlierWords]:
    """Give what a note said before it was corrected, the latest first."""
    await note_queries.note(gate, note_id)
    return await note_queries.earlier_words(gate, note_id)


@put("/api/notes/{note_id:uuid}")
async def change_note(
    gate: NamedDependency[Gate], note_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[NoteFields]
) -> Answer[NoteView]:
    """Correct one's own note."""
    note = await note_actions.change_note(gate, note_id, version, data)
    await gate.flush()
    return tagged(note_queries.shown(note, gate.actor.name), note.version)


@put(["/drafts/{form:str}/{case_id:uuid}", "/api/drafts/{form:str}/{case_id:uuid}"])
async def keep_draft(
    gate: NamedDependency[Gate], form: FromPath[str], case_id: FromPath[UUID], data: JSONBody[DraftFields]
) -> DraftView:
    """Keep what is being written in a form of a case; only its writer sees it."""
    return note_queries.view_of(await note_actions.keep_draft(gate, form, case_id, data))


@get(["/drafts/{form:str}/{case_id:uuid}", "/api/drafts/{form:str}/{case_id:uuid}"])
async def read_draft(gate: NamedDependency[Gate], form: FromPath[str], case_id: FromPath[UUID]) -> DraftView:
    """Give what one was writing in a form of a case."""
    kept = await note_queries.draft(gate, form, case_id)
    if kept is None:
        raise NotFound
    return note_queries.view_of(kept)


@delete(["/drafts/{form:str}/{case_id:uuid}", "/api/drafts/{form:str}/{case_id:uuid}"])
async def discard_draft(gate: NamedDependency[Gate], form: FromPath[str], case_id: FromPath[UUID]) -> None:
    """Remove a draft."""
    await note_actions.discard_draft(gate, form, case_id)


@get("/api/drafts")
async def list_drafts(gate: NamedDependency[Gate]) -> list[DraftView]:
    """Give everything that one was writing and has not sent."""
    return await note_queries.drafts(gate)


handlers = [
    add_note,
    list_notes,
    read_note,
    list_versions,
    change_note,
    keep_draft,
    read_draft,
    discard_draft,
    list_drafts,
]
