"""What comes in and goes out about releases; the same structs serve forms and JSON."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.consent.codes import DataCategory, Direction, PurposeKind, ReleaseForm, ReleaseStatus, RevocationChannel
from casework.consent.models import Release, standing

Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=500)]


class NewRelease(Struct, forbid_unknown_fields=True, kw_only=True):
    """A release as it is declared: one recipient, named data, a purpose, a time, and how it was explained.

    The recipient is either an organisation of the network or the name of a partner without an account. Without
    `signed_on` it is prepared for printing and counts for nothing until the signature is entered.
    """

    recipient_org_id: UUID | None = None
    recipient_name: Line | None = None
    categories: Annotated[list[DataCategory], Meta(min_length=1, max_length=20)]
    special_confirmed: bool = False
    purpose: PurposeKind
    purpose_note: Words | None = None
    direction: Direction
    valid_from: date
    valid_until: date | None = None
    occasion: Line | None = None
    language: Annotated[str, Meta(max_length=3)]
    interpreter: Line | None = None
    form: ReleaseForm
    form_reason: Words | None = None
    consequences_explained: bool = False
    signed_on: date | None = None


class ReleaseOfClient(NewRelease, forbid_unknown_fields=True, kw_only=True):
    """A new release together with the client who gives it."""

    client_id: UUID


class Signature(Struct, forbid_unknown_fields=True):
    """The day on which a prepared release was signed."""

    signed_on: date


class Revocation(Struct, forbid_unknown_fields=True):
    """How the revocation reached the organisation."""

    channel: RevocationChannel


class ReleaseRow(Struct, frozen=True):
    """A release as lists show it; `covering` gives these, too."""

    id: UUID
    client_id: UUID
    recipient_org_id: UUID | None
    recipient_name: str
    categories: list[str]
    purpose: str
    purpose_note: str | None
    direction: str
    valid_from: date
    valid_until: date | None
    occasion: str | None
    language: str
    interpreter: str | None
    form: str
    form_reason: str | None
    consequences_explained: bool
    signed_on: date | None
    text_version: str
    recorded_at: datetime
    revoked_at: datetime | None
    revocation_channel: str | None
    version: int

    @classmethod
    def of(cls, release: Release) -> "ReleaseRow":
        """Give the row of a record."""
        return ReleaseRow(*(getattr(release, name) for name in ReleaseRow.__struct_fields__))

    def status(self, on: date) -> ReleaseStatus:
        """Give where the release stands on a day."""
        return standing(on, self.signed_on, self.valid_from, self.valid_until, self.revoked_at)

    @property
    def data(self) -> list[DataCategory]:
        """Give the released categories in the order of the code list."""
        return [category for category in DataCategory if category in self.categories]

    @property
    def purpose_kind(self) -> PurposeKind:
        """Give what the release is for."""
        return PurposeKind(self.purpose)

    @property
    def way(self) -> Direction:
        """Give whether only the recipient hears, or both sides may speak."""
        return Direction(self.direction)

    @property
    def declared(self) -> ReleaseForm:
        """Give how the release was declared."""
        return ReleaseForm(self.form)

    @property
    def revoked_through(self) -> RevocationChannel | None:
        """Give how the revocation arrived."""
        return RevocationChannel(self.revocation_channel) if self.revocation_channel else None


class ReleaseView(ReleaseRow, frozen=True, kw_only=True, rename={"status_today": "status"}):
    """A release as the API shows it, with where it stands today and the special categories named again."""

    status_today: ReleaseStatus
    special_categories: list[str]

    @classmethod
    def on(cls, row: ReleaseRow, today: date) -> "ReleaseView":
        """Give the view of a row on a day."""
        return cls(
            **{name: getattr(row, name) for name in ReleaseRow.__struct_fields__},
            status_today=row.status(today),
            special_categories=[category.value for category in row.data if category.is_special],
        )
