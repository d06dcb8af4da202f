"""What comes in about absences and what goes out."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct


class NewAbsence(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who is away from when to when, and who stands in; without a member it is oneself."""

    member_id: UUID | None = None
    deputy_id: UUID
    starts_on: date
    ends_on: date
    includes_restricted: bool = False


class AbsenceView(Struct):
    """An absence in the order in which the reads select it."""

    id: UUID
    member_id: UUID
    member_name: str
    deputy_id: UUID
    deputy_name: str
    starts_on: date
    ends_on: date
    includes_restricted: bool
    ended_at: datetime | None
    version: int
