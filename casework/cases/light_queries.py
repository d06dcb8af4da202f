"""Named reads of light contacts: one statement for each combination of filters, compiled once."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Select, Text, Uuid, bindparam, or_, select
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.light_models import LightContact
from casework.cases.light_schemas import LightFilter, LightPage, LightView
from casework.cases.models import Case
from casework.core.clock import ZONE
from casework.core.model import ACTOR, ORG
from casework.identity.models import Member

PAGE_SIZE = 50
_FILTERS = ("since", "until", "topic", "mode", "outcome", "language", "district", "status")
_MOMENT = DateTime(timezone=True)


def _rows() -> Select[Any]:
    own = [getattr(LightContact, name) for name in LightView.__struct_fields__[:17]]
    return (
        select(*own, Member.name.label("author_name"), Case.number.label("case_number"))
        .join(Member, (Member.org_id == LightContact.org_id) & (Member.id == LightContact.author_id))
        .outerjoin(Case, (Case.org_id == LightContact.org_id) & (Case.id == LightContact.case_id))
        .where(LightContact.org_id == ORG)
    )


def _conditions() -> dict[str, ColumnElement[bool]]:
    same = ("mode", "outcome", "language", "district")
    grown = or_(LightContact.case_id.is_not(None), LightContact.client_id.is_not(None))
    return {
        "mine": LightContact.author_id == ACTOR,
        "since": LightContact.at >= bindparam("since", type_=_MOMENT),
        "until": LightContact.at < bindparam("until", type_=_MOMENT),
        "topic": LightContact.topics.op("@>")(bindparam("topics", type_=ARRAY(Text()))),
        "open": ~grown,
        "grown": grown,
        **{name: getattr(LightContact, name) == bindparam(name, type_=Text()) for name in same},
    }


@lru_cache(maxsize=512)
def _listed(chosen: tuple[str, ...]) -> Read[LightView]:
    known = _conditions()
    statement = _rows().where(*(known[name] for name in chosen))
    return Read(
        LightContact,
        "list",
        LightView,
        statement.order_by(LightContact.at.desc(), LightContact.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset(bindparam("offset", type_=Integer())),
        page=PAGE_SIZE,
    )


ONE = Read(LightContact, "read", LightView, _rows().where(LightContact.id == bindparam("id", type_=Uuid())))
OF_CASE = Read(
    LightContact,
    "list",
    LightView,
    _rows()
    .where(
        LightContact.case_id == bindparam("case_id", type_=Uuid()),
        LightContact.at < bindparam("before", type_=_MOMENT),
    )
    .order_by(LightContact.at.desc(), LightContact.id.desc())
    .limit(bindparam("limit", type_=Integer())),
)


def _asked(wanted: LightFilter) -> tuple[tuple[str, ...], dict[str, Any]]:
    chosen = ["mine"] if wanted.whose == "mine" else []
    values: dict[str, Any] = {"offset": (wanted.page - 1) * PAGE_SIZE}
    for name in _FILTERS:
        value = getattr(wanted, name)
        if value is None:
            continue
        chosen.append(value if name == "status" else name)
        values[name] = value
    if wanted.since is not None:
        values["since"] = _midnight(wanted.since)
    if wanted.until is not None:
        values["until"] = _midnight(wanted.until + timedelta(days=1))
    values["topics"] = [wanted.topic] if wanted.topic else []
    return tuple(chosen), values


async def listed(gate: Gate, wanted: LightFilter) -> LightPage:
    """Give a page of the light contacts that the actor may see, the newest first."""
    chosen, values = _asked(wanted)
    rows = await gate.select(_listed(chosen), **values)
    return LightPage(wanted.page, len(rows) > PAGE_SIZE, rows[:PAGE_SIZE])


async def how_many(gate: Gate, wanted: LightFilter) -> int:
    """Give how many light contacts a filter finds, counted up to 10,001."""
    chosen, values = _asked(wanted)
    return await gate.count(_listed(chosen), **values)


async def one(gate: Gate, contact_id: UUID) -> LightView:
    """Give a light contact; raises NotFound or Denied."""
    return await gate.one(ONE, contact_id)


async def of_case(gate: Gate, case_id: UUID, before: datetime, limit: int) -> list[LightView]:
    """Give the light contacts that belong to a case, before a moment, the newest first."""
    return await gate.select(OF_CASE, case_id=case_id, before=before, limit=limit)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
