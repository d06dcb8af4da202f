"""Pages on which contacts and notes are written."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import note_actions, note_queries
from casework.cases.codes import ContactMode, Interpreting, Topic, Visibility
from casework.cases.forms import AnyRequest, colleagues, version_in
from casework.cases.models import Case, CaseNote
from casework.cases.note_schemas import ContactForm, NoteFields, NoteInPlace, NoteView
from casework.cases.queries import case_head
from casework.cases.schemas import CaseHead
from casework.core.clock import now
from casework.core.errors import Invalid, Stale
from casework.people.codes import language_choices
from casework.web import merge
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import language_of, page, reader

CONTACT, NOTE = "case-contact", "case-note"


@get("/cases/{case_id:uuid}/contacts/new", include_in_schema=False)
async def new_contact(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the form for a contact, with what was being written in it."""
    head = await _for_writing(gate, case_id)
    kept = await note_queries.draft(gate, CONTACT, case_id)
    language = next((code for person in head.persons for code in person.languages if code), None)
    form = Form.blank(ContactForm, at=now(), language=language, visibility=Visibility.TEAM)
    if kept is not None:
        form = Form(ContactForm, kept.fields)
    return await _contact_page(request, gate, head, form, draft_at=kept.updated_at.isoformat() if kept else "")


@post("/cases/{case_id:uuid}/contacts", status_code=303, include_in_schema=False)
async def add_contact(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Put the contact on the timeline."""
    form = await read_form(request, ContactForm)
    if form.valid:
        try:
            await note_actions.add_note(gate, case_id, form.value.entered())
            await note_actions.discard_draft(gate, CONTACT, case_id)
            return Redirect(f"/cases/{case_id}?done=contact", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _contact_page(request, gate, await _for_writing(gate, case_id), form, 422)


@post("/cases/{case_id:uuid}/notes", status_code=303, include_in_schema=False)
async def add_note(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Put the note that was written on the page of the case on its timeline."""
    form = await read_form(request, NoteInPlace)
    if form.valid:
        try:
            await note_actions.add_note(gate, case_id, form.value.entered())
            await note_actions.discard_draft(gate, NOTE, case_id)
            return Redirect(f"/cases/{case_id}?done=note", status_code=303)
        except Invalid as error:
            form.take(error)
    head = await _for_writing(gate, case_id)
    shown = {"head": head, "form": form, "colleagues": await colleagues(gate, case_id)}
    return page(request, "cases/note.html", 422, **shown, Visibility=Visibility)


@get("/notes/{note_id:uuid}/edit", include_in_schema=False)
async def edit_note(request: AnyRequest, gate: NamedDependency[Gate], note_id: FromPath[UUID]) -> Response[str]:
    """Show one's own note for correction, with what was being written in it."""
    note = await _own(gate, note_id)
    kept = await note_queries.draft(gate, note_actions.CORRECTION, note_id)
    form = Form(NoteFields, kept.fields) if kept else _form_of(note)
    return await _change_page(request, gate, note, form, draft_at=kept.updated_at.isoformat() if kept else "")


@get("/notes/{note_id:uuid}/versions", include_in_schema=False)
async def show_versions(request: AnyRequest, gate: NamedDependency[Gate], note_id: FromPath[UUID]) -> Response[str]:
    """Show what a note says and what it said before it was corrected."""
    note = await note_queries.note(gate, note_id)
    head = await case_head(gate, note.case_id)
    earlier = await note_queries.earlier_words(gate, note_id)
    return page(request, "cases/note_versions.html", head=head, note=note, earlier=earlier)


@post("/notes/{note_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_note(request: AnyRequest, gate: NamedDependency[Gate], note_id: FromPath[UUID]) -> Response[Any]:
    """Save the corrected note; where it was changed meanwhile, show both versions to choose from."""
    note, fields = await _own(gate, note_id), await read_fields(request)
    form = Form.read(NoteFields, fields)
    if form.valid:
        try:
            await note_actions.change_note(gate, note_id, version_in(fields), form.value)
            await note_actions.discard_draft(gate, note_actions.CORRECTION, note_id)
            return Redirect(f"/cases/{note.case_id}?done=changed#note-{note_id}", status_code=303)
        except Invalid as error:
            form.take(error)
        except Stale:
            return _merge_page(request, note, form)
    return await _change_page(request, gate, note, form, 422)


async def _for_writing(gate: Gate, case_id: UUID) -> CaseHead:
    case = await gate.get(Case, case_id, "read")
    gate.require(CaseNote, "create", within=case)
    return await case_head(gate, case_id)


async def _own(gate: Gate, note_id: UUID) -> NoteView:
    note = await note_queries.note(gate, note_id)
    if note.author_id != gate.actor.member_id:
        # Refused by the gate, so that the refusal is recorded; nobody corrects notes by the organisation's rights.
        gate.require(CaseNote, "update", within="organisation")
    return note


def _form_of(note: NoteView) -> Form[NoteFields]:
    return Form.blank(NoteFields, **{name: getattr(note, name) for name in NoteFields.__struct_fields__})


def _choices(request: AnyRequest) -> dict[str, Any]:
    return {
        "spoken": language_choices(language_of(request)),
        "ContactMode": ContactMode,
        "Interpreting": Interpreting,
        "Topic": Topic,
        "Visibility": Visibility,
    }


async def _contact_page(
    request: AnyRequest, gate: Gate, head: CaseHead, form: Form[ContactForm], status: int = 200, draft_at: str = ""
) -> Response[str]:
    shown = {"head": head, "form": form, "draft_at": draft_at, "colleagues": await colleagues(gate, head.id)}
    return page(request, "cases/contact.html", status, **shown, **_choices(request))


async def _change_page(
    request: AnyRequest, gate: Gate, note: NoteView, form: Form[NoteFields], status: int = 200, draft_at: str = ""
) -> Response[str]:
    head = await case_head(gate, note.case_id)
    shown = {"head": head, "note": note, "form": form, "version": note.version, "draft_at": draft_at}
    return page(
        request,
        "cases/note_edit.html",
        status,
        **shown,
        colleagues=await colleagues(gate, note.case_id),
        **_choices(request),
    )


def _merge_page(request: AnyRequest, note: NoteView, yours: Form[NoteFields]) -> Response[str]:
    words = reader(request)
    labels = {"text": msgid("Case note"), "visibility": msgid("Who may read it"), "mode": msgid("How it took place")}
    coded = {"visibility": Visibility, "mode": ContactMode}
    found = merge.differences(
        yours,
        _form_of(note),
        {name: words.gettext(label) for name, label in labels.items()},
        {name: {code: words.gettext(text) for code, text in codes.choices()} for name, codes in coded.items()},
    )
    return page(
        request,
        "web/merge.html",
        409,
        differences=found,
        kept=merge.kept_fields(yours, found, note.version),
        action=f"/notes/{note.id}/edit",
        cancel=f"/cases/{note.case_id}",
    )


handlers = [new_contact, add_contact, add_note, edit_note, show_versions, change_note]
