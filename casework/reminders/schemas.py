"""What comes in and goes out about reminders."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from casework.reminders.codes import Mode, Subject
from casework.reminders.models import ReminderChoice

USUAL_HOUR = 7


class Choice(Struct, forbid_unknown_fields=True):
    """When and of what one wants to be reminded; `hour` is that of the daily mail, by the clock in Berlin."""

    mode: Mode
    hour: Annotated[int, Meta(ge=0, le=23)]
    kinds: Annotated[list[Subject], Meta(max_length=20)] = []


class Item(Struct, frozen=True):
    """One thing to be reminded of, for one day."""

    subject: Subject
    object_id: UUID
    due_on: date


def chosen(choice: ReminderChoice | None) -> Choice:
    """Give what a member chose; everything ticked but switched off for those who never chose."""
    if choice is None:
        return Choice(Mode.OFF, USUAL_HOUR, list(Subject))
    return Choice(Mode(choice.mode), choice.hour, [Subject(kind) for kind in choice.kinds if kind in set(Subject)])
