"""What comes in and goes out about calendar feeds."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct


class NewFeed(Struct, forbid_unknown_fields=True):
    """What a new address is to show: with `initials` those of the clients stand in brackets."""

    initials: bool = False


class FeedView(Struct):
    """A member's address: `address` is given once, when it is made."""

    initials: bool
    made_at: datetime
    used_at: datetime | None
    address: str | None = None


class AppointmentDate(Struct):
    """An appointment as a calendar needs it; `initials` are None unless they are wanted."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    status: str
    mode: str
    authority_kind: str | None
    authority_name: str | None
    address: str | None
    sequence: int
    changed_at: datetime
    initials: str | None = None


class DeadlineDate(Struct):
    """A deadline as a calendar needs it; `initials` are None unless they are wanted."""

    id: UUID
    deadline_kind: str
    due_on: date
    status: str
    version: int
    created_at: datetime
    confirmed_at: datetime | None
    initials: str | None = None
