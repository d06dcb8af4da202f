"""Both ends of the door: what was sent and what was received, each in its own organisation's tables."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.models import InCase
from casework.core.model import TenantModel, Versioned, one_client, one_of, same_organisation
from casework.referrals.codes import DeclineReason, ReferralKind, ReferralState, RevocationDecision


class Referral(InCase, Versioned, TenantModel):
    """What a counsellor sends: one parcel to one organisation, for one or more persons of a case."""

    __tablename__ = "referrals"
    __table_args__ = (
        one_of("referral_kind", ReferralKind),
        # Somebody may be shown the way to a place that takes no part in the network; data goes to members only.
        CheckConstraint("recipient_org_id is not null or referral_kind = 'info_only'", name="recipient"),
        same_organisation("case_id", "cases"),
        same_organisation("created_by", "members"),
        Index(None, "org_id", "case_id"),
    )
    kind: ClassVar[str] = "referral"

    case_id: Mapped[UUID]
    referral_kind: Mapped[str]
    recipient_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    recipient_name: Mapped[str]
    offer_id: Mapped[UUID | None]
    offer_title: Mapped[str | None]
    categories: Mapped[list[str]]
    message: Mapped[str | None]
    respond_by: Mapped[date | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class InReferral:
    """A record inside a sent referral."""

    org_id: Mapped[UUID]
    referral_id: Mapped[UUID]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the case that the referral belongs to."""
        return (
            select(Referral.relation())
            .where(Referral.org_id == cls.org_id, Referral.id == cls.referral_id)
            .correlate_except(Referral)
            .scalar_subquery()
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the persons of the referral."""
        return (
            select(func.array_agg(ReferralPerson.client_id))
            .where(ReferralPerson.org_id == cls.org_id, ReferralPerson.referral_id == cls.referral_id)
            .scalar_subquery()
        )


class ReferralPerson(InReferral, Versioned, TenantModel):
    """One person in a sent referral, with their own release and their own state."""

    __tablename__ = "referral_persons"
    __table_args__ = (
        one_of("state", ReferralState),
        one_of("reason_code", DeclineReason),
        one_of("receiver_decision", RevocationDecision),
        same_organisation("referral_id", "referrals", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        same_organisation("release_id", "releases"),
        UniqueConstraint("org_id", "referral_id", "client_id"),
        Index(None, "org_id", "release_id"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "referral_person"

    referral_id: Mapped[UUID]
    client_id: Mapped[UUID]
    release_id: Mapped[UUID | None]
    state: Mapped[str]
    state_at: Mapped[datetime]
    reason_code: Mapped[str | None]
    words: Mapped[str | None]
    place_in_line: Mapped[int | None]
    receiver_decision: Mapped[str | None]
    reminded_at: Mapped[datetime | None]

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the person."""
        return one_client(cls.client_id)


class ReceivedReferral(Versioned, TenantModel):
    """What arrived through the door: the envelope, without anything about the persons."""

    __tablename__ = "received_referrals"
    __table_args__ = (one_of("referral_kind", ReferralKind), Index(None, "org_id", "delivered_at"))
    kind: ClassVar[str] = "received_referral"

    sender_org_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    sender_name: Mapped[str]
    sender_person: Mapped[str]
    referral_kind: Mapped[str]
    offer_id: Mapped[UUID | None]
    offer_title: Mapped[str | None]
    categories: Mapped[list[str]]
    respond_by: Mapped[date | None]
    delivered_at: Mapped[datetime]

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the receiver's own clients that came out of the referral."""
        return (
            select(func.array_agg(ReceivedPerson.client_id))
            .where(
                ReceivedPerson.org_id == cls.org_id,
                ReceivedPerson.received_id == cls.id,
                ReceivedPerson.client_id.is_not(None),
            )
            .scalar_subquery()
        )


class ReceivedPerson(Versioned, TenantModel):
    """One person of a received referral, with what was answered and what came of it."""

    __tablename__ = "received_persons"
    __table_args__ = (
        one_of("state", ReferralState),
        one_of("reason_code", DeclineReason),
        one_of("decision", RevocationDecision),
        same_organisation("received_id", "received_referrals", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        same_organisation("case_id", "cases"),
        Index(None, "org_id", "received_id"),
        Index(None, "org_id", "offer_id", "state"),
    )
    kind: ClassVar[str] = "received_person"

    received_id: Mapped[UUID]
    offer_id: Mapped[UUID | None]
    state: Mapped[str]
    state_at: Mapped[datetime]
    reason_code: Mapped[str | None]
    words: Mapped[str | None]
    waiting_since: Mapped[datetime | None]
    client_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    created_client: Mapped[bool] = mapped_column(server_default="false")
    taken_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    decision_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the receiver's own client, once there is one; before, the person is known by the parcel alone."""
        return func.array_remove(one_client(cls.client_id), None)


class Parcel(TenantModel):
    """The immutable snapshot of what one person's release covers, and the sender's message; locked once revoked."""

    __tablename__ = "parcels"
    __table_args__ = (same_organisation("id", "received_persons", ondelete="CASCADE"),)
    kind: ClassVar[str] = "parcel"

    snapshot: Mapped[dict[str, Any]]
    message: Mapped[str | None]
    locked: Mapped[bool]


class ReferralStep(TenantModel):
    """One step in the life of a person's referral, kept on both sides alike."""

    __tablename__ = "referral_steps"
    __table_args__ = (one_of("state", ReferralState), Index(None, "org_id", "person_id", "at"))
    kind: ClassVar[str] = "referral_step"

    person_id: Mapped[UUID]
    state: Mapped[str]
    at: Mapped[datetime]
    by_organisation: Mapped[str]
    reason_code: Mapped[str | None]
    words: Mapped[str | None]
