"""A client as lists show them: enough to tell people apart, and whether the reader may open the page."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from casework.access.gate import Gate
from casework.people.models import Client
from casework.people.schemas import Person


class Seen(NamedTuple):
    """A client in a list, with how the reader stands to them."""

    id: UUID
    given_name: str
    family_name: str
    native_given_name: str | None
    native_family_name: str | None
    birth_date: date | None
    birth_precision: str
    district: str | None
    town: str | None
    restricted: bool
    standing: str

    def person(self, gate: Gate) -> Person:
        """Give what a list shows of the client."""
        openable = any(gate.may(Client, act, within=self.standing) for act in ("read", "contact"))
        return Person(*self[:-1], openable)


SEEN: tuple[Any, ...] = (
    *(getattr(Client, field) for field in Seen._fields[:-1]),
    Client.relation().label("standing"),
)
