"""Organisations, their teams, and the reference data that all of them share."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.core.model import Base, TenantModel, new_id, one_of, same_organisation
from casework.tenancy.codes import LegalRegime, OrganisationKind


class District(Base):
    """A German district (Kreis or kreisfreie Stadt) by its five-digit official key."""

    __tablename__ = "districts"

    ags: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    land: Mapped[str]


class Organisation(Base):
    """A controller under data-protection law: a flat in the house. Name and kind are known to the whole network."""

    __tablename__ = "organisations"
    __table_args__ = (one_of("kind", OrganisationKind), one_of("regime", LegalRegime), UniqueConstraint("prefix"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    prefix: Mapped[str]
    kind: Mapped[str]
    district: Mapped[str] = mapped_column(ForeignKey("districts.ags"))
    regime: Mapped[str]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Team(TenantModel):
    """A named group inside an organisation; its leads see the team's cases."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("org_id", "name"),)
    kind: ClassVar[str] = "team"

    name: Mapped[str]


class TeamMember(TenantModel):
    """That a member belongs to a team, or leads it."""

    __tablename__ = "team_members"
    __table_args__ = (
        same_organisation("team_id", "teams", ondelete="CASCADE"),
        same_organisation("member_id", "members", ondelete="CASCADE"),
        UniqueConstraint("org_id", "member_id", "team_id"),
    )
    kind: ClassVar[str] = "team"

    team_id: Mapped[UUID]
    member_id: Mapped[UUID]
    leads: Mapped[bool]
