"""What a case was before: its phases, its closures, and what stood in its notes."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, case, func, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.codes import ClosureReason, Phase, Visibility
from casework.cases.models import CaseNote, InCase
from casework.core.model import ACTOR, TenantModel, one_of, same_organisation


class CasePhase(InCase, TenantModel):
    """That a case entered a phase on a day; it stood there until the next one."""

    __tablename__ = "case_phases"
    __table_args__ = (
        one_of("phase", Phase),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("moved_by", "members"),
        Index(None, "org_id", "case_id", "since"),
    )
    kind: ClassVar[str] = "case_phase"

    case_id: Mapped[UUID]
    phase: Mapped[str]
    since: Mapped[date]
    # Empty where nobody knows any more, as for cases that are older than this history.
    moved_by: Mapped[UUID | None]
    created_at: Mapped[datetime]


class CaseClosure(InCase, TenantModel):
    """That a case was closed, why, by whom, and when it was opened again, if it was."""

    __tablename__ = "case_closures"
    __table_args__ = (
        one_of("reason", ClosureReason),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("closed_by", "members"),
        same_organisation("reopened_by", "members"),
        Index(None, "org_id", "case_id", "closed_on"),
    )
    kind: ClassVar[str] = "case_closure"

    case_id: Mapped[UUID]
    closed_on: Mapped[date]
    reason: Mapped[str]
    note: Mapped[str | None]
    closed_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    reopened_on: Mapped[date | None]
    reopened_by: Mapped[UUID | None]


class NoteVersion(TenantModel):
    """What a note said until it was corrected; whoever may read the note may read this, if it was meant for them.

    A note whose circle of readers was widened later does not give its earlier words to the wider circle.
    """

    __tablename__ = "note_versions"
    __table_args__ = (
        same_organisation("note_id", "case_notes", ondelete="CASCADE"),
        one_of("visibility", Visibility),
        UniqueConstraint("org_id", "note_id", "number"),
    )
    kind: ClassVar[str] = "note_version"

    note_id: Mapped[UUID]
    number: Mapped[int]
    at: Mapped[datetime]
    topics: Mapped[list[str]]
    mode: Mapped[str | None]
    duration_minutes: Mapped[int | None]
    language: Mapped[str | None]
    interpreting: Mapped[str | None]
    text: Mapped[str]
    visibility: Mapped[str]
    reader_ids: Mapped[list[UUID]] = mapped_column(server_default="{}")
    about_id: Mapped[UUID | None]
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the note, narrowed by who was meant to read these words."""
        to_note = _of_note(cls, CaseNote.relation())
        mine = _of_note(cls, CaseNote.author_id) == ACTOR
        return case(
            (mine, to_note),
            (cls.visibility == Visibility.TEAM.value, to_note),
            ((cls.visibility == Visibility.ME_AND_LEAD.value) & (to_note == "led"), "led"),
            (
                (cls.visibility == Visibility.RESTRICTED.value)
                & ((to_note == "assigned") | func.array_position(cls.reader_ids, ACTOR).is_not(None)),
                to_note,
            ),
            else_=None,
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the clients of the note's case."""
        return _of_note(cls, CaseNote.clients_shown())


def _of_note(version: type[NoteVersion], what: Any) -> ColumnElement[Any]:  # noqa: ANN401  # Any column of the note.
    return (
        select(what)
        .where(CaseNote.org_id == version.org_id, CaseNote.id == version.note_id)
        .correlate(version)
        .scalar_subquery()
    )
