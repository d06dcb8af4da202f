"""What the pages of this slice share: the frame of a case for each reader, and the version that a form was based on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from litestar import Request

from casework.access.gate import Gate
from casework.appointments.booking_queries import case_act, case_name
from casework.cases.queries import case_head
from casework.core.errors import Stale
from casework.web import navigation
from casework.web.input import MOST_FIELDS, Fields

AnyRequest = Request[Any, Any, Any]


async def frame_of(gate: Gate, case_id: UUID, section: str = "appointments") -> dict[str, Any]:
    """Give the frame around a section of a case: the whole head, or for the front desk number and title alone.

    The entry of the header and the tab of the section are marked, although its pages have addresses of their own.
    """
    path = f"/cases/{case_id}/{section}"
    entries = navigation.entries_for(gate.actor.role)
    if case_act(gate) == "head":
        place = navigation.current_entry(entries, "/appointments")
        return {"frame": "appointments/frame.html", "head": await case_name(gate, case_id), "current_entry": place}
    place = navigation.current_entry(entries, path)
    return {"frame": "cases/frame.html", "head": await case_head(gate, case_id), "current_entry": place, "path": path}


def version_in(fields: Mapping[str, Sequence[str]]) -> int:
    """Give the version that a form carried along; raises Stale where it carries none that could be one."""
    text = next(iter(fields.get("version", ())), "")
    if not text.isdecimal() or len(text) > 9:
        raise Stale
    return int(text)


def query_fields(request: AnyRequest) -> Fields:
    """Give the query as a form would send it; broken UTF-8 travels as lone surrogates, so that the form can tell."""
    text = bytes(request.scope["query_string"]).decode("ascii", errors="surrogateescape")
    try:
        pairs = parse_qsl(text, encoding="utf-8", errors="surrogateescape", max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    fields: Fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def identity(text: str | None) -> UUID | None:
    """Read an id from an address; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def day_in(text: str | None) -> date | None:
    """Read a day from an address (2026-11-22); None for what is none or lies in another century."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if date(1990, 1, 1) <= found <= date(2100, 1, 1) else None
