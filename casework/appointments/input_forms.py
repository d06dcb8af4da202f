"""The inputs of a deadline as forms, addresses and the command line send them: every field beside the others."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs, Suspension, takes
from casework.appointments.deadline_rules import Delivery, Period
from casework.appointments.deadline_schemas import Line, NewDeadline, Words
from casework.appointments.legal_remedies import Matter
from casework.offers.codes import ApplyBefore
from casework.tenancy.codes import Land

Unit = Literal["days", "weeks", "months", "years"]


class InputForm(Struct, kw_only=True):
    """The inputs of every kind side by side, as a form sends them."""

    kind: DeadlineKind
    land: Land
    event_on: date | None = None
    posted_on: date | None = None
    without_instruction: bool = False
    authority: AuthorityKind | None = None
    period_length: Annotated[int, Meta(ge=1, le=3_700)] | None = None
    period_unit: Unit = "weeks"
    event: ApplyBefore | None = None
    known_on: date | None = None
    days_left: Annotated[int, Meta(ge=0, le=9_999)] | None = None
    delivery: Delivery = Delivery.POST
    matter: Matter | None = None
    accelerated: bool = False
    stopped_on: date | None = None
    stopped_until: date | None = None
    stopped_again_on: date | None = None
    stopped_again_until: date | None = None
    extension_length: Annotated[int, Meta(ge=1, le=3_700)] | None = None
    extension_unit: Unit = "months"

    def inputs(self) -> DeadlineInputs:
        """Give the inputs that this kind understands; what was typed for another kind does not count."""
        known = takes(self.kind)
        given: dict[str, object] = {
            "event_on": self.event_on,
            "posted_on": self.posted_on,
            "proper_instruction": not self.without_instruction,
            "authority": self.authority,
            "period": _length(self.period_length, self.period_unit),
            "event": self.event,
            "known_on": self.known_on,
            "days_left": self.days_left,
            "delivery": self.delivery,
            "matter": self.matter,
            "accelerated": self.accelerated,
            "suspensions": tuple(self._suspensions()),
            "extension": _length(self.extension_length, self.extension_unit),
        }
        return DeadlineInputs(**{name: value for name, value in given.items() if name in known})  # type: ignore[arg-type]  # The names and types are those of the fields.

    def _suspensions(self) -> Iterator[Suspension]:
        for since, until in ((self.stopped_on, self.stopped_until), (self.stopped_again_on, self.stopped_again_until)):
            if since is not None:
                yield Suspension(since=since, until=until)


def _length(length: int | None, unit: Unit) -> Period | None:
    return Period(**{unit: length}) if length else None


class DeadlineForm(InputForm, kw_only=True):
    """The inputs together with the date that is confirmed or corrected, whom it is about and what it is called."""

    title: Line | None = None
    client_id: UUID | None = None
    due_on: date | None = None
    correction: Words | None = None

    def entered(self, due_on: date) -> NewDeadline:
        """Give the deadline to be kept with the date that was confirmed."""
        return NewDeadline(
            kind=self.kind,
            due_on=due_on,
            inputs=self.inputs(),
            land=self.land,
            correction=self.correction,
            title=self.title,
            client_id=self.client_id,
        )
