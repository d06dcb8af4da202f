"""The sections of a case page: each slice above registers its tab at start, and the frame shows them in order."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from casework.cases.models import Case
from casework.core.model import TenantModel


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What a tab counts: records inside the case, under conditions if any.

    Whoever stands in a relation to the case stands so to them, so that the number is shown to those who may list them.
    `within` says otherwise how a record belongs to the case.
    """

    kind: type[TenantModel]
    condition: ColumnElement[bool] | None = None
    within: ColumnElement[bool] | None = None

    def number(self) -> ColumnElement[int]:
        """Give the SQL for the number in the case of the row."""
        kind: Any = self.kind
        within = kind.case_id == Case.id if self.within is None else self.within
        counted = select(func.count()).select_from(kind).where(kind.org_id == Case.org_id, within)
        if self.condition is not None:
            counted = counted.where(self.condition)
        return counted.correlate(Case).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Section:
    """One tab: its English label, the last part of its address (empty for the page itself) and its place in the row.

    `count`, if any, tells how much there is in it; `also` are addresses outside the case whose pages belong under it.
    """

    label: str
    suffix: str
    order: int
    count: Counted | None = None
    also: tuple[str, ...] = ()

    def path(self, case_id: UUID) -> str:
        """Give the address of this section of a case."""
        return f"/cases/{case_id}/{self.suffix}".rstrip("/")

    def holds(self, path: str, case_id: UUID) -> bool:
        """Tell whether a page lies under this tab; every path of a case begins like the first tab's, which is exact."""
        own = self.path(case_id)
        below = bool(self.suffix) and path.startswith(own + "/")
        return path == own or below or any(path.startswith(address + "/") for address in self.also)


_sections: dict[str, Section] = {}


def register(label: str, suffix: str, order: int, count: Counted | None = None, also: tuple[str, ...] = ()) -> None:
    """Add a tab, once per suffix; slices call this when their `pages` module is imported."""
    _sections[suffix] = Section(label, suffix, order, count, also)


def registered() -> list[Section]:
    """Give the tabs in their order."""
    return sorted(_sections.values(), key=lambda section: section.order)
