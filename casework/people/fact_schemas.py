"""What comes in and goes out about a person over time; pages and the API share it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.people.codes import BirthDatePrecision, ChannelKind, LanguageLevel, NameKind, ResidenceStatus
from casework.people.fact_codes import FactSource, OccupationSystem, QualificationKind, RecognitionStatus
from casework.people.schemas import Block, Line, Short, ShortCode

Filled = Annotated[str, Meta(min_length=1, max_length=200)]
Code = Annotated[str, Meta(min_length=1, max_length=80)]


class NameEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A name that a client has or had beside the present one."""

    name_kind: NameKind = NameKind.ALIAS
    family_name: Short | None = None
    given_name: Short | None = None
    native_family_name: Short | None = None
    native_given_name: Short | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    source: FactSource = FactSource.STATED
    note: Line | None = None


class BirthEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A birth date that was stated later than the one that counts."""

    birth_date: date
    """With a month or year as precision the first day of it stands for the whole."""
    birth_precision: BirthDatePrecision | None = None
    stated_on: date | None = None
    """None: today."""
    source: FactSource = FactSource.STATED
    note: Line | None = None


class ChannelEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A way to reach a client, and what makes using it unsafe."""

    channel_kind: ChannelKind = ChannelKind.MOBILE
    value: Filled
    preferred: bool = False
    do_not_call: bool = False
    no_messages: bool = False
    shared: bool = False
    """Others use it or read along."""
    only_at: Short | None = None
    note: Line | None = None
    valid_until: date | None = None


class CitizenshipEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A citizenship."""

    country: Code
    """ISO 3166-1, `stateless` or `unclear`."""
    valid_from: date | None = None
    valid_until: date | None = None


class TitleEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A residence title or status as it was issued."""

    residence_status: ResidenceStatus
    issued_on: date | None = None
    valid_until: date | None = None
    authority: Line | None = None
    number: Short | None = None
    note: Line | None = None


class LanguageEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A language that a client knows."""

    language: Code
    spoken: LanguageLevel | None = None
    written: LanguageLevel | None = None
    interpreter_needed: bool = False
    evidence: Line | None = None


Year = Annotated[int, Meta(ge=1900, le=2100)]


class QualificationEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """A stretch of schooling, training or work."""

    qualification_kind: QualificationKind
    title: Filled
    code_system: OccupationSystem | None = None
    code: Annotated[str, Meta(max_length=10)] | None = None
    country: ShortCode | None = None
    from_year: Year | None = None
    until_year: Year | None = None
    recognition: RecognitionStatus | None = None
    note: Line | None = None


class DisputeEntry(Struct, kw_only=True, forbid_unknown_fields=True):
    """That a client disputes what is kept; what stands there now is kept with it."""

    field: Code
    their_version: Annotated[str, Meta(min_length=1, max_length=2000)]
    disputed_on: date | None = None
    """None: today."""
    settled_on: date | None = None
    settlement: Block | None = None


class NameView(NameEntry, kw_only=True):
    """A kept name."""

    id: UUID
    version: int
    recorded_at: datetime

    @property
    def name(self) -> str:
        """Give the name in Latin letters; empty if only its own script is known."""
        return f"{self.given_name or ''} {self.family_name or ''}".strip()

    @property
    def native_name(self) -> str:
        """Give the name in the person's own script; empty if it is not known."""
        return f"{self.native_given_name or ''} {self.native_family_name or ''}".strip()


class BirthView(BirthEntry, kw_only=True):
    """A kept later birth date."""

    id: UUID
    version: int
    recorded_at: datetime


class ChannelView(ChannelEntry, kw_only=True):
    """A kept way to reach a client."""

    id: UUID
    version: int
    recorded_at: datetime

    @property
    def unsafe(self) -> bool:
        """Tell whether using it like any other could harm the client."""
        return self.do_not_call or self.no_messages or self.shared


class CitizenshipView(CitizenshipEntry, kw_only=True):
    """A kept citizenship."""

    id: UUID
    version: int
    recorded_at: datetime


class TitleView(TitleEntry, kw_only=True):
    """A kept residence title."""

    id: UUID
    version: int
    recorded_at: datetime


class LanguageView(LanguageEntry, kw_only=True):
    """A kept language."""

    id: UUID
    version: int
    recorded_at: datetime


class QualificationView(QualificationEntry, kw_only=True):
    """A kept stretch of schooling, training or work."""

    id: UUID
    version: int
    recorded_at: datetime


class DisputeView(DisputeEntry, kw_only=True):
    """A kept dispute with both versions."""

    id: UUID
    version: int
    recorded_at: datetime
    kept_version: str | None
