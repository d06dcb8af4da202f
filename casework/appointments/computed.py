"""What the rule engine gives back: a date with everything that led to it, storable as JSON."""

from datetime import date
from enum import StrEnum

import msgspec

from casework.appointments.codes import DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.deadline_rules import Count, Delivery, Period
from casework.appointments.legal_remedies import Remedy
from casework.tenancy.codes import Land


class DayOff(StrEnum):
    """Why a day is no working day."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


class Event(msgspec.Struct, frozen=True, tag="event"):
    """What started it, as a msgid with %(day)s."""

    text: str
    on: date


class Posted(msgspec.Struct, frozen=True, tag="posted"):
    """A decision that counts as notified some days, or abroad a month, after it was sent."""

    on: date
    days: int
    norm: str
    deemed_on: date
    way: Delivery = Delivery.POST


class Counted(msgspec.Struct, frozen=True, tag="counted"):
    """How the end was counted: by a period, or in the words of `phrase` (a msgid) where there is one."""

    count: Count
    ends_on: date
    period: Period | None = None
    phrase: str | None = None


class Stopped(msgspec.Struct, frozen=True, tag="stopped"):
    """A time in which the period stood still, its first and last day included; without `until` it still does."""

    since: date
    until: date | None
    days: int
    norm: str


class Extended(msgspec.Struct, frozen=True, tag="extended"):
    """That the period was extended once."""

    period: Period
    norm: str


class Ends(msgspec.Struct, frozen=True, tag="ends"):
    """The end after everything that stopped or extended the period."""

    on: date


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """An end on a day off that moved to the next working day."""

    day: date
    reason: DayOff
    to: date
    norm: str


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    """An end on a day off that does not move, with the last day before it on which offices work."""

    day: date
    reason: DayOff
    working_day: date


Step = Event | Posted | Counted | Stopped | Extended | Ends | Moved | Kept


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """A computed deadline. Without the counsellor's confirmation, which is stored beside it, it is a proposal.

    `due_on` is the last day; `warn_on` are days on which offices work, in order and before it. `rule` and `version`
    name the rule and the state of the law it was written from; `cautions` are msgids of sentences to show beside it.
    """

    kind: DeadlineKind
    land: Land
    rule: str
    version: date
    norm: str
    inputs: DeadlineInputs
    due_on: date
    warn_on: tuple[date, ...]
    steps: tuple[Step, ...]
    cautions: tuple[str, ...] = ()
    # Which legal remedy the Land's law gives first; None where the Länder do not differ.
    remedy: Remedy | None = None
