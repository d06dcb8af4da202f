"""What comes in about the work of a team and what goes out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import Phase
from casework.cases.handover_schemas import Summary
from casework.cases.schemas import DistrictKey

MOST_AT_ONCE = 2_000
PageNumber = Annotated[int, Meta(ge=1, le=10_000)]


class WorkFilter(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which open cases of the teams that one leads."""

    owner: UUID | None = None
    phase: Phase | None = None
    district: DistrictKey | None = None
    silent: Annotated[int, Meta(ge=1, le=3_650)] | None = None
    page: PageNumber = 1


class Reassignment(WorkFilter, kw_only=True, forbid_unknown_fields=True):
    """Cases that go to one member at once: those that are named, or with `everything` all that fit the filter."""

    to_id: UUID
    summary: Summary | None = None
    everything: bool = False
    case_ids: Annotated[list[UUID], Meta(max_length=MOST_AT_ONCE)] = []


class Reassigned(Struct):
    """Which cases went to another member."""

    to_id: UUID
    to_name: str
    case_ids: list[UUID]


class CapacityChange(Struct, forbid_unknown_fields=True):
    """How many open cases a member can carry."""

    cases: Annotated[int, Meta(ge=0, le=10_000)]


class MovableCase(Struct):
    """An open case of a team that one leads, in the order in which the read selects it."""

    id: UUID
    number: str
    title: str
    native_title: str | None
    phase: str
    restricted: bool
    owner_id: UUID
    owner_name: str
    last_contact_at: datetime

    @property
    def stands_at(self) -> Phase:
        """Give the phase as an entry of its list, which knows its label."""
        return Phase(self.phase)


class Load(Struct):
    """What one counsellor carries in the teams that the reader leads."""

    member_id: UUID
    name: str
    active: bool
    capacity: int | None
    phases: dict[str, int]
    silent: int
    oldest_contact_at: datetime | None
    overdue: int
    away_until: date | None

    @property
    def open(self) -> int:
        """Give how many open cases they carry."""
        return sum(self.phases.values())

    @property
    def by_phase(self) -> list[tuple[Phase, int]]:
        """Give how many cases stand where, in the order of case management."""
        return [(phase, self.phases[phase]) for phase in Phase if self.phases.get(phase)]

    @property
    def full(self) -> bool:
        """Tell whether they carry more than they can."""
        return self.capacity is not None and self.open > self.capacity
