"""What comes in and goes out about results, exits, phases and closures, shared by pages and API."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import ClosureReason, EsfOutcome, EsfPoint, Phase, ResultKind
from casework.cases.schemas import Words

Persons = Annotated[list[UUID], Meta(min_length=1, max_length=20)]
EXIT_DAYS = timedelta(days=28)


class ResultFields(Struct, kw_only=True, forbid_unknown_fields=True):
    """What was reached, when, and what shows it."""

    result_kind: ResultKind
    reached_on: date
    evidence: Words | None = None


class NewResult(ResultFields, kw_only=True, forbid_unknown_fields=True):
    """A result of one or several persons of a case; each gets an entry of their own."""

    client_ids: Persons


class NewExit(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where a person stood at one of the two points after leaving; without `established_on` it was found out today."""

    client_id: UUID
    point: EsfPoint
    outcome: EsfOutcome
    left_on: date
    established_on: date | None = None
    evidence: Words | None = None


class ResultView(Struct):
    """A result in the order in which the read selects it."""

    id: UUID
    case_id: UUID
    client_id: UUID
    result_kind: str
    reached_on: date
    evidence: str | None
    recorded_at: datetime
    version: int
    client_name: str
    recorder_name: str

    @property
    def reached(self) -> ResultKind:
        """Give what was reached."""
        return ResultKind(self.result_kind)


class ExitView(Struct):
    """Where a person stood after leaving, in the order in which the read selects it."""

    id: UUID
    case_id: UUID
    client_id: UUID
    point: str
    outcome: str
    left_on: date
    established_on: date
    evidence: str | None
    recorded_at: datetime
    version: int
    client_name: str
    recorder_name: str

    @property
    def when(self) -> EsfPoint:
        """Give at which point the person was looked at."""
        return EsfPoint(self.point)

    @property
    def stood(self) -> EsfOutcome:
        """Give where the person stood."""
        return EsfOutcome(self.outcome)


class PhaseView(Struct):
    """That a case entered a phase, in the order in which the read selects it."""

    id: UUID
    phase: str
    since: date
    moved_by: UUID | None
    mover_name: str | None

    @property
    def entered(self) -> Phase:
        """Give the phase."""
        return Phase(self.phase)


class ClosureView(Struct):
    """That a case was closed and perhaps opened again, in the order in which the read selects it."""

    id: UUID
    closed_on: date
    reason: str
    note: str | None
    closer_name: str | None
    reopened_on: date | None
    reopener_name: str | None

    @property
    def because(self) -> ClosureReason:
        """Give why it was closed."""
        return ClosureReason(self.reason)


class Due(Struct):
    """Until when, and from when, the two points of one person are established."""

    client_id: UUID
    left_on: date
    first_until: date
    second_from: date
