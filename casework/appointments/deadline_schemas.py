"""What comes in about deadlines and what goes out, shared by pages and API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from casework.appointments.codes import DeadlineKind, DeadlineStatus
from casework.appointments.computed import Computed
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.explanation import cautions_in_words, explain
from casework.core.clock import today
from casework.tenancy.codes import Land
from casework.web.i18n import translator

DAYS_OF_DANGER, DAYS_OF_WARNING = 10, 30
Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=2_000)]


class Calculation(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a date is computed from: a kind, what is known, and the Land whose holidays count."""

    kind: DeadlineKind
    land: Land
    inputs: DeadlineInputs = DeadlineInputs()


class NewDeadline(Struct, kw_only=True, forbid_unknown_fields=True):
    """A deadline to be kept.

    `due_on` is the date that the counsellor confirms; another than the computed one needs `correction`, the reason.
    Without `land` the Land of the case's district counts.
    """

    kind: DeadlineKind
    due_on: date
    inputs: DeadlineInputs = DeadlineInputs()
    land: Land | None = None
    correction: Words | None = None
    title: Line | None = None
    client_id: UUID | None = None


class Completion(Struct, kw_only=True, forbid_unknown_fields=True):
    """How a deadline ended, and on which day."""

    how: Literal["done", "missed", "dropped"]
    on: date
    note: Words | None = None


class CalculationView(Struct):
    """A computed date with everything that led to it, and the sentence that explains it in the reader's language."""

    kind: DeadlineKind
    land: Land
    due_on: date
    warn_on: list[date]
    norm: str
    rule: str
    rule_version: date
    sentence: str
    cautions: list[str]
    computed: Computed

    @classmethod
    def of(cls, computed: Computed, language: str) -> "CalculationView":
        """Put a computed date into "de" or "en"."""
        words = translator(language)
        return cls(
            computed.kind,
            computed.land,
            computed.due_on,
            list(computed.warn_on),
            words.gettext(computed.norm),
            computed.rule,
            computed.version,
            sentence_of(computed, language),
            cautions_in_words(computed, language),
            computed,
        )


class OpenDeadline(Struct):
    """An open deadline as lists across cases show it, in the order in which the read selects it."""

    id: UUID
    case_id: UUID
    case_number: str
    case_title: str
    kind: DeadlineKind
    title: str | None
    due_on: date
    corrected: bool
    explanation: str | dict[str, Any]

    def __post_init__(self) -> None:
        """Turn the stored code into the entry of its list, which knows its label."""
        self.kind = DeadlineKind(self.kind)

    @property
    def tone(self) -> str:
        """Give how urgent the deadline looks on a page."""
        return tone_of(self.due_on)

    def sentence(self, language: str, this_year: int | None = None) -> str:
        """Give the sentence that explains the computed date."""
        return sentence_of(decoded(self.explanation), language, this_year)


class DeadlineRow(Struct):
    """A deadline in the order in which the reads select it."""

    id: UUID
    version: int
    case_id: UUID
    case_number: str
    case_title: str
    client_id: UUID | None
    client_name: str | None
    kind: DeadlineKind
    title: str | None
    land: Land
    rule: str
    rule_version: str
    norm: str
    computed_due_on: date
    due_on: date
    correction: str | None
    warn_on: list[date]
    explanation: str | dict[str, Any]
    status: DeadlineStatus
    done_on: date | None
    note: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    created_at: datetime

    def __post_init__(self) -> None:
        """Turn the stored codes into entries of their lists, which know their labels."""
        self.kind, self.status, self.land = DeadlineKind(self.kind), DeadlineStatus(self.status), Land(self.land)

    @property
    def computed(self) -> Computed:
        """Give the computation as it was stored."""
        return decoded(self.explanation)

    @property
    def tone(self) -> str:
        """Give how urgent the deadline looks on a page."""
        return tone_of(self.due_on) if self.is_open else "neutral"

    @property
    def reminders(self) -> list[date]:
        """Give the days to come on which somebody is reminded; none once the deadline has ended."""
        return [day for day in self.warn_on if self.is_open and day >= today()]

    @property
    def is_open(self) -> bool:
        """Tell whether the deadline still has to be kept."""
        return self.status is DeadlineStatus.OPEN

    def sentence(self, language: str, this_year: int | None = None) -> str:
        """Give the sentence that explains the computed date."""
        return sentence_of(self.computed, language, this_year)


class DeadlineView(Struct):
    """A deadline as the API gives it."""

    id: UUID
    version: int
    case_id: UUID
    case_number: str
    client_id: UUID | None
    kind: DeadlineKind
    title: str | None
    status: DeadlineStatus
    due_on: date
    correction: str | None
    warn_on: list[date]
    done_on: date | None
    note: str | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    calculation: CalculationView

    @classmethod
    def of(cls, row: DeadlineRow, language: str) -> "DeadlineView":
        """Put a deadline into "de" or "en"."""
        shared: dict[str, Any] = {name: getattr(row, name) for name in cls.__struct_fields__ if name != "calculation"}
        return cls(**shared | {"calculation": CalculationView.of(row.computed, language)})


def sentence_of(computed: Computed, language: str, this_year: int | None = None) -> str:
    """Give the sentence that explains a computed date, as it stands alone on a page."""
    sentence = explain(computed, language, this_year)
    return sentence[:1].upper() + sentence[1:]


def tone_of(due_on: date) -> str:
    """Give the tone of a day that comes closer: danger within ten days, warning within a month."""
    days = (due_on - today()).days
    return "danger" if days <= DAYS_OF_DANGER else "warning" if days <= DAYS_OF_WARNING else "neutral"


def decoded(explanation: str | dict[str, Any]) -> Computed:
    """Give the computation that was stored as JSON, read as text or as the driver unpacked it."""
    if isinstance(explanation, str):
        return msgspec.json.decode(explanation, type=Computed)
    return msgspec.convert(explanation, Computed)
