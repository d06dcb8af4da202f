"""The sections of a case page: each slice above registers its tab at start, and the frame shows them in order."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Section:
    """One tab: its English label, the last part of its address (empty for the page itself) and its place in the row."""

    label: str
    suffix: str
    order: int

    def path(self, case_id: UUID) -> str:
        """Give the address of this section of a case."""
        return f"/cases/{case_id}/{self.suffix}".rstrip("/")


_sections: dict[str, Section] = {}


def register(label: str, suffix: str, order: int) -> None:
    """Add a tab, once per suffix; slices call this when their `pages` module is imported."""
    _sections[suffix] = Section(label, suffix, order)


def registered() -> list[Section]:
    """Give the tabs in their order."""
    return sorted(_sections.values(), key=lambda section: section.order)
