"""What comes in about handing cases over and what goes out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.running import Running

Summary = Annotated[str, Meta(max_length=10_000)]


class Handover(Struct, forbid_unknown_fields=True):
    """Who carries a case from now on, and what they have to know."""

    owner_id: UUID
    summary: Summary | None = None


class HandoverRow(Struct):
    """A handing-over in the order in which the reads select it."""

    id: UUID
    case_id: UUID
    from_id: UUID
    from_name: str
    to_id: UUID
    to_name: str
    by_name: str
    at: datetime
    summary: str | None
    confirmed_at: datetime | None


class WaitingHandover(Struct):
    """A case that was handed to the reader, who has not yet confirmed it."""

    id: UUID
    case_id: UUID
    case_number: str
    case_title: str
    from_name: str
    at: datetime
    summary: str | None


class Carrier(Struct):
    """Who carried a case from when until when; the present one has no end."""

    member_id: UUID
    name: str
    since: datetime
    until: datetime | None


class HandoverView(Struct):
    """The history of who carried a case, each handing-over, and what is running now."""

    carriers: list[Carrier]
    handovers: list[HandoverRow]
    running: list[Running]
