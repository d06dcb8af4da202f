"""Documents as JSON, and as the files they are."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from casework.access.gate import Gate
from casework.cases import document_actions, document_queries
from casework.cases.document_answers import attachment
from casework.cases.document_schemas import DocumentView, NewDocument, Removal
from casework.cases.models import Case
from casework.core.errors import Invalid
from casework.web.answers import Answer, tagged
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.uploads import read_upload

Limit = Annotated[int, Meta(ge=1, le=200)]
Offset = Annotated[int, Meta(ge=0, le=100_000)]


@post("/api/cases/{case_id:uuid}/documents")
async def add_document(
    request: Request[Any, Any, Any], gate: NamedDependency[Gate], case_id: FromPath[UUID]
) -> Answer[DocumentView]:
    """Keep a file in a case: multipart/form-data with file; title, visibility, note_id, appointment_id if wanted."""
    await gate.get(Case, case_id, "read")
    fields, upload = await read_upload(request, "file")
    form = Form.read(NewDocument, fields)
    if not form.valid:
        raise Invalid(msgid("The document was not kept."), form.errors)
    document = await document_actions.add_document(gate, case_id, form.value, upload, request.app.state.settings)
    return await _shown(gate, document.id, 201)


@get("/api/cases/{case_id:uuid}/documents")
async def list_documents(
    gate: NamedDependency[Gate], case_id: FromPath[UUID], limit: FromQuery[Limit] = 50, offset: FromQuery[Offset] = 0
) -> list[DocumentView]:
    """Give a page of the documents of a case, the newest first; removed ones tell that they were there."""
    await gate.get(Case, case_id, "read")
    return await document_queries.documents_of(gate, case_id, limit=limit, offset=offset)


@get("/api/documents/{document_id:uuid}")
async def read_document(gate: NamedDependency[Gate], document_id: FromPath[UUID]) -> Answer[DocumentView]:
    """Give what is known of a document."""
    return await _shown(gate, document_id)


@get("/api/documents/{document_id:uuid}/content", media_type="application/octet-stream")
async def download(gate: NamedDependency[Gate], document_id: FromPath[UUID]) -> Answer[bytes]:
    """Give the document itself, always as an attachment."""
    return attachment(await document_queries.content_of(gate, document_id))


@post("/api/documents/{document_id:uuid}/removal")
async def remove(
    gate: NamedDependency[Gate], document_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[Removal]
) -> Answer[DocumentView]:
    """Remove a document for a reason; that there was one, who removed it, when and why stays known."""
    await document_actions.remove_document(gate, document_id, version, data)
    return await _shown(gate, document_id, 201)


async def _shown(gate: Gate, document_id: UUID, status: int = 200) -> Answer[DocumentView]:
    await gate.flush()
    document = await document_queries.document(gate, document_id)
    return tagged(document, document.version, status)


handlers = [read_document, download, remove]
# All of one address go together.
uploads = [list_documents, add_document]
