"""Imports with their staged rows, what came from where, remembered columns, and exports with their finished files."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, case
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.core.model import ACTOR, TenantModel, Versioned, one_of, same_organisation
from casework.transfer.codes import (
    ExportState,
    ExportSubject,
    FileFormat,
    ImportState,
    OnDuplicate,
    RowOutcome,
    Subject,
)


class Import(Versioned, TenantModel):
    """A file that somebody brings in, and how its columns are understood; for everybody else it does not exist."""

    __tablename__ = "imports"
    __table_args__ = (
        one_of("subject", Subject),
        one_of("state", ImportState),
        one_of("on_duplicate", OnDuplicate),
        same_organisation("member_id", "members", ondelete="CASCADE"),
        Index(None, "org_id", "member_id", "created_at"),
    )
    kind: ClassVar[str] = "import"

    member_id: Mapped[UUID]
    subject: Mapped[str]
    file_name: Mapped[str]
    file_note: Mapped[str]
    columns: Mapped[list[str]]
    # For each column the field it fills, empty for none.
    mapping: Mapped[list[str]]
    # For each field the codes that its words stand for, as far as they are not understood by themselves.
    meanings: Mapped[dict[str, Any]]
    on_duplicate: Mapped[str]
    state: Mapped[str]
    total: Mapped[int]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whoever brings the file in; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)


class ImportRow(TenantModel):
    """One row of an imported file: its cells as texts, what became of it, and why."""

    __tablename__ = "import_rows"
    __table_args__ = (
        one_of("outcome", RowOutcome),
        one_of("choice", OnDuplicate),
        same_organisation("import_id", "imports", ondelete="CASCADE"),
        UniqueConstraint("org_id", "import_id", "number"),
        Index(None, "org_id", "import_id", "outcome", "number"),
    )
    kind: ClassVar[str] = "import"

    import_id: Mapped[UUID]
    # As the file counts them: the headings are row 1.
    number: Mapped[int]
    cells: Mapped[list[str]]
    outcome: Mapped[str]
    reasons: Mapped[list[dict[str, Any]]]
    candidates: Mapped[list[UUID]]
    choice: Mapped[str | None]
    record_id: Mapped[UUID | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give nothing: rows are only reached through their import."""
        return case((cls.import_id.is_(None), "assigned"), else_=None)


class ImportReference(TenantModel):
    """Under which reference of another program a record came in, so that it never comes in twice."""

    __tablename__ = "import_references"
    __table_args__ = (
        CheckConstraint("num_nonnulls(client_id, case_id, note_id) <= 1", name="one_record"),
        same_organisation("client_id", "clients", ondelete="CASCADE"),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("note_id", "case_notes", ondelete="CASCADE"),
        Index(None, "org_id", "reference"),
        Index(None, "org_id", "client_id"),
        Index(None, "org_id", "case_id"),
        Index(None, "org_id", "note_id"),
    )
    kind: ClassVar[str] = "import"

    reference: Mapped[str]
    client_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    note_id: Mapped[UUID | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give nothing: references are only reached through the record they lead to."""
        return case((cls.reference.is_(None), "organisation"), else_=None)


class ImportMapping(TenantModel):
    """How an organisation understood a set of headings the last time."""

    __tablename__ = "import_mappings"
    __table_args__ = (one_of("subject", Subject), UniqueConstraint("org_id", "subject", "headings"))
    kind: ClassVar[str] = "import"

    subject: Mapped[str]
    headings: Mapped[str]
    fields: Mapped[dict[str, Any]]
    meanings: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class Export(TenantModel):
    """A file that somebody asked for; only they fetch it, and it ends after a day."""

    __tablename__ = "exports"
    __table_args__ = (
        one_of("subject", ExportSubject),
        one_of("file_format", FileFormat),
        one_of("state", ExportState),
        same_organisation("member_id", "members", ondelete="CASCADE"),
        Index(None, "org_id", "member_id", "created_at"),
    )
    kind: ClassVar[str] = "export"

    member_id: Mapped[UUID]
    subject: Mapped[str]
    file_format: Mapped[str]
    filters: Mapped[dict[str, Any]]
    confidential: Mapped[bool]
    language: Mapped[str]
    state: Mapped[str]
    size: Mapped[int]
    row_count: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whoever asked for the file; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)


class ExportPart(TenantModel):
    """A piece of a finished file."""

    __tablename__ = "export_parts"
    __table_args__ = (
        same_organisation("export_id", "exports", ondelete="CASCADE"),
        UniqueConstraint("org_id", "export_id", "number"),
    )
    kind: ClassVar[str] = "export"

    export_id: Mapped[UUID]
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(BYTEA)

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give nothing: pieces are only reached through their export."""
        return case((cls.export_id.is_(None), "assigned"), else_=None)
