"""Light contacts in numbers: how many in each month, about which topics, in which languages."""

from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import Date, DateTime, SQLColumnExpression, bindparam, cast, func, select

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.cases.light_count_schemas import CountFilter, LanguageCount, LightCounts, MonthCount, TopicCount
from casework.cases.light_models import LightContact
from casework.core.clock import ZONE
from casework.core.model import ORG

Count = TypeVar("Count")
_MOMENT = DateTime(timezone=True)
# A talk shortly after midnight belongs to the month in which the offices live.
_MONTH = cast(func.date_trunc("month", func.timezone(str(ZONE), LightContact.at)), Date())


def _counted(row: type[Count], name: str, what: SQLColumnExpression[Any]) -> Read[Count]:
    within = (
        LightContact.org_id == ORG,
        LightContact.at >= bindparam("first", type_=_MOMENT),
        LightContact.at < bindparam("after", type_=_MOMENT),
    )
    return Read(LightContact, "count", row, select(what.label(name)).where(*within))


MONTHS = _counted(MonthCount, "month", _MONTH)
TOPICS = _counted(TopicCount, "topic", func.unnest(LightContact.topics))
LANGUAGES = _counted(LanguageCount, "language", LightContact.language)


async def counts(gate: Gate, wanted: CountFilter) -> LightCounts:
    """Give the light contacts that the actor may see in numbers, every month of the year among them; raises Denied."""
    span = {"first": _midnight(wanted.first), "after": _midnight(wanted.after)}
    months = {found.month: found.number for found in await gate.tally(MONTHS, **span)}
    topics = sorted(await gate.tally(TOPICS, **span), key=lambda found: (-found.number, found.topic))
    languages = sorted(await gate.tally(LANGUAGES, **span), key=lambda found: (-found.number, found.language))
    every = [MonthCount(month, months.get(month, 0)) for month in _months_from(wanted.first)]
    return LightCounts(wanted.first, wanted.after - timedelta(days=1), sum(months.values()), every, topics, languages)


def _months_from(first: date) -> list[date]:
    later = [first.month - 1 + number for number in range(12)]
    return [date(first.year + months // 12, months % 12 + 1, 1) for months in later]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
