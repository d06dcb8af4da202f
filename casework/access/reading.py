"""Named reads: a statement, the kind and act it stands for, and the row it gives."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ARRAY, Select, Text, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from casework.core.db import Compiled
from casework.core.model import TenantModel

Row = TypeVar("Row")
# A count is honest up to here; beyond it people are told "more than".
COUNTED = 10_000


class Read(Generic[Row]):
    """One named read: its statement selects from its kind's table; the gate adds permission and clients shown.

    ``row`` is called with the selected columns in order, so a msgspec struct with the same fields fits. Make a Read
    once, at import or behind a cache: its statement is compiled once. ``page`` is how many rows people are shown at the
    most; a row beyond it only tells that there is more.
    """

    def __init__(
        self,
        kind: type[TenantModel],
        act: str,
        row: Callable[..., Row],
        statement: Select[*tuple[Any, ...]],
        *,
        action: str = "list",
        page: int | None = None,
    ) -> None:
        self.page = page
        self.kind = kind
        self.act = act
        self.row = row
        self.action = action
        self.statement = statement
        self.fields = [str(column.key) for column in statement.selected_columns]

    def filtered(self) -> Compiled:
        """Give the statement with the rows whose relation is allowed; the clients shown are its last column."""
        return _filtered(self)

    def single(self) -> Compiled:
        """Give the statement with the clients shown and the actor's relation as its last two columns, unfiltered."""
        return _single(self)

    def counted(self) -> Compiled:
        """Give the statement that counts the rows of `filtered`, up to COUNTED + 1."""
        return _counted(self)


def _permitted(kind: type[TenantModel]) -> ColumnElement[bool]:
    return kind.relation() == func.any(bindparam("actor_relations", type_=ARRAY(Text())))


@lru_cache(maxsize=1024)
def _filtered(read: Read[Any]) -> Compiled:
    shown = read.kind.clients_shown().label("subjects_")
    return Compiled(read.statement.add_columns(shown).where(_permitted(read.kind)))


@lru_cache(maxsize=1024)
def _single(read: Read[Any]) -> Compiled:
    shown = read.kind.clients_shown().label("subjects_")
    return Compiled(read.statement.add_columns(shown, read.kind.relation().label("relation_")))


@lru_cache(maxsize=1024)
def _counted(read: Read[Any]) -> Compiled:
    rows = (
        read.statement.with_only_columns(read.kind.id, maintain_column_froms=True)
        .where(_permitted(read.kind))
        .order_by(None)
        .limit(None)
        .offset(None)
        .limit(COUNTED + 1)
        .subquery()
    )
    return Compiled(select(func.count()).select_from(rows))
