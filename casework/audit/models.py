"""The access record's tables, with the columns they will keep."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import SmallInteger, Text
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Mapped, mapped_column

from casework.core.model import Base, TenantModel


class AuditEvent(TenantModel):
    """One access: partitioned by the month in its UUIDv7, insert-only."""

    __tablename__ = "audit_events"
    kind: ClassVar[str] = "access_record"

    at: Mapped[datetime]
    epoch: Mapped[int]
    actor_id: Mapped[UUID | None]
    actor_role: Mapped[str]
    session_ref: Mapped[UUID | None]
    on_behalf_of: Mapped[UUID | None]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID | None]
    subjects: Mapped[list[UUID]]
    fields: Mapped[list[str]]
    purpose: Mapped[str | None]
    reason: Mapped[str | None]
    legal_basis_ref: Mapped[UUID | None]
    outcome: Mapped[str]
    result_count: Mapped[int | None]
    query_hash: Mapped[bytes | None] = mapped_column(BYTEA)
    address: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[UUID | None]
    salt: Mapped[bytes] = mapped_column(BYTEA)
    canon_version: Mapped[int] = mapped_column(SmallInteger)


class OperatorEvent(Base):
    """What belongs to no organisation, such as a failed sign-in, or what the network operator did to one."""

    __tablename__ = "operator_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    org_id: Mapped[UUID | None]
    action: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    account_ref: Mapped[UUID | None]
    address: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[UUID | None]
