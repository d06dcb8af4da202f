"""Cases, the people in them, what was noted and what is being written."""

from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, case, false, func, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.codes import ClosureReason, ContactMode, Interpreting, Phase, Visibility
from casework.core.errors import Conflict
from casework.core.model import (
    ACTOR,
    DEPUTISED_FULLY,
    LED_TEAMS,
    TEAMS,
    TenantModel,
    Versioned,
    carried,
    one_of,
    same_organisation,
)

Value = TypeVar("Value")


class Case(Versioned, TenantModel):
    """One person's or household's need, carried by one counsellor until it is closed."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("phase", Phase),
        one_of("closure_reason", ClosureReason),
        same_organisation("owner_id", "members"),
        same_organisation("team_id", "teams"),
        same_organisation("household_id", "households"),
        UniqueConstraint("org_id", "number"),
        Index(None, "org_id", "owner_id", "last_contact_at", "id"),
        Index(None, "org_id", "team_id", "last_contact_at", "id"),
    )
    kind: ClassVar[str] = "case"

    number: Mapped[str]
    title: Mapped[str]
    native_title: Mapped[str | None]
    sort_key: Mapped[str]
    concern: Mapped[str | None]
    venture: Mapped[str | None]
    venture_start: Mapped[date | None]
    phase: Mapped[str]
    owner_id: Mapped[UUID]
    team_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    restricted: Mapped[bool]
    # True while the case is restricted because one of its clients is; whoever decides on the case itself ends that.
    hidden_with_client: Mapped[bool] = mapped_column(server_default="false", default=False)
    district: Mapped[str | None] = mapped_column(ForeignKey("districts.ags"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closure_reason: Mapped[str | None]
    closure_note: Mapped[str | None]
    last_contact_at: Mapped[datetime]
    # Kept by a trigger on case_persons, so that a list can tell the access record whom it showed.
    client_ids: Mapped[list[UUID]] = mapped_column(server_default="{}")

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the case; a deputy stands to it as the absent counsellor.

        A restricted one exists only for its counsellor, its lead, and a deputy of whom the counsellor said so.
        """
        return case(
            (carried(cls.owner_id, cls.restricted), "assigned"),
            (cls.team_id == func.any(LED_TEAMS), "led"),
            (cls.restricted, None),
            (cls.team_id == func.any(TEAMS), "team"),
            else_="organisation",
        )

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the clients of the case."""
        return cls.client_ids.expression

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the clients of the case, as far as it names them itself already."""
        return tuple(self.client_ids or ())

    def close(self, reason: ClosureReason, note: str | None, on: date) -> None:
        """End the work on the case; it stays readable and can be opened again."""
        if self.closed_on is not None:
            raise Conflict("This case is already closed.")
        if on < self.opened_on:
            raise Conflict("A case cannot close before it opened.")
        self.closed_on, self.closure_reason, self.closure_note, self.phase = on, reason, note, Phase.CLOSURE

    def reopen(self) -> None:
        """Take the work up again."""
        if self.closed_on is None:
            raise Conflict("This case is open.")
        self.closed_on = self.closure_reason = self.closure_note = None
        self.phase = Phase.MONITORING


class CasePerson(TenantModel):
    """That a client is part of a case; a joint case has several."""

    __tablename__ = "case_persons"
    __table_args__ = (
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        UniqueConstraint("org_id", "case_id", "client_id"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "case_person"

    case_id: Mapped[UUID]
    client_id: Mapped[UUID]
    joined_on: Mapped[date]

    def clients_named(self) -> tuple[UUID, ...]:
        """Give the client."""
        return (self.client_id,)


class InCase:
    """A record inside a case: whoever stands in a relation to the case stands so to the record."""

    org_id: Mapped[UUID]
    case_id: Mapped[UUID]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the case that the record belongs to."""
        return cls.of_case(Case.relation())

    @classmethod
    def clients_shown(cls) -> ColumnElement[list[UUID]]:
        """Give the clients of the case."""
        return cls.of_case(Case.client_ids.expression)

    @classmethod
    def of_case(cls, value: ColumnElement[Value]) -> ColumnElement[Value]:
        """Give something about the case that the record belongs to."""
        return (
            select(value)
            .where(Case.org_id == cls.org_id, Case.id == cls.case_id)
            .correlate_except(Case)
            .scalar_subquery()
        )


class Narrowed(InCase):
    """A record inside a case that its author may keep from the team."""

    author_id: Mapped[UUID]
    visibility: Mapped[str]

    @classmethod
    def named(cls) -> ColumnElement[bool]:
        """Give whether the actor was named as a reader of a restricted record; nobody is unless a kind says how."""
        return false()

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give how the actor stands to the record: through its case, narrowed by the record's own visibility.

        Whoever may no longer know of the case does not read in it either, not even their own words.
        """
        through_case, hidden = Case.relation(), cls.visibility == Visibility.RESTRICTED.value
        fully = (Case.owner_id == ACTOR) | (Case.owner_id == func.any(DEPUTISED_FULLY))
        narrowed = case(
            (through_case.is_(None), None),
            (cls.author_id == ACTOR, "assigned"),
            (cls.visibility == Visibility.TEAM.value, through_case),
            ((cls.visibility == Visibility.ME_AND_LEAD.value) & (through_case == "led"), "led"),
            (hidden & (fully | cls.named()), through_case),
            else_=None,
        )
        # One look at the case, although three of the conditions ask about it: each look is a plan of its own.
        return cls.of_case(narrowed)


class CaseNote(Narrowed, Versioned, TenantModel):
    """An entry on the timeline: a counselling contact with its facts, or a plain note."""

    __tablename__ = "case_notes"
    __table_args__ = (
        one_of("entry", ("contact", "note")),
        one_of("mode", ContactMode),
        one_of("visibility", Visibility),
        one_of("interpreting", Interpreting),
        CheckConstraint("duration_minutes between 1 and 1440", name="duration_minutes"),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("author_id", "members"),
        same_organisation("about_id", "clients"),
        Index(None, "org_id", "case_id", "at"),
    )
    kind: ClassVar[str] = "case_note"

    case_id: Mapped[UUID]
    entry: Mapped[str]
    at: Mapped[datetime]
    topics: Mapped[list[str]]
    mode: Mapped[str | None]
    duration_minutes: Mapped[int | None]
    language: Mapped[str | None]
    interpreting: Mapped[str | None]
    text: Mapped[str]
    visibility: Mapped[str]
    author_id: Mapped[UUID]
    created_at: Mapped[datetime]
    # Whom the author of a restricted note named as its readers.
    reader_ids: Mapped[list[UUID]] = mapped_column(server_default="{}")
    # The one person of a joint case whom it is about; empty for all of them.
    about_id: Mapped[UUID | None]

    @classmethod
    def named(cls) -> ColumnElement[bool]:
        """Give whether the author of a restricted note named the actor as a reader."""
        return func.array_position(cls.reader_ids, ACTOR).is_not(None)


class Draft(TenantModel):
    """What a member was writing and has not sent; only they see it, and sending it removes it."""

    __tablename__ = "drafts"
    __table_args__ = (
        same_organisation("member_id", "members", ondelete="CASCADE"),
        UniqueConstraint("org_id", "member_id", "place"),
    )
    kind: ClassVar[str] = "draft"

    member_id: Mapped[UUID]
    place: Mapped[str]
    fields: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]

    @classmethod
    def relation(cls) -> ColumnElement[str | None]:
        """Give "assigned" to whoever writes the draft; for everybody else it does not exist."""
        return case((cls.member_id == ACTOR, "assigned"), else_=None)
