"""What an organisation knows of the people who work for it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from casework.core.model import TenantModel, Versioned, one_of
from casework.tenancy.codes import Role


class Member(Versioned, TenantModel):
    """A person's membership in one organisation, with exactly one role."""

    __tablename__ = "members"
    __table_args__ = (one_of("role", Role), UniqueConstraint("org_id", "account_id"))
    kind: ClassVar[str] = "member"

    account_id: Mapped[UUID]
    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]
