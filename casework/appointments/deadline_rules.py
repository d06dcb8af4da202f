"""The deadline rules, read from `deadline_rules.toml`: data with norm and version, nothing here computes."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.core.codes import Code
from casework.offers.codes import ApplyBefore


class Period(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A length of time as laws and letters state it; exactly one unit is set."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0


class Count(StrEnum):
    """How the end follows from the event; the data file explains each."""

    AFTER = "after"
    BEFORE = "before"
    ON = "on"
    DAY_BEFORE = "day_before"
    MONTH_END = "month_end"
    REMAINDER = "remainder"


class Shift(StrEnum):
    """What happens to an end on a Saturday, Sunday or holiday."""

    NEXT_WORKING_DAY = "next_working_day"
    NONE = "none"


class WithoutInstruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What applies where a decision came without a proper instruction about remedies."""

    norm: str
    period: Period


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By which norm a period can be extended once, and by how much at the most where the law says so."""

    norm: str
    longest: Period | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule; the data file explains every field."""

    kind: DeadlineKind
    norm: str
    event: str
    warnings: tuple[int, ...]
    variant: str = ""
    count: Count = Count.ON
    period: Period | None = None
    moves: bool = False
    phrase: str | None = None
    cautions: tuple[str, ...] = ()
    without_instruction: WithoutInstruction | None = None
    suspension_norm: str | None = None
    extension: Extension | None = None

    @property
    def code(self) -> str:
        """Give the name under which the rule is stored, for example "objection.sgg"."""
        return f"{self.kind.value}.{self.variant}" if self.variant else self.kind.value

    @property
    def shift(self) -> Shift:
        """Give what happens to an end on a Saturday, Sunday or holiday."""
        return Shift.NEXT_WORKING_DAY if self.moves else Shift.NONE


class PostingDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days after posting a letter counts as notified, for letters posted within a time."""

    days: int
    since: date | None = None
    until: date | None = None

    def holds_for(self, posted_on: date) -> bool:
        """Tell whether this number of days applies to a letter posted on that day."""
        return (self.since is None or self.since <= posted_on) and (self.until is None or posted_on <= self.until)


class Delivery(Code):
    """How a decision was sent."""

    POST = "post", "By post within Germany"
    ELECTRONIC = "electronic", "Electronically"
    ABROAD = "abroad", "By post abroad"


class DeemedDelivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fiction of notification of what was sent, by way of sending and law of procedure."""

    unknown: str
    post: dict[str, str]
    electronic: dict[str, str]
    abroad: dict[str, str]
    abroad_period: Period
    days: tuple[PostingDays, ...]

    def days_for(self, posted_on: date) -> int:
        """Give the number of days for a letter posted, or a message sent, on `posted_on`."""
        return next(entry.days for entry in self.days if entry.holds_for(posted_on))

    def norm(self, way: Delivery, procedure: str) -> str | None:
        """Give the norm of the fiction; None where what was sent this way never counts as notified by itself."""
        if way is Delivery.ABROAD:
            return self.abroad.get(procedure)
        norms = self.electronic if way is Delivery.ELECTRONIC else self.post
        return norms.get(procedure, self.unknown)


Procedure = Literal["vwgo", "sgg", "ao", "asylum"]


class Rulebook(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"rules": "rule"}):
    """The whole data file."""

    law_as_of: date
    rules: tuple[Rule, ...]
    apply_before: dict[ApplyBefore, str]
    procedures: dict[Procedure, frozenset[AuthorityKind]]
    deemed_delivery: DeemedDelivery

    def rule(self, kind: DeadlineKind, variant: str = "") -> Rule:
        """Give the rule of `kind`, in the variant where there is one by that name."""
        found = {rule.variant: rule for rule in self.rules if rule.kind is kind}
        return found.get(variant) or found[""]

    def procedure(self, authority: AuthorityKind) -> Procedure:
        """Give the law of procedure that an authority's decisions are under."""
        for procedure, authorities in self.procedures.items():
            if authority in authorities:
                return procedure
        return "vwgo"


RULEBOOK = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=Rulebook)
