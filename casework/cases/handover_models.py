"""That a case went from one counsellor to another."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from casework.cases.models import InCase
from casework.core.clock import now
from casework.core.errors import Conflict
from casework.core.model import TenantModel, same_organisation


class CaseHandover(InCase, TenantModel):
    """One handing-over of a case; who carried it when follows from all of them and the day it was opened."""

    __tablename__ = "handovers"
    __table_args__ = (
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("from_id", "members"),
        same_organisation("to_id", "members"),
        same_organisation("by_id", "members"),
        Index(None, "org_id", "case_id", "at"),
        Index("ix_handovers_waiting", "org_id", "to_id", "at", postgresql_where=text("confirmed_at is null")),
    )
    kind: ClassVar[str] = "handover"

    case_id: Mapped[UUID]
    from_id: Mapped[UUID]
    to_id: Mapped[UUID]
    by_id: Mapped[UUID]
    at: Mapped[datetime]
    summary: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]

    def confirm(self) -> None:
        """Note that the receiving colleague has read the summary; raises Conflict the second time."""
        if self.confirmed_at is not None:
            raise Conflict("This hand-over was confirmed already.")
        self.confirmed_at = now()
