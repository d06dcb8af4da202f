"""Keeping documents and removing them."""

from pathlib import PurePath
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.document_models import Document
from casework.cases.document_queries import kept_bytes
from casework.cases.document_scan import is_clean
from casework.cases.document_schemas import NewDocument, Removal
from casework.cases.document_types import FileType, recognise
from casework.cases.models import Case, CaseNote
from casework.config import Settings
from casework.core.clock import now
from casework.core.errors import Invalid, NotFound
from casework.core.model import new_id
from casework.web.i18n import msgid
from casework.web.uploads import Upload

KEEP = "insert into document_contents (org_id, id, content) values ($1, $2, $3)"
FORGET = "delete from document_contents where org_id = $1 and id = $2"
IN_CASE = "select 1 from appointments where org_id = $1 and id = $2 and case_id = $3"


async def add_document(
    gate: Gate, case_id: UUID, new: NewDocument, upload: Upload | None, settings: Settings
) -> Document:
    """Keep a file in a case after looking at what it is; raises NotFound, Denied, Invalid, or Unavailable unscanned.

    A file that is refused is kept nowhere; the access record tells that it was refused and why.
    """
    case = await gate.get(Case, case_id, "read")
    gate.require(Document, "create", within=case)
    if upload is None:
        raise _refused(gate, case, "", msgid("Please choose a file."))
    await _check_place(gate, case_id, new)
    known = await _check(gate, case, upload.content, settings)
    if settings.scan_command:
        # The scan may take its time and must keep no connection meanwhile; then everything is looked at again.
        clean = await gate.aside(is_clean(settings.scan_command, upload.content))
        case = await gate.get(Case, case_id, "read")
        gate.require(Document, "create", within=case)
        await _check_place(gate, case_id, new)
        if not clean:
            message = msgid("The scan refused this file, so it was not kept. Please tell your administration.")
            raise _refused(gate, case, "scan", message)
    title = (new.title or "").strip() or PurePath(upload.name).stem or upload.name
    document = await gate.add(
        Document(
            id=new_id(),
            case_id=case.id,
            note_id=new.note_id,
            appointment_id=new.appointment_id,
            title=title or known.label,
            media_type=known.media_type,
            size=len(upload.content),
            visibility=new.visibility,
            author_id=gate.actor.member_id,
            created_at=now(),
            scanned=bool(settings.scan_command),
        ),
        within=case,
    )
    await gate.call(KEEP, gate.actor.org_id, document.id, upload.content)
    return document


async def remove_document(gate: Gate, document_id: UUID, version: int, removal: Removal) -> Document:
    """Remove the bytes and the title of a document for a reason; raises NotFound, Denied, Stale, Conflict."""
    document = await gate.get(Document, document_id, "remove", version=version, reason=removal.reason)
    document.remove(gate.actor.member_id, removal.ground, removal.reason.strip())
    await gate.call(FORGET, gate.actor.org_id, document_id)
    subjects = gate.subjects(document)
    gate.note(Event("delete", Document.kind, document_id, subjects, ["content", "title"], reason=removal.reason))
    return document


async def _check_place(gate: Gate, case_id: UUID, new: NewDocument) -> None:
    """See to it that the note or appointment is one of this case; raises NotFound."""
    if new.note_id is not None:
        note = await gate.get(CaseNote, new.note_id, "read")
        if note.case_id != case_id:
            raise _elsewhere(CaseNote.kind, note.id)
    if new.appointment_id is not None and not await gate.call(IN_CASE, gate.actor.org_id, new.appointment_id, case_id):
        raise _elsewhere("appointment", new.appointment_id)


def _elsewhere(kind: str, record_id: UUID) -> NotFound:
    error = NotFound()
    error.refusal = Event("denied", kind, record_id, fields=["read"], outcome="denied")
    return error


async def _check(gate: Gate, case: Case, content: bytes, settings: Settings) -> FileType:
    if len(content) > settings.document_bytes:
        message = msgid("This file is too large: %(limit)s MB at most.")
        raise _refused(gate, case, "size", message, limit=settings.document_megabytes)
    if not content:
        raise _refused(gate, case, "", msgid("This file is empty."))
    known = recognise(content)
    if known is None:
        message = msgid("This kind of file is not kept here. PDF, PNG, JPEG, HEIC, DOCX, XLSX, ODT and TXT are.")
        raise _refused(gate, case, "media_type", message)
    if await kept_bytes(gate) + len(content) > settings.documents_total_megabytes * 1_000_000:
        message = msgid("Your organisation has no room left for documents. Please tell your administration.")
        raise _refused(gate, case, "", message)
    return known


def _refused(gate: Gate, case: Case, why: str, message: str, **values: object) -> Invalid:
    error = Invalid(msgid("The document was not kept."), {"file": [(message, values)]})
    if why:
        error.refusal = Event("denied", Document.kind, None, gate.subjects(case), [why], outcome="denied")
    return error
