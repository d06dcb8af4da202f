"""Who is away, and who stands in."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, Index, MetaData, Table, Uuid, case, exists, func
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement

from casework.core.clock import now
from casework.core.errors import Conflict
from casework.core.model import ACTOR, LED_TEAMS, TEAMS, TenantModel, Versioned, same_organisation

_TEAM_MEMBERS = Table(
    "team_members", MetaData(), *(Column(name, Uuid()) for name in ("org_id", "member_id", "team_id"))
)


class Absence(Versioned, TenantModel):
    """That a member is away for some days, and the colleague who stands in for them; it shows no client."""

    __tablename__ = "absences"
    __table_args__ = (
        same_organisation("member_id", "members", ondelete="CASCADE"),
        same_organisation("deputy_id", "members", ondelete="CASCADE"),
        same_organisation("entered_by", "members"),
        Index(None, "org_id", "deputy_id", "ends_on"),
        Index(None, "org_id", "member_id", "ends_on"),
    )
    kind: ClassVar[str] = "absence"

    member_id: Mapped[UUID]
    deputy_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    includes_restricted: Mapped[bool]
    entered_by: Mapped[UUID]
    entered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give assigned to the absent member, led to their lead, team to the deputy and the absent member's teams."""
        return case(
            (cls.member_id == ACTOR, "assigned"),
            (_works_in(cls, LED_TEAMS), "led"),
            ((cls.deputy_id == ACTOR) | _works_in(cls, TEAMS), "team"),
            else_=None,
        )

    def end(self) -> None:
        """End it now: the deputy stands in no longer; raises Conflict the second time."""
        if self.ended_at is not None:
            raise Conflict("This absence has ended already.")
        self.ended_at = now()


def _works_in(absence: type[Absence], teams: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(
        _TEAM_MEMBERS.c.org_id == absence.org_id,
        _TEAM_MEMBERS.c.member_id == absence.member_id,
        _TEAM_MEMBERS.c.team_id == func.any(teams),
    )
