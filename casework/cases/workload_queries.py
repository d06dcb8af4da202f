"""Named reads of the cases that a lead can give to others."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Integer, Text, Uuid, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.models import Case
from casework.cases.workload_schemas import MOST_AT_ONCE, MovableCase, WorkFilter
from casework.core.clock import now
from casework.core.model import LED_TEAMS, ORG, UUIDS
from casework.identity.models import Member

PAGE = 100
FILTERS = ("owner", "phase", "district", "silent")


@lru_cache(maxsize=64)
def _movable(filters: frozenset[str]) -> Read[MovableCase]:
    """Give the read of open cases that the actor may give to others, for one combination of filters."""
    conditions: Mapping[str, ColumnElement[bool]] = {
        "owner": Case.owner_id == bindparam("owner", type_=Uuid()),
        "phase": Case.phase == bindparam("phase", type_=Text()),
        "district": Case.district == bindparam("district", type_=Text()),
        "silent": Case.last_contact_at < bindparam("silent_since", type_=DateTime(timezone=True)),
        "chosen": Case.id == func.any(bindparam("chosen", type_=UUIDS)),
    }
    columns: dict[str, Any] = {name: getattr(Case, name, None) for name in MovableCase.__struct_fields__}
    columns["owner_name"] = Member.name.label("owner_name")
    statement = (
        select(*columns.values())
        .join(Member, (Member.org_id == Case.org_id) & (Member.id == Case.owner_id))
        .where(Case.org_id == ORG, Case.team_id == func.any(LED_TEAMS), Case.closed_on.is_(None))
        .where(*(conditions[name] for name in sorted(filters)))
        .order_by(Case.last_contact_at, Case.id)
        .limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer()))
    )
    return Read(Case, "assign", MovableCase, statement)


def _asked(wanted: WorkFilter) -> tuple[frozenset[str], dict[str, Any]]:
    filters = frozenset(name for name in FILTERS if getattr(wanted, name) is not None)
    values = {"owner": wanted.owner, "phase": wanted.phase, "district": wanted.district}
    return filters, {**values, "silent_since": now() - timedelta(days=wanted.silent or 0)}


async def movable(gate: Gate, wanted: WorkFilter) -> list[MovableCase]:
    """Give a page of the open cases that a filter finds and one more if there is any, the longest silence first."""
    filters, values = _asked(wanted)
    return await gate.select(_movable(filters), **values, limit=PAGE + 1, offset=(wanted.page - 1) * PAGE)


async def how_many(gate: Gate, wanted: WorkFilter) -> int:
    """Give how many open cases a filter finds, counted up to 10,001."""
    filters, values = _asked(wanted)
    return await gate.count(_movable(filters), **values, limit=PAGE + 1, offset=0)


async def all_movable(gate: Gate, wanted: WorkFilter) -> list[MovableCase]:
    """Give every open case that a filter finds, up to one more than can be given away at once."""
    filters, values = _asked(wanted)
    return await gate.select(_movable(filters), **values, limit=MOST_AT_ONCE + 1, offset=0)


async def chosen_ones(gate: Gate, case_ids: list[Any]) -> list[MovableCase]:
    """Give those of these cases that the actor may give to others; the rest is as if it did not exist."""
    return await gate.select(_movable(frozenset({"chosen"})), chosen=case_ids, limit=MOST_AT_ONCE, offset=0)
