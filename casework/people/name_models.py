"""What the search keeps of names, and what people said about records that look alike."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import REAL, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.core.model import TenantModel, same_organisation


class NameLikeness(TenantModel):
    """One hashed key under which the likely spellings of a word of somebody's name are found, compared with `=`.

    Its id is made of word and key, so that a word is kept once; it goes when the last name key with the word goes.
    """

    __tablename__ = "name_likenesses"
    __table_args__ = (Index(None, "org_id", "key", postgresql_include=["word", "weight"]),)
    kind: ClassVar[str] = "client"

    key: Mapped[int]
    weight: Mapped[float] = mapped_column(REAL())
    word: Mapped[str] = mapped_column(Text(collation="C"))


class DifferentPeople(TenantModel):
    """That somebody looked at two records and said that they are two people; the smaller id stands first."""

    __tablename__ = "different_people"
    __table_args__ = (
        same_organisation("one_id", "clients", ondelete="CASCADE"),
        same_organisation("other_id", "clients", ondelete="CASCADE"),
        same_organisation("decided_by", "members"),
        UniqueConstraint("org_id", "one_id", "other_id"),
        Index(None, "org_id", "other_id"),
    )
    kind: ClassVar[str] = "different_people"

    one_id: Mapped[UUID]
    other_id: Mapped[UUID]
    decided_by: Mapped[UUID]
    decided_at: Mapped[datetime]

    def clients_named(self) -> tuple[UUID, ...]:
        """Give both clients."""
        return (self.one_id, self.other_id)
