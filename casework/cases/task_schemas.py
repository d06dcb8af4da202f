"""What comes in about tasks and what goes out, shared by pages and API."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.schemas import Words
from casework.core.clock import today

Title = Annotated[str, Meta(min_length=1, max_length=200)]


class TaskFields(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be done, by when and by whom; without anybody named it is one's own."""

    title: Title
    due_on: date | None = None
    assignee_id: UUID | None = None
    note: Words | None = None


class TaskFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which tasks a list shows; all of it stands in the address."""

    whose: Literal["mine", "given"] = "mine"
    status: Literal["open", "done"] = "open"
    page: Annotated[int, Meta(ge=1, le=10_000)] = 1


class TaskView(Struct):
    """A task in the order in which the read selects it."""

    id: UUID
    title: str
    note: str | None
    due_on: date | None
    assignee_id: UUID
    case_id: UUID | None
    created_by: UUID
    created_at: datetime
    done_at: datetime | None
    version: int
    assignee_name: str
    case_number: str | None
    case_title: str | None

    @property
    def is_done(self) -> bool:
        """Tell whether it is done."""
        return self.done_at is not None

    @property
    def overdue(self) -> bool:
        """Tell whether it should have been done by now."""
        return self.done_at is None and self.due_on is not None and self.due_on < today()


class TaskPage(Struct):
    """One page of tasks; `has_more` tells whether another follows."""

    page: int
    has_more: bool
    rows: list[TaskView]
