"""The directory of authorities: what the whole network shares, and what an organisation keeps for itself."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.appointments.codes import AuthorityKind
from casework.core.model import Base, TenantModel, Versioned, new_id, one_of, same_organisation


class Described:
    """What every entry of the directory says, whoever keeps it."""

    authority_kind: Mapped[str]
    name: Mapped[str]
    district: Mapped[str] = mapped_column(ForeignKey("districts.ags"))
    address: Mapped[str | None]
    opening_hours: Mapped[str | None]
    documents: Mapped[dict[str, Any]]


class Authority(Described, Base):
    """An authority or body in a district, with what each kind of appointment needs; shared by the whole network."""

    __tablename__ = "authorities"
    __table_args__ = (one_of("authority_kind", AuthorityKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    # When the operator looked at it last; never for the sample that a new installation starts with.
    checked_on: Mapped[date | None]


class OwnAuthority(Described, Versioned, TenantModel):
    """An organisation's own entry: one that is missing in the shared directory, or a better one than stands there."""

    __tablename__ = "own_authorities"
    __table_args__ = (
        one_of("authority_kind", AuthorityKind),
        same_organisation("changed_by", "members"),
        Index(None, "org_id", "district"),
    )
    kind: ClassVar[str] = "authority"

    replaces: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id", ondelete="SET NULL"))
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
