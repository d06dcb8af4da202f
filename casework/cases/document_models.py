"""Documents of a case; their bytes stand apart, so that removing them leaves the row that tells of it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, select, text
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.codes import RemovalGround, Visibility
from casework.cases.models import Narrowed
from casework.core.clock import now
from casework.core.errors import Conflict
from casework.core.model import TenantModel, Versioned, one_of, same_organisation


class Document(Narrowed, Versioned, TenantModel):
    """A file that belongs to a case, perhaps to one note or appointment of it."""

    __tablename__ = "documents"
    __table_args__ = (
        one_of("visibility", Visibility),
        one_of("removal_ground", RemovalGround),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("note_id", "case_notes"),
        same_organisation("appointment_id", "appointments"),
        same_organisation("author_id", "members"),
        same_organisation("removed_by", "members"),
        Index(None, "org_id", "case_id", "created_at"),
        Index("ix_documents_kept", "org_id", "size", postgresql_where=text("removed_at is null")),
    )
    kind: ClassVar[str] = "document"

    case_id: Mapped[UUID]
    note_id: Mapped[UUID | None]
    appointment_id: Mapped[UUID | None]
    title: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    visibility: Mapped[str]
    author_id: Mapped[UUID]
    created_at: Mapped[datetime]
    scanned: Mapped[bool]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]
    removal_ground: Mapped[str | None]
    removal_reason: Mapped[str | None]

    def remove(self, by: UUID, ground: RemovalGround, reason: str) -> None:
        """Leave of it only that it was there, who removed it, when and why; raises Conflict if it is gone."""
        if self.removed_at is not None:
            raise Conflict("This document was removed already.")
        self.removed_at, self.removed_by = now(), by
        self.removal_ground, self.removal_reason = ground.value, reason
        # What people call a file often names a person or an illness.
        self.title = ""


class DocumentContent(TenantModel):
    """The bytes of a document; they are reached through it alone."""

    __tablename__ = "document_contents"
    __table_args__ = (ForeignKeyConstraint(["org_id", "id"], ["documents.org_id", "documents.id"], ondelete="CASCADE"),)
    kind: ClassVar[str] = "document"

    content: Mapped[bytes] = mapped_column(BYTEA)

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the document."""
        return (
            select(Document.relation())
            .where(Document.org_id == cls.org_id, Document.id == cls.id)
            .correlate_except(Document)
            .scalar_subquery()
        )
