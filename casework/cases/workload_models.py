"""How much a counsellor can carry."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from casework.core.model import TenantModel, same_organisation


class Capacity(TenantModel):
    """The number of open cases that a member can carry, as their lead set it."""

    __tablename__ = "capacities"
    __table_args__ = (
        CheckConstraint("cases between 0 and 10000", name="cases"),
        same_organisation("member_id", "members", ondelete="CASCADE"),
        UniqueConstraint("org_id", "member_id"),
    )
    kind: ClassVar[str] = "capacity"

    member_id: Mapped[UUID]
    cases: Mapped[int]
