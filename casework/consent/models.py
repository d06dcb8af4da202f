"""Releases from confidentiality: who allowed what to be told to whom, for what, until when."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.consent.codes import Direction, PurposeKind, ReleaseForm, ReleaseStatus, RevocationChannel
from casework.core.errors import Conflict, Invalid
from casework.core.model import TenantModel, Versioned, one_client, one_of, same_organisation
from casework.people.models import Client


class Release(Versioned, TenantModel):
    """One person's release from confidentiality for one recipient (§ 203 StGB, DSGVO Art. 6 and 9)."""

    __tablename__ = "releases"
    __table_args__ = (
        one_of("form", ReleaseForm),
        one_of("direction", Direction),
        one_of("purpose", PurposeKind),
        one_of("revocation_channel", RevocationChannel),
        same_organisation("client_id", "clients"),
        same_organisation("recorded_by", "members"),
        same_organisation("revoked_by", "members"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "release"

    client_id: Mapped[UUID]
    recipient_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    recipient_name: Mapped[str]
    categories: Mapped[list[str]]
    purpose: Mapped[str]
    purpose_note: Mapped[str | None]
    direction: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    occasion: Mapped[str | None]
    language: Mapped[str]
    interpreter: Mapped[str | None]
    form: Mapped[str]
    form_reason: Mapped[str | None]
    consequences_explained: Mapped[bool]
    signed_on: Mapped[date | None]
    text_version: Mapped[str]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]
    revocation_channel: Mapped[str | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the client who gave the release."""
        return (
            select(Client.relation())
            .where(Client.org_id == cls.org_id, Client.id == cls.client_id)
            .correlate(cls.__table__)
            .scalar_subquery()
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the client who gave the release."""
        return one_client(cls.client_id)

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the client who gave the release."""
        return (self.client_id,)

    def status(self, on: date) -> ReleaseStatus:
        """Give where the release stands on a day; its last day still counts."""
        return standing(on, self.signed_on, self.valid_from, self.valid_until, self.revoked_at)

    def sign(self, signed_on: date, on: date) -> None:
        """Enter the day of the signature under a release that was printed first; `on` is the present day."""
        if self.revoked_at is not None:
            raise Conflict("This release has been revoked already.")
        if self.signed_on is not None:
            raise Conflict("This release has been signed already.")
        if signed_on > on:
            raise Invalid("Some fields need to be corrected.", {"signed_on": [("This day has not come yet.", {})]})
        self.signed_on = signed_on

    def revoke(self, at: datetime, by: UUID, channel: RevocationChannel) -> None:
        """End the release for the future; what was lawfully passed on before stays lawful (DSGVO Art. 7 (3))."""
        if self.revoked_at is not None:
            raise Conflict("This release has been revoked already.")
        self.revoked_at, self.revoked_by, self.revocation_channel = at, by, channel


def standing(
    on: date, signed_on: date | None, valid_from: date, valid_until: date | None, revoked_at: datetime | None
) -> ReleaseStatus:
    """Give where a release with these dates stands on a day: revoked before unsigned, unsigned before any date."""
    if revoked_at is not None:
        return ReleaseStatus.REVOKED
    if signed_on is None:
        return ReleaseStatus.DRAFT
    if on < valid_from:
        return ReleaseStatus.NOT_YET_VALID
    if valid_until is not None and on > valid_until:
        return ReleaseStatus.EXPIRED
    return ReleaseStatus.ACTIVE
