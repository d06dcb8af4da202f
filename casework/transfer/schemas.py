"""What comes in about imports and exports and what goes out, shared by pages and API."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import ClosureReason, ContactMode, Interpreting, Phase, Topic, Visibility
from casework.transfer.codes import ExportSubject, FileFormat, OnDuplicate, Subject

ShortCode = Annotated[str, Meta(max_length=80)]
Line = Annotated[str, Meta(max_length=300)]


class CaseTexts(Struct, kw_only=True):
    """The facts of a case as a row has them."""

    concern: Annotated[str, Meta(max_length=4_000)] | None = None
    venture: Line | None = None
    venture_start: date | None = None
    phase: Phase = Phase.INTAKE
    district: ShortCode | None = None
    owner: Line | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    closure_reason: ClosureReason | None = None


class ContactTexts(Struct, kw_only=True):
    """The facts of a contact as a row has them; without a way of contact it is a note."""

    at: datetime
    mode: ContactMode | None = None
    topics: Annotated[list[Topic], Meta(max_length=24)] = []
    duration_minutes: Annotated[int, Meta(ge=1, le=1_440)] | None = None
    language: Annotated[str, Meta(max_length=12)] | None = None
    interpreting: Interpreting | None = None
    text: Annotated[str, Meta(max_length=20_000)] = ""
    visibility: Visibility = Visibility.TEAM
    author: Line | None = None


class ImportView(Struct):
    """An import: what it brings in, how far it is, and how many rows came to what."""

    id: UUID
    subject: Subject
    file_name: str
    file_note: str
    state: str
    total: int
    columns: list[str]
    mapping: list[str]
    on_duplicate: OnDuplicate
    counts: dict[str, int]
    version: int
    created_at: datetime
    ended_at: datetime | None

    def count(self, *outcomes: str) -> int:
        """Give how many rows came to one of these outcomes."""
        return sum(self.counts.get(outcome, 0) for outcome in outcomes)

    @property
    def done(self) -> int:
        """Give how many rows the present step is through with."""
        if self.state == "running":
            return self.total - self.count("new", "duplicate", "waiting")
        return self.total - self.count("waiting")


class ImportLine(Struct):
    """An import in the list of one's own."""

    id: UUID
    subject: Subject
    file_name: str
    state: str
    total: int
    created_at: datetime


class RowView(Struct):
    """A staged row: its cells, what became of it or would, and why."""

    id: UUID
    number: int
    cells: list[str]
    outcome: str
    reasons: list[dict[str, Any]]
    candidates: list[UUID]
    choice: OnDuplicate | None


class Assignment(Struct, kw_only=True, forbid_unknown_fields=True):
    """How the columns of an import are to be understood."""

    mapping: Annotated[list[ShortCode], Meta(max_length=100)]
    """For each column the field that it fills, empty for none."""
    meanings: dict[ShortCode, dict[Line, ShortCode]] = {}
    """For each field with a code list the codes that its words stand for, as far as they are not understood."""
    on_duplicate: OnDuplicate = OnDuplicate.SKIP


class RowChoice(Struct, forbid_unknown_fields=True):
    """What is to become of one row whose person may be known already."""

    choice: OnDuplicate


class Started(Struct):
    """Work that goes on in the background: its job can be asked for at /api/jobs/{job_id}."""

    job_id: UUID


class NewExport(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be given as a file."""

    subject: ExportSubject
    file_format: FileFormat = FileFormat.CSV
    confidential: bool = False
    """Also health, family and the words of notes."""
    filters: Annotated[str, Meta(max_length=1_000)] = ""
    """For cases the filters of the caseload, as they stand in its address."""


class ExportView(Struct):
    """A file that was asked for."""

    id: UUID
    subject: ExportSubject
    file_format: FileFormat
    confidential: bool
    state: str
    size: int
    row_count: int
    created_at: datetime
    expires_at: datetime

    @property
    def what(self) -> ExportSubject:
        """Give what it is a list of."""
        return ExportSubject(self.subject)
