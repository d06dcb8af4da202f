"""What comes in and goes out when two records of one person become one."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.people.schemas import ClientView

CHOSEN = (
    "family_name",
    "given_name",
    "native_family_name",
    "native_given_name",
    "gender",
    "birth_date",
    "district",
    "town",
    "contact_hint",
    "benefits",
    "family",
    "health",
)
"""Fields of which one version is chosen; of everything else both versions are kept side by side."""
TEXTS = ("contact_hint", "benefits", "family", "health")
"""Fields whose versions can also stand one after the other."""

Choice = Literal["kept", "other", "both"]


class Merging(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which record becomes part of the one in the address, and which of its versions count from now on."""

    merged_id: UUID
    merged_version: int
    """The version in which the other record was looked at."""
    choices: Annotated[dict[str, Choice], Meta(max_length=20)] = {}
    """By field; a field left out keeps its version, or takes the other one where it has none."""


class Compared(Struct):
    """One field of both records."""

    name: str
    kept: object
    other: object
    suggested: Choice
    """What is taken where nothing is chosen."""
    options: list[Choice]
    """Empty where there is nothing to choose."""


class Comparison(Struct):
    """Two records side by side."""

    kept: ClientView
    other: ClientView
    fields: list[Compared]


class MergeView(Struct):
    """A merge that happened."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    merged_name: str
    merged_at: datetime
    merged_by: str | None
    undone_at: datetime | None
    version: int
