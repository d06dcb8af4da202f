"""What comes in and goes out about clients and households; pages and the API share it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.people.codes import (
    BirthDatePrecision,
    DuplicateReason,
    Gender,
    HouseholdRole,
    LanguageLevel,
    ResidenceStatus,
)

Short = Annotated[str, Meta(max_length=100)]
Line = Annotated[str, Meta(max_length=200)]
Block = Annotated[str, Meta(max_length=2000)]
ShortCode = Annotated[str, Meta(max_length=80)]


class ClientDetails(Struct, kw_only=True, forbid_unknown_fields=True):
    """Everything about a client that people type."""

    family_name: Annotated[str, Meta(min_length=1, max_length=100)]
    given_name: Short = ""
    native_family_name: Short | None = None
    native_given_name: Short | None = None
    gender: Gender = Gender.NOT_STATED
    birth_date: date | None = None
    """With a month or year as precision the first day of it stands for the whole."""
    birth_precision: BirthDatePrecision | None = None
    """None: the exact day if there is a date, unknown otherwise."""
    citizenships: Annotated[list[ShortCode], Meta(max_length=5)] = []
    languages: Annotated[list[ShortCode], Meta(max_length=10)] = []
    german_level: LanguageLevel | None = None
    interpreter_language: ShortCode | None = None
    district: ShortCode | None = None
    """The official five-digit key, for instance 12060."""
    town: Short | None = None
    phone: Annotated[str, Meta(max_length=60)] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    contact_hint: Line | None = None
    occupation: Line | None = None
    qualification: Line | None = None
    residence_status: ResidenceStatus | None = None
    residence_until: date | None = None
    benefits: Line | None = None
    family: Block | None = None
    health: Block | None = None
    """A special category of data (GDPR article 9)."""


class NewClient(ClientDetails, kw_only=True, forbid_unknown_fields=True):
    """A client to be entered."""

    restricted: bool = False
    confirmed_new: bool = False
    """True once somebody looked at the likely duplicates and says that this is another person."""


class Contact(Struct):
    """Who a client is and how to reach them: all that the front desk needs."""

    id: UUID
    given_name: str
    family_name: str
    native_given_name: str | None
    native_family_name: str | None
    gender: Gender
    birth_date: date | None
    birth_precision: BirthDatePrecision
    languages: list[str]
    interpreter_language: str | None
    district: str | None
    town: str | None
    phone: str | None
    email: str | None
    contact_hint: str | None
    version: int

    def __post_init__(self) -> None:
        """Read codes from what the database holds as text."""
        self.gender = Gender(self.gender)
        self.birth_precision = BirthDatePrecision(self.birth_precision)

    @property
    def name(self) -> str:
        """Give the name as it is written on an envelope."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def native_name(self) -> str:
        """Give the name in the person's own script, family name last; empty if it is not known."""
        return f"{self.native_given_name or ''} {self.native_family_name or ''}".strip()

    @property
    def birth_may_be_placeholder(self) -> bool:
        """Tell whether the birth date is an exact 1 January, which papers often say for want of a better one."""
        day = self.birth_date
        exact = self.birth_precision is BirthDatePrecision.DAY
        return day is not None and exact and (day.month, day.day) == (1, 1)


class ClientRecord(Contact):
    """All that is kept about a client."""

    citizenships: list[str]
    german_level: LanguageLevel | None
    occupation: str | None
    qualification: str | None
    residence_status: ResidenceStatus | None
    residence_until: date | None
    benefits: str | None
    family: str | None
    health: str | None
    restricted: bool
    created_at: datetime

    def __post_init__(self) -> None:
        """Read codes from what the database holds as text."""
        super().__post_init__()
        self.german_level = LanguageLevel(self.german_level) if self.german_level else None
        self.residence_status = ResidenceStatus(self.residence_status) if self.residence_status else None


class Person(Struct):
    """A client in a list: enough to tell people apart."""

    id: UUID
    given_name: str
    family_name: str
    native_given_name: str | None
    native_family_name: str | None
    birth_date: date | None
    birth_precision: str
    district: str | None
    town: str | None
    restricted: bool
    openable: bool
    """Whether the reader may open the client's page."""

    @property
    def name(self) -> str:
        """Give the name as it is written on an envelope."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def native_name(self) -> str:
        """Give the name in the person's own script; empty if it is not known."""
        return f"{self.native_given_name or ''} {self.native_family_name or ''}".strip()


class LikelyDuplicate(Struct):
    """An existing client who may be the person being entered, and why."""

    person: Person
    reason: DuplicateReason


class DuplicateProblem(Struct):
    """The answer to a new client who may be known already (RFC 9457 with the candidates)."""

    type: str
    title: str
    status: int
    detail: str
    candidates: list[LikelyDuplicate]


class HouseholdPlace(Struct, forbid_unknown_fields=True):
    """A client's place in a household."""

    client_id: UUID
    role: HouseholdRole = HouseholdRole.OTHER


class NewHousehold(Struct, kw_only=True, forbid_unknown_fields=True):
    """A household to be made; without a name it gets the family names of its persons."""

    persons: Annotated[list[HouseholdPlace], Meta(min_length=1, max_length=20)]
    name: Short | None = None


class HouseholdName(Struct, forbid_unknown_fields=True):
    """Another name for a household."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


class HouseholdMember(Struct):
    """A person of a household, as far as the reader may know them."""

    role: HouseholdRole
    person: Person


class HouseholdView(Struct):
    """A household with its persons."""

    id: UUID
    name: str
    version: int
    persons: list[HouseholdMember]


class ContactView(Contact, kw_only=True):
    """A client as the front desk sees them."""

    households: list[HouseholdView]


class ClientView(ClientRecord, kw_only=True):
    """A client as counsellors see them."""

    may_update: bool
    may_restrict: bool
    households: list[HouseholdView]
