"""Offers: what an organisation has for clients, and the directory in which the whole network finds it."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from casework.core.errors import Conflict
from casework.core.model import Base, TenantModel, Versioned, one_of
from casework.offers.codes import ApplyBefore, OfferKind


class Offer(Versioned, TenantModel):
    """A seminar, a funding programme or a service of one organisation."""

    __tablename__ = "offers"
    __table_args__ = (
        one_of("offer_kind", OfferKind),
        one_of("apply_before", ApplyBefore),
        CheckConstraint("places is null or places between 0 and 10000", name="places"),
    )
    kind: ClassVar[str] = "offer"

    offer_kind: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    description: Mapped[str | None]
    conditions: Mapped[str | None]
    languages: Mapped[list[str]]
    districts: Mapped[list[str]]
    place: Mapped[str | None]
    places: Mapped[int | None]
    places_taken: Mapped[int]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    apply_before: Mapped[str | None]
    norm: Mapped[str | None]
    answer_days: Mapped[int]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @property
    def places_free(self) -> int | None:
        """Give how many places are free, None where places are not counted."""
        return None if self.places is None else max(0, self.places - self.places_taken)

    def publish(self, at: datetime) -> None:
        """Make the offer known to the network; publishing again makes changes known."""
        if self.closed_at is not None:
            raise Conflict("This offer is closed; reopen it before you publish it.")
        self.published_at = at

    def close(self, at: datetime) -> None:
        """Take the offer out of the directory; referrals under way go on."""
        if self.closed_at is not None:
            raise Conflict("This offer is closed already.")
        self.closed_at = at

    def reopen(self) -> None:
        """Take a closed offer up again; the network sees it once it is published anew."""
        if self.closed_at is None:
            raise Conflict("This offer is not closed.")
        self.closed_at = self.published_at = None


class DirectoryOffer(Base):
    """The published copy of an offer: no person is in it, so the whole network may read it."""

    __tablename__ = "directory_offers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    offer_kind: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    description: Mapped[str | None]
    conditions: Mapped[str | None]
    languages: Mapped[list[str]]
    districts: Mapped[list[str]]
    place: Mapped[str | None]
    places: Mapped[int | None]
    places_free: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    apply_before: Mapped[str | None]
    norm: Mapped[str | None]
    answer_days: Mapped[int]
    published_at: Mapped[datetime]
