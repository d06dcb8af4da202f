"""What the desk's lists are asked for and what they give."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import Phase
from casework.cases.schemas import DistrictKey
from casework.tenancy.districts import district_name

Scope = Literal["mine", "team", "deputising"]
Sort = Literal["name", "-name", "contact", "-contact", "deadline", "-deadline", "opened", "-opened"]


class CaseFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which cases a list shows and in which order; all of it stands in the address."""

    scope: Scope | None = None
    status: Literal["open", "closed", "all"] = "open"
    phase: Phase | None = None
    district: DistrictKey | None = None
    text: Annotated[str, Meta(max_length=100)] | None = None
    silent: Annotated[int, Meta(ge=1, le=3_650)] | None = None
    client: UUID | None = None
    sort: Sort = "-contact"
    page: Annotated[int, Meta(ge=1, le=100_000)] = 1


class CaseRow(Struct):
    """A case in the caseload, in the order in which the read selects it."""

    id: UUID
    number: str
    title: str
    native_title: str | None
    district: str | None
    phase: str
    restricted: bool
    owner_id: UUID
    owner_name: str
    opened_on: date
    closed_on: date | None
    last_contact_at: datetime
    next_deadline_on: date | None

    @property
    def stands_at(self) -> Phase:
        """Give the phase as an entry of its list, which knows its label."""
        return Phase(self.phase)

    @property
    def district_name(self) -> str:
        """Give the district by its name; empty if it is not known."""
        return district_name(self.district)


class Caseload(Struct):
    """One page of a caseload. `scope` tells whose it is, `has_more` whether another page follows."""

    scope: Scope
    page: int
    has_more: bool
    rows: list[CaseRow]


TimelineKind = Literal[
    "contact",
    "note",
    "appointment",
    "deadline",
    "referral",
    "release",
    "result",
    "phase",
    "document",
    "task",
    "plan",
]


class TimelineFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page of a timeline is wanted: what happened before a moment, of one kind if any."""

    before: Annotated[str, Meta(max_length=40)] | None = None
    kind: TimelineKind | None = None

    @property
    def moment(self) -> datetime | None:
        """Give the moment; None where none was named that could be one."""
        return moment_in(self.before)


def moment_in(text: str | None) -> datetime | None:
    """Give the moment that an address names, with its offset; None where it names none."""
    try:
        moment = datetime.fromisoformat((text or "").replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
