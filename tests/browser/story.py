"""What the story leaves behind: the ids of what people made, and the faults found on the way."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from casework.core.clock import today

AJGERIM, TEMIR = "Äjgerim Sejtqali", "Temir Sejtqali"
OFFER = "Gründungsseminar Herbst"
CONCERN = "Beide nähen und reparieren Schuhe und wollen ein eigenes Geschäft."
TALK = "Erstgespräch: sie war Gerichtsvollzieherin, er Unteroffizier; Ziel ist ein eigener Laden."


@dataclass
class Story:
    """Ids by what they are of, such as "case" or "release-temir"; the walk fills them in."""

    ids: dict[str, str] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)

    def __getitem__(self, what: str) -> str:
        """Give an id; a step whose earlier step failed is skipped."""
        if what not in self.ids:
            pytest.skip(f"An earlier step of the story failed: there is no {what}.")
        return self.ids[what]

    def __setitem__(self, what: str, found: str) -> None:
        """Keep an id."""
        self.ids[what] = found


def day(ahead: int) -> str:
    """Give a day from today as people write it."""
    return f"{today() + timedelta(days=ahead):%d.%m.%Y}"
