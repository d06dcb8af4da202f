"""What the numbers of light contacts are asked for and what they give, shared by page and API."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from casework.cases.codes import Topic
from casework.core.clock import today
from casework.people.codes import language_name


class CountFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which twelve months are counted: those of a calendar year, else the last ones, the present month among them."""

    year: Annotated[int, Meta(ge=1990, le=2100)] | None = None

    @property
    def first(self) -> date:
        """Give the first day that is counted."""
        if self.year is not None:
            return date(self.year, 1, 1)
        day = today()
        return date(day.year, 1, 1) if day.month == 12 else date(day.year - 1, day.month + 1, 1)

    @property
    def after(self) -> date:
        """Give the first day that is no longer counted."""
        return self.first.replace(year=self.first.year + 1)


class MonthCount(Struct):
    """How many light contacts a month had; `month` is its first day."""

    month: date
    number: int


class TopicCount(Struct):
    """How many light contacts were about a topic; one contact may be about several."""

    topic: str
    number: int

    @property
    def about(self) -> Topic:
        """Give the topic as an entry of its list, which knows its label."""
        return Topic(self.topic)


class LanguageCount(Struct):
    """How many light contacts were held in a language."""

    language: str
    number: int

    def spoken(self, reader: str) -> str:
        """Give the language of the talks, named in the reader's language."""
        return language_name(self.language, reader)


class LightCounts(Struct):
    """The light contacts of twelve months in numbers, as far as the actor may see the contacts themselves."""

    first: date
    last: date
    total: int
    months: list[MonthCount]
    topics: list[TopicCount]
    languages: list[LanguageCount]
