"""Open deadlines with the sentence that explains them, as the start page shows them."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from casework.access.gate import Gate
from casework.appointments import queries as appointments
from casework.appointments.codes import DeadlineKind

AHEAD = timedelta(days=31)


class UrgentDeadline(Struct):
    """An open deadline with the sentence that explains it."""

    id: UUID
    case_id: UUID
    case_number: str
    case_title: str
    kind: DeadlineKind
    title: str | None
    due_on: date
    sentence: str


async def urgent_deadlines(
    gate: Gate, day: date, language: str, *, member_id: UUID | None = None, team_ids: Sequence[UUID] | None = None
) -> list[UrgentDeadline]:
    """Give the deadlines of the next month in a member's cases, or else in those of some teams, the nearest first."""
    found = await appointments.open_deadlines(gate, until=day + AHEAD, limit=50, member_id=member_id, team_ids=team_ids)
    return [
        UrgentDeadline(
            row.id,
            row.case_id,
            row.case_number,
            row.case_title,
            row.kind,
            row.title,
            row.due_on,
            row.sentence(language, day.year),
        )
        for row in found
    ]
