"""Pages on which documents are listed, kept, saved and removed."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases import document_actions, document_queries, sections
from casework.cases.codes import RemovalGround, Visibility
from casework.cases.document_answers import attachment
from casework.cases.document_models import Document
from casework.cases.document_schemas import NewDocument, Removal
from casework.cases.document_types import ACCEPTED
from casework.cases.forms import AnyRequest, uuids_in, version_in
from casework.cases.models import Case
from casework.cases.queries import case_head
from casework.core.errors import CaseworkError, Conflict, Invalid, Stale, Unavailable
from casework.web.answers import Answer
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields
from casework.web.render import page
from casework.web.uploads import read_upload

sections.register(msgid("Documents"), "documents", order=45, count=document_queries.IN_TAB, also=("/documents",))


class DocumentForm(NewDocument, kw_only=True):
    """The form of a document; the file itself is read beside it and has its messages here."""

    file: str | None = None


@get("/cases/{case_id:uuid}/documents", include_in_schema=False)
async def list_documents(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the documents of a case and the form for another one."""
    about = {f"{name}_id": uuids_in(request.query_params.getall(name, [])) for name in ("note", "appointment")}
    form = Form.blank(DocumentForm, **{name: keys[0] for name, keys in about.items() if keys})
    return await _list_page(request, gate, case_id, form)


@post("/cases/{case_id:uuid}/documents", status_code=303, include_in_schema=False)
async def add_document(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[Any]:
    """Keep the file in the case, or show the form again with what is wrong."""
    fields, upload = await read_upload(request, "file")
    form, status = Form.read(DocumentForm, fields), 422
    if form.valid:
        try:
            settings = request.app.state.settings
            await document_actions.add_document(gate, case_id, form.value, upload, settings)
            return Redirect(f"/cases/{case_id}/documents?done=added", status_code=303)
        except (Invalid, Unavailable) as error:
            status = error.status
            _take(gate, form, error)
    return await _list_page(request, gate, case_id, form, status)


@get("/documents/{document_id:uuid}/content", include_in_schema=False)
async def download(gate: NamedDependency[Gate], document_id: FromPath[UUID]) -> Answer[bytes]:
    """Let the reader save the document."""
    return attachment(await document_queries.content_of(gate, document_id))


@get("/documents/{document_id:uuid}/removal", include_in_schema=False)
async def ask_removal(request: AnyRequest, gate: NamedDependency[Gate], document_id: FromPath[UUID]) -> Response[str]:
    """Ask why a document is to be removed."""
    await gate.get(Document, document_id, "remove")
    return await _removal_page(request, gate, document_id, Form.blank(Removal))


@post("/documents/{document_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove(request: AnyRequest, gate: NamedDependency[Gate], document_id: FromPath[UUID]) -> Response[Any]:
    """Remove the document; that there was one stays known."""
    fields = await read_fields(request)
    form, status = Form.read(Removal, fields), 422
    if form.valid:
        try:
            document = await document_actions.remove_document(gate, document_id, version_in(fields), form.value)
            return Redirect(f"/cases/{document.case_id}/documents?done=removed", status_code=303)
        except (Conflict, Stale) as error:
            status = form.take(error)
    await gate.get(Document, document_id, "remove")
    return await _removal_page(request, gate, document_id, form, status)


def _take(gate: Gate, form: Form[DocumentForm], error: CaseworkError) -> None:
    form.take(error)
    if isinstance(error.refusal, Event):
        gate.note(error.refusal)


async def _list_page(
    request: AnyRequest, gate: Gate, case_id: UUID, form: Form[DocumentForm], status: int = 200
) -> Response[str]:
    case = await gate.get(Case, case_id, "read")
    text = request.query_params.get("page", "1")
    number = int(text) if text.isdecimal() and 0 < int(text[:9]) <= 10_000 else 1
    most = document_queries.PAGE
    found = await document_queries.documents_of(gate, case_id, limit=most + 1, offset=(number - 1) * most)
    return page(
        request,
        "cases/documents.html",
        status,
        head=await case_head(gate, case_id),
        form=form,
        documents=found[:most],
        has_more=len(found) > most,
        page_number=number,
        may_add=gate.may(Document, "create", within=case),
        may_remove=gate.may(Document, "remove", within=case),
        done=request.query_params.get("done", ""),
        accepted=ACCEPTED,
        limit=request.app.state.settings.document_megabytes,
        Visibility=Visibility,
    )


async def _removal_page(
    request: AnyRequest, gate: Gate, document_id: UUID, form: Form[Removal], status: int = 200
) -> Response[str]:
    document = await document_queries.document(gate, document_id)
    head = await case_head(gate, document.case_id)
    shown = {"head": head, "document": document, "form": form, "RemovalGround": RemovalGround}
    return page(request, "cases/document_removal.html", status, **shown)


handlers = [download, ask_removal, remove]
# All of one address go together.
uploads = [list_documents, add_document]
