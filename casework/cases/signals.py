"""What this slice and those beside it tell each other, inside the same transaction."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReviewPlanned:
    """A review of a case's support plan was held, planned anew, or called off; `due_on` is the next one if any."""

    case_id: UUID
    due_on: date | None
    held_on: date | None = None
