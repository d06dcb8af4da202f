"""What is running in a case: each slice above says what of it is still open, and a hand-over lists all of it."""

from collections.abc import Awaitable, Callable
from datetime import date
from itertools import chain
from uuid import UUID

from msgspec import Struct

from casework.access.gate import Gate


class Running(Struct):
    """One thing that is not finished: what it is, when it is due if ever, and where to look at it."""

    kind: str
    title: str
    note: str
    on: date | None
    path: str


Source = Callable[[Gate, UUID, str], Awaitable[list[Running]]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source, which gives what is running in a case in the reader's language; slices call this at import."""
    _sources.append(source)


async def running_in(gate: Gate, case_id: UUID, language: str) -> list[Running]:
    """Give everything that is running in a case, what is due first coming first."""
    found = [await source(gate, case_id, language) for source in _sources]
    return sorted(chain.from_iterable(found), key=lambda one: one.on or date.max)
