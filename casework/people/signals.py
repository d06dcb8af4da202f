"""What people tells the slices above it, inside the same transaction."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ClientRenamed:
    """A client goes by another name now; whoever keeps a copy of the name takes the new one."""

    client_id: UUID


@dataclass(frozen=True, slots=True)
class ClientRestricted:
    """A client was hidden from the team; whatever shows their name has to be hidden with them."""

    client_id: UUID


@dataclass(frozen=True, slots=True)
class ClientShownAgain:
    """A client is no longer hidden from the team; what was hidden only because of them may be shown again."""

    client_id: UUID
