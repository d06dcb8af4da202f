"""Who goes along to an appointment: counsellors, volunteers and interpreters, ordered or confirmed."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from casework.appointments.codes import Companion
from casework.core.codes import Code


class CompanionState(Code):
    """Whether somebody has said that they come along."""

    WANTED = "wanted", "Still to be found"
    ORDERED = "ordered", "Ordered"
    CONFIRMED = "confirmed", "Has agreed"


class CompanionEntry(Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One who goes along: a member, or anybody by name; interpreters with the language they interpret into."""

    kind: Companion
    member_id: UUID | None = None
    name: Annotated[str, Meta(max_length=200)] | None = None
    language: Annotated[str, Meta(max_length=12)] | None = None
    state: CompanionState = CompanionState.WANTED


MOST_COMPANIONS = 3


def stored(entries: Sequence[CompanionEntry]) -> list[dict[str, Any]]:
    """Give companions as they are stored."""
    return [msgspec.to_builtins(entry) for entry in entries]


def read(found: str | list[Any], companion: str | None, language: str | None) -> list[CompanionEntry]:
    """Give stored companions; what was kept before there could be several stands as one."""
    if isinstance(found, str):
        entries = msgspec.json.decode(found, type=list[CompanionEntry])
    else:
        entries = msgspec.convert(found, list[CompanionEntry])
    if entries or (companion is None and language is None):
        return entries
    return [CompanionEntry(kind=Companion(companion or Companion.INTERPRETER), language=language)]


def attendees(member_id: UUID, entries: Iterable[CompanionEntry]) -> list[str]:
    """Give who takes part beside the clients, in words that are alike for the same person."""
    known = [f"member:{entry.member_id}" for entry in entries if entry.member_id is not None]
    named = [f"name:{' '.join(entry.name.casefold().split())}" for entry in entries if entry.name]
    return sorted({f"member:{member_id}", *known, *named})
