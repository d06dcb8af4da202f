"""What comes in about documents and what goes out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import RemovalGround, Visibility
from casework.cases.document_types import TYPES, FileType

DocumentTitle = Annotated[str, Meta(max_length=200)]


class NewDocument(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said about a file; without a title it keeps the name that it came with."""

    title: DocumentTitle | None = None
    visibility: Visibility = Visibility.TEAM
    note_id: UUID | None = None
    appointment_id: UUID | None = None


class Removal(Struct, forbid_unknown_fields=True):
    """Why a document is removed."""

    ground: RemovalGround
    reason: Annotated[str, Meta(min_length=3, max_length=1_000)]


class DocumentView(Struct):
    """A document in the order in which the reads select it."""

    id: UUID
    case_id: UUID
    note_id: UUID | None
    appointment_id: UUID | None
    title: str
    media_type: str
    size: int
    visibility: str
    author_id: UUID
    author_name: str
    created_at: datetime
    scanned: bool
    removed_at: datetime | None
    removed_by_name: str | None
    removal_ground: str | None
    removal_reason: str | None
    version: int

    @property
    def type(self) -> FileType | None:
        """Give the type with what people call it; None for one that is not kept any more."""
        return TYPES.get(self.media_type)

    @property
    def seen_by(self) -> Visibility:
        """Give who may read it."""
        return Visibility(self.visibility)

    @property
    def ground(self) -> RemovalGround | None:
        """Give why it was removed, if it was."""
        return RemovalGround(self.removal_ground) if self.removal_ground in set(RemovalGround) else None

    @property
    def weight(self) -> tuple[int, str]:
        """Give the size as people read it: a number and its unit."""
        if self.size < 1_000_000:
            return max(1, round(self.size / 1_000)), "kB"
        return round(self.size / 1_000_000), "MB"


class DocumentFile(Struct):
    """The bytes of a document with what a browser has to be told about them."""

    title: str
    media_type: str
    content: bytes
