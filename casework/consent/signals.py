"""What this slice tells the slices above it, inside the same transaction."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReleaseRevoked:
    """A person took a release back: from now on nothing may be shared on its ground."""

    release_id: UUID
    client_id: UUID
