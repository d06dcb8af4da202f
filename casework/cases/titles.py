"""How a case is called after its persons: "Aigerim & Timur Seitkali"."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from casework.people.models import Client


class PersonName(NamedTuple):
    """What a client is called, and by what they are sorted."""

    id: UUID
    given_name: str
    family_name: str
    native_given_name: str | None
    native_family_name: str | None
    sort_key: str


Named = Client | PersonName


def title_of(persons: Sequence[Named]) -> str:
    """Give the title of a case; a family name that all share stands once, at the end."""
    return _joined([(person.given_name, person.family_name) for person in persons], " & ")


def native_title_of(persons: Sequence[Named]) -> str | None:
    """Give the title in the persons' own scripts; None if no such name is known."""
    names = [(person.native_given_name or "", person.native_family_name or "") for person in persons]
    return _joined([name for name in names if any(name)], " · ") or None


def _joined(names: Sequence[tuple[str, str]], mark: str) -> str:
    families = {family for _, family in names}
    if len(names) > 1 and len(families) == 1 and all(given for given, _ in names):
        return f"{mark.join(given for given, _ in names)} {families.pop()}".strip()
    return mark.join(f"{given} {family}".strip() for given, family in names)
