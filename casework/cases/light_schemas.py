"""What comes in about light contacts and what goes out, shared by pages and API."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.cases.codes import AgeBand, ContactMode, ContactOutcome, Topic
from casework.cases.note_schemas import LanguageCode, Minutes, Moment
from casework.cases.schemas import DistrictKey, Words
from casework.people.codes import Gender, language_name
from casework.tenancy.districts import district_name

Topics = Annotated[list[Topic], Meta(min_length=1, max_length=24)]
Name = Annotated[str, Meta(max_length=100)]
Whose = Literal["mine", "all"]


class LightFields(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is known of a single talk; without `at` it is now. Nobody has to say who they are."""

    topics: Topics
    mode: ContactMode
    outcome: ContactOutcome
    duration_minutes: Minutes = 10
    language: LanguageCode = "de"
    at: Moment | None = None
    given_name: Name | None = None
    age_band: AgeBand | None = None
    gender: Gender | None = None
    district: DistrictKey | None = None
    note: Words | None = None


class LightForm(Struct, kw_only=True):
    """A light contact as its form sends it: one topic to choose quickly, others where there are more."""

    topic: Topic
    outcome: ContactOutcome
    mode: ContactMode
    duration_minutes: Minutes
    language: LanguageCode
    at: datetime
    note: Words | None = None
    more_topics: Annotated[list[Topic], Meta(max_length=24)] = []
    given_name: Name | None = None
    age_band: AgeBand | None = None
    gender: Gender | None = None
    district: DistrictKey | None = None

    def entered(self) -> LightFields:
        """Give the contact that was entered."""
        shared = {name: getattr(self, name) for name in LightFields.__struct_fields__ if name != "topics"}
        return LightFields(topics=list(dict.fromkeys([self.topic, *self.more_topics])), **shared)


class Growing(Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose case a light contact becomes: an existing client's, or that of a person who is entered with it."""

    client_id: UUID | None = None
    family_name: Name | None = None
    given_name: Name | None = None
    gender: Gender | None = None
    birth_date: date | None = None
    phone: Annotated[str, Meta(max_length=60)] | None = None
    town: Name | None = None
    district: DistrictKey | None = None
    concern: Words | None = None
    confirmed_new: bool = False


class Linking(Struct, kw_only=True, forbid_unknown_fields=True):
    """To which client or to which case a light contact belongs; a case may be named with one of its clients."""

    client_id: UUID | None = None
    case_id: UUID | None = None


class LightFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which light contacts a list shows; all of it stands in the address."""

    whose: Whose = "all"
    since: date | None = None
    until: date | None = None
    topic: Topic | None = None
    mode: ContactMode | None = None
    outcome: ContactOutcome | None = None
    language: LanguageCode | None = None
    district: DistrictKey | None = None
    status: Literal["open", "grown"] | None = None
    page: Annotated[int, Meta(ge=1, le=10_000)] = 1


class LightView(Struct):
    """A light contact in the order in which the read selects it."""

    id: UUID
    at: datetime
    topics: list[str]
    language: str
    mode: str
    duration_minutes: int
    outcome: str
    given_name: str | None
    age_band: str | None
    gender: str | None
    district: str | None
    note: str | None
    author_id: UUID
    client_id: UUID | None
    case_id: UUID | None
    created_at: datetime
    version: int
    author_name: str
    case_number: str | None

    @property
    def about(self) -> list[Topic]:
        """Give the topics in the order in which they were chosen."""
        return [Topic(topic) for topic in self.topics]

    @property
    def way(self) -> ContactMode:
        """Give how the talk took place."""
        return ContactMode(self.mode)

    @property
    def result(self) -> ContactOutcome:
        """Give what came of it."""
        return ContactOutcome(self.outcome)

    @property
    def age(self) -> AgeBand | None:
        """Give how old the person is about."""
        return AgeBand(self.age_band) if self.age_band else None

    @property
    def sex(self) -> Gender | None:
        """Give the person's gender, if they told it."""
        return Gender(self.gender) if self.gender else None

    @property
    def district_name(self) -> str:
        """Give the district by its name; empty if it is not known."""
        return district_name(self.district)

    @property
    def is_open(self) -> bool:
        """Tell whether it belongs to no case and no client yet."""
        return self.case_id is None and self.client_id is None

    def spoken(self, language: str) -> str:
        """Give the language of the talk, named in the reader's `language`."""
        return language_name(self.language, language)


class LightPage(Struct):
    """One page of light contacts; `has_more` tells whether another follows."""

    page: int
    has_more: bool
    rows: list[LightView]
