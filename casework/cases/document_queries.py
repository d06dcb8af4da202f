"""Named reads of documents."""

from uuid import UUID

from sqlalchemy import Integer, Uuid, bindparam, select
from sqlalchemy.orm import aliased

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.audit.recorder import Event
from casework.cases.document_models import Document, DocumentContent
from casework.cases.document_schemas import DocumentFile, DocumentView
from casework.cases.sections import Counted
from casework.core.model import ORG
from casework.identity.models import Member

PAGE = 50
KEPT = "select coalesce(sum(size), 0) from documents where org_id = $1 and removed_at is null"
_REMOVER = aliased(Member)
_NAMES = {"author_name": Member.name, "removed_by_name": _REMOVER.name}
_ROWS = (
    select(
        *(
            _NAMES[name].label(name) if name in _NAMES else getattr(Document, name)
            for name in DocumentView.__struct_fields__
        )
    )
    .join(Member, (Member.org_id == Document.org_id) & (Member.id == Document.author_id))
    .outerjoin(_REMOVER, (_REMOVER.org_id == Document.org_id) & (_REMOVER.id == Document.removed_by))
    .where(Document.org_id == ORG)
)
OF_CASE = Read(
    Document,
    "list",
    DocumentView,
    _ROWS.where(Document.case_id == bindparam("case_id", type_=Uuid()))
    .order_by(Document.created_at.desc(), Document.id.desc())
    .limit(bindparam("limit", type_=Integer()))
    .offset(bindparam("offset", type_=Integer())),
)
ONE = Read(Document, "read", DocumentView, _ROWS.where(Document.id == bindparam("id", type_=Uuid())))
CONTENT = Read(
    Document,
    "download",
    DocumentFile,
    select(Document.title, Document.media_type, DocumentContent.content)
    .join(DocumentContent, (DocumentContent.org_id == Document.org_id) & (DocumentContent.id == Document.id))
    .where(Document.org_id == ORG, Document.id == bindparam("id", type_=Uuid())),
)


# Documents that the reader may not see do not count, nor do those that were removed.
IN_TAB = Counted(Document, Document.removed_at.is_(None) & Document.relation().is_not(None))


async def documents_of(gate: Gate, case_id: UUID, *, limit: int = PAGE, offset: int = 0) -> list[DocumentView]:
    """Give a page of the documents of a case, the newest first; removed ones tell that they were there."""
    return await gate.select(OF_CASE, case_id=case_id, limit=limit, offset=offset)


async def document(gate: Gate, document_id: UUID) -> DocumentView:
    """Give what is known of a document; raises NotFound or Denied."""
    return await gate.one(ONE, document_id)


async def content_of(gate: Gate, document_id: UUID) -> DocumentFile:
    """Give a document with its bytes; raises NotFound or Denied. Recorded as an export of the document."""
    found = await gate.one(CONTENT, document_id)
    gate.note(Event("export", Document.kind, document_id, fields=["content"]))
    return found


async def kept_bytes(gate: Gate) -> int:
    """Give how much the documents of the organisation take altogether."""
    ((total,),) = await gate.call(KEPT, gate.actor.org_id)
    return int(total)
