"""What happened in a case, put together from every source and given page by page."""

from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple

from msgspec import Struct

from casework.access.gate import Gate
from casework.cases.schemas import CaseHead
from casework.desk.happenings import SOURCES, Entry

PAGE_SIZE = 30
_ALL_TIME = datetime.max.replace(tzinfo=UTC)


class Timeline(NamedTuple):
    """One page of what happened, the newest first; `older` is the moment before which the next page begins."""

    entries: list[Entry]
    older: datetime | None


class TimelineEntry(Struct):
    """One thing that happened, with everything the reader may know of it; opening a case has nothing beside its day."""

    at: datetime
    kind: str
    item: Any


class TimelineView(Struct):
    """One page of what happened, the newest first; `older` is the `before` of the next page."""

    entries: list[TimelineEntry]
    older: datetime | None

    @classmethod
    def of(cls, timeline: Timeline) -> "TimelineView":
        """Give a page as it goes out."""
        shown = [
            TimelineEntry(one.at, one.kind, None if one.kind == "opened" else one.item) for one in timeline.entries
        ]
        return cls(shown, timeline.older)


async def timeline(gate: Gate, head: CaseHead, before: datetime | None = None, kind: str = "") -> Timeline:
    """Give a page of what happened in a case, as far as the actor may know it; `kind` wants one source alone."""
    moment = before or _ALL_TIME
    sources = [SOURCES[kind]] if kind in SOURCES else list(SOURCES.values())
    found = [await source(gate, head, moment, PAGE_SIZE + 1) for _, source in sources]
    known_from = max((one.known_from for one in found if one.known_from is not None), default=None)
    entries = chain.from_iterable(one.entries for one in found)
    return _page([entry for entry in entries if entry.at < moment], known_from)


def _page(entries: list[Entry], known_from: datetime | None) -> Timeline:
    newest_first = sorted(entries, key=lambda entry: entry.at, reverse=True)
    known = [entry for entry in newest_first if known_from is None or entry.at >= known_from]
    # Things of the same moment stay on one page, since the next one begins before it.
    last = known[:PAGE_SIZE][-1].at if known else None
    shown = [entry for entry in known if last is not None and entry.at >= last]
    return Timeline(shown, last if len(shown) < len(newest_first) or known_from is not None else None)
