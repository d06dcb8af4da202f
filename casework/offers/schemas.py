"""What comes in and goes out about offers; the same structs serve forms and JSON."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from msgspec import Meta, Struct

from casework.core.errors import Invalid, Message
from casework.offers.codes import ApplyBefore, OfferKind, OfferStatus
from casework.people.codes import LANGUAGES
from casework.tenancy.codes import OrganisationKind
from casework.tenancy.districts import districts
from casework.web.i18n import msgid

LONGEST_SEARCH = 200
# A district is named by its five-digit key; the two digits of a Land stand for all its districts.
Area = Annotated[str, Meta(pattern=r"^[0-9]{2}([0-9]{3})?$", max_length=5)]


class OfferEntry(Struct, forbid_unknown_fields=True, kw_only=True):
    """An offer as its organisation writes it; no districts means everywhere, no places means that none are counted."""

    offer_kind: OfferKind
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    summary: Annotated[str, Meta(min_length=1, max_length=500)]
    description: Annotated[str, Meta(max_length=5000)] | None = None
    conditions: Annotated[str, Meta(max_length=3000)] | None = None
    languages: Annotated[list[Annotated[str, Meta(max_length=3)]], Meta(max_length=40)] = []
    districts: Annotated[list[Area], Meta(max_length=500)] = []
    place: Annotated[str, Meta(max_length=200)] | None = None
    places: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    apply_before: ApplyBefore | None = None
    norm: Annotated[str, Meta(max_length=200)] | None = None
    answer_days: Annotated[int, Meta(ge=1, le=90)] = 14


class _Words(Struct, frozen=True):
    """What own offers and those of the directory have in common, for whoever reads them."""

    id: UUID
    offer_kind: str
    title: str
    summary: str
    description: str | None
    conditions: str | None
    languages: list[str]
    districts: list[str]
    place: str | None
    places: int | None
    places_free: int | None
    starts_on: date | None
    ends_on: date | None
    apply_before: str | None
    norm: str | None
    answer_days: int
    published_at: datetime | None

    @property
    def kind(self) -> OfferKind:
        """Give what is offered."""
        return OfferKind(self.offer_kind)

    @property
    def must_apply_before(self) -> ApplyBefore | None:
        """Give the event before which one must have applied, if there is such a rule."""
        return ApplyBefore(self.apply_before) if self.apply_before else None

    @property
    def is_full(self) -> bool:
        """Tell whether places are counted and none is free."""
        return self.places_free == 0

    def has_ended(self, on: date) -> bool:
        """Tell whether the last day, or the only one, lies before a day."""
        last = self.ends_on or (self.starts_on if self.kind is OfferKind.SEMINAR else None)
        return last is not None and last < on

    def covers(self, ags: str) -> bool:
        """Tell whether the offer is for people in a district."""
        return not self.districts or ags in self.districts


class OfferRow(_Words, frozen=True):
    """An own offer as pages show it."""

    places_taken: int
    created_at: datetime
    closed_at: datetime | None
    version: int
    changed: bool

    @property
    def status(self) -> OfferStatus:
        """Give where the offer stands."""
        if self.closed_at is not None:
            return OfferStatus.CLOSED
        if self.published_at is None:
            return OfferStatus.DRAFT
        return OfferStatus.CHANGED if self.changed else OfferStatus.PUBLISHED

    def entry(self) -> OfferEntry:
        """Give what can be edited."""
        names = OfferEntry.__struct_fields__
        told = {name: getattr(self, name) for name in names if name not in {"offer_kind", "apply_before"}}
        return OfferEntry(offer_kind=self.kind, apply_before=self.must_apply_before, **told)


class OfferView(OfferRow, frozen=True, kw_only=True, rename={"stands": "status"}):
    """An own offer as the API shows it."""

    stands: OfferStatus

    @classmethod
    def of(cls, row: OfferRow) -> Self:
        """Give the view of a row."""
        return cls(**{name: getattr(row, name) for name in OfferRow.__struct_fields__}, stands=row.status)


class DirectoryRow(_Words, frozen=True):
    """A published offer with the organisation that makes it."""

    org_id: UUID
    organisation: str
    organisation_kind: str
    organisation_district: str

    @property
    def organisation_label(self) -> OrganisationKind:
        """Give what the organisation is."""
        return OrganisationKind(self.organisation_kind)


class DirectoryPage(Struct, frozen=True):
    """One page of the directory and the number of all offers that meet the filters."""

    offers: list[DirectoryRow]
    total: int


class DirectoryFilters(Struct, frozen=True):
    """What the directory is narrowed to; None leaves a filter out."""

    district: str | None = None
    kind: str | None = None
    language: str | None = None
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, district: str | None, kind: str | None, language: str | None, q: str | None) -> Self:
        """Read the filters of an address, where an empty one is none; raises Invalid for what cannot be a filter."""
        text = (q or "").strip()
        known: Sequence[tuple[str, str | None, bool]] = (
            ("district", district, not district or district in districts()),
            ("kind", kind, not kind or kind in list(OfferKind)),
            ("language", language, not language or language in LANGUAGES),
        )
        wrong: dict[str, list[Message]] = {
            name: [(msgid("Please choose one of the offered values."), {})] for name, _, fits in known if not fits
        }
        if len(text) > LONGEST_SEARCH or not text.isprintable():
            wrong["q"] = [(msgid("Search with at most 200 characters, without control characters."), {})]
        if wrong:
            raise Invalid(msgid("Some fields need to be corrected."), wrong)
        return cls(district or None, kind or None, language or None, tuple(text.lower().split()[:8]))
