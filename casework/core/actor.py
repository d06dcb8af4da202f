"""Who acts: one member of one organisation, for the length of one request."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the access record."""

    request_id: UUID
    address: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of an organisation as the database vouched for them at the start of this transaction."""

    org_id: UUID
    member_id: UUID
    role: str
    name: str
    organisation_name: str
    organisation_kind: str
    session_ref: UUID
    teams: frozenset[UUID]
    led_teams: frozenset[UUID]
    memberships: int
    origin: Origin
    # Colleagues who are away and for whom this member stands in today, with or without their hidden cases.
    deputised: frozenset[UUID] = frozenset()
    deputised_fully: frozenset[UUID] = frozenset()
