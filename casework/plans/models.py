"""Versions of support plans with their goals, measures, reviews and signatures."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.cases.models import InCase
from casework.core.errors import Conflict
from casework.core.model import TenantModel, Versioned, one_of, same_organisation
from casework.plans.codes import Attainment, LifeDomain, MeasureState, PlanState, Responsible, SignatureForm


class Plan(InCase, Versioned, TenantModel):
    """One version of the support plan of a case; a trigger in the database keeps agreed ones as they were signed."""

    __tablename__ = "plans"
    __table_args__ = (
        one_of("state", PlanState),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("started_by", "members"),
        UniqueConstraint("org_id", "case_id", "number"),
        Index(
            "uq_plans_in_the_writing",
            "org_id",
            "case_id",
            unique=True,
            postgresql_where=text("state in ('draft', 'signing')"),
        ),
    )
    kind: ClassVar[str] = "support_plan"

    case_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[str]
    situation: Mapped[str | None]
    next_review_on: Mapped[date | None]
    started_by: Mapped[UUID]
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    agreed_on: Mapped[date | None]

    def check_writable(self) -> None:
        """Refuse changes to what somebody has signed already."""
        if self.state == PlanState.SIGNING:
            raise Conflict("Somebody has signed this draft. Take the signatures back first to change it.")
        if self.state != PlanState.DRAFT:
            raise Conflict("This version is agreed and stays as it is. Start the next version to change it.")

    def check_current(self) -> None:
        """Refuse progress on a version that a later one has replaced."""
        if self.state == PlanState.REPLACED:
            raise Conflict("A later version has replaced this one.")


class Goal(InCase, Versioned, TenantModel):
    """What somebody wants to reach, in their own words; `origin_id` is the same goal in every version."""

    __tablename__ = "plan_goals"
    __table_args__ = (
        one_of("domain", LifeDomain),
        one_of("attainment", Attainment),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("plan_id", "plans", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        UniqueConstraint("org_id", "plan_id", "origin_id"),
        Index(None, "org_id", "case_id"),
    )
    kind: ClassVar[str] = "plan_goal"

    case_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    origin_id: Mapped[UUID]
    position: Mapped[int]
    domain: Mapped[str]
    client_id: Mapped[UUID | None]
    words: Mapped[str]
    in_german: Mapped[str | None]
    success: Mapped[str | None]
    target_on: Mapped[date | None]
    attainment: Mapped[str]
    attained_on: Mapped[date | None]


class Measure(InCase, Versioned, TenantModel):
    """A step towards a goal: who does what by when, and whether it was done."""

    __tablename__ = "plan_measures"
    __table_args__ = (
        one_of("responsible", Responsible),
        one_of("state", MeasureState),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("plan_id", "plans", ondelete="CASCADE"),
        same_organisation("goal_id", "plan_goals", ondelete="CASCADE"),
        UniqueConstraint("org_id", "plan_id", "origin_id"),
        Index(None, "org_id", "goal_id"),
        Index(None, "org_id", "case_id"),
    )
    kind: ClassVar[str] = "plan_measure"

    case_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    origin_id: Mapped[UUID]
    position: Mapped[int]
    what: Mapped[str]
    responsible: Mapped[str]
    who: Mapped[str | None]
    due_on: Mapped[date | None]
    state: Mapped[str]
    state_on: Mapped[date | None]


class Review(InCase, Versioned, TenantModel):
    """A talk in which the plan was gone through: what was reached of each goal, and when to look again."""

    __tablename__ = "plan_reviews"
    __table_args__ = (
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("plan_id", "plans", ondelete="CASCADE"),
        same_organisation("recorded_by", "members"),
        Index(None, "org_id", "plan_id"),
        Index(None, "org_id", "case_id"),
    )
    kind: ClassVar[str] = "plan_review"

    case_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    held_on: Mapped[date]
    summary: Mapped[str | None]
    # What was found about each goal: {"origin_id", "attainment", "words"}; the goal itself stands in the version.
    findings: Mapped[list[dict[str, Any]]]
    # What it said until it was corrected, the latest last: the same entries, who wrote them and until when they stood.
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    next_review_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class PlanSignature(InCase, Versioned, TenantModel):
    """That one person of the case agreed to a version; nobody agrees for another."""

    __tablename__ = "plan_signatures"
    __table_args__ = (
        one_of("form", SignatureForm),
        same_organisation("case_id", "cases", ondelete="CASCADE"),
        same_organisation("plan_id", "plans", ondelete="CASCADE"),
        same_organisation("client_id", "clients"),
        same_organisation("recorded_by", "members"),
        UniqueConstraint("org_id", "plan_id", "client_id"),
        Index(None, "org_id", "case_id"),
        Index(None, "org_id", "client_id"),
    )
    kind: ClassVar[str] = "plan_signature"

    case_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    client_id: Mapped[UUID]
    form: Mapped[str]
    signed_on: Mapped[date]
    place: Mapped[str | None]
    # The name as it stood on the day of the signature, or as the person typed it.
    name: Mapped[str]
    drawing: Mapped[str | None]
    language: Mapped[str | None]
    interpreter: Mapped[str | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
