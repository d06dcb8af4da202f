"""What it takes to split a joint case."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.schemas import Words

Persons = Annotated[list[UUID], Meta(min_length=1, max_length=20)]
Entries = Annotated[list[UUID], Meta(max_length=1_000)]


class Splitting(Struct, kw_only=True, forbid_unknown_fields=True):
    """Who goes into a case of their own, and what of the shared entries goes with them.

    What is about one person goes with that person. What is about all stays unless it is named in `move_ids` (goes
    along) or `copy_ids` (both sides have it); with `shared` as "copy" what is not named is copied except `keep_ids`.
    """

    client_ids: Persons
    shared: Literal["stay", "copy"] = "stay"
    move_ids: Entries = []
    copy_ids: Entries = []
    keep_ids: Entries = []
    along_ids: Annotated[list[UUID], Meta(max_length=50)] = []
    """People of the household who are in no case side, children for instance, and go along into the new household."""
    owner_id: UUID | None = None
    restricted: bool = False
    concern: Words | None = None
    concern_that_stays: Words | None = None


class SplitCase(Struct):
    """The case that came out of splitting another; `readable` tells whether the one who split may see it."""

    id: UUID
    readable: bool


class SharedEntry(Struct):
    """An entry that is about nobody alone, for choosing where it goes."""

    id: UUID
    kind: str
    on: date | datetime | None
    words: str
