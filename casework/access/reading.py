"""Named reads: a statement, the kind and act it stands for, and the row it gives."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ARRAY, Select, Text, Uuid, bindparam, cast, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from casework.audit import recorder
from casework.core.compiled import Compiled
from casework.core.model import UUIDS, TenantModel

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

    def filtered(self, *, recorded: bool = False) -> Compiled:
        """Give the statement with the rows whose relation is allowed.

        The clients shown are its last column, unless the statement itself writes them into the access record.
        """
        return _filtered_recorded(self) if recorded else _filtered(self)

    def single(self, *, recorded: bool = False) -> Compiled:
        """Give the statement with the clients shown and the actor's relation as its last two columns, unfiltered.

        If the statement itself writes the access record, it does so for allowed relations only.
        """
        return _single_recorded(self) if recorded else _single(self)

    def counted(self) -> Compiled:
        """Give the statement that counts the rows of `filtered`, up to COUNTED + 1."""
        return _counted(self)

    def tallied(self) -> Compiled:
        """Give the statement that counts, for each different row of `filtered`, how often it occurs."""
        return _tallied(self)


def _permitted(kind: type[TenantModel]) -> ColumnElement[bool]:
    return kind.relation() == _allowed()


def _allowed() -> ColumnElement[Any]:
    return func.any(bindparam("actor_relations", type_=ARRAY(Text())))


def _list(read: Read[Any]) -> Select[*tuple[Any, ...]]:
    shown = read.kind.clients_shown().label("subjects_")
    return read.statement.add_columns(shown).where(_permitted(read.kind))


def _record(read: Read[Any]) -> Select[*tuple[Any, ...]]:
    shown = read.kind.clients_shown().label("subjects_")
    return read.statement.add_columns(shown, read.kind.relation().label("relation_"))


@lru_cache(maxsize=1024)
def _filtered(read: Read[Any]) -> Compiled:
    return Compiled(_list(read))


@lru_cache(maxsize=1024)
def _single(read: Read[Any]) -> Compiled:
    return Compiled(_record(read))


@lru_cache(maxsize=1024)
def _filtered_recorded(read: Read[Any]) -> Compiled:
    page = _list(read).cte("page_")
    # What lies beyond the page only tells that there is more: nobody sees it.
    seen = select(page.c.subjects_).limit(read.page).subquery("seen_")
    clients = func.array(select(func.distinct(func.unnest(seen.c.subjects_))).scalar_subquery())
    count = select(func.count()).select_from(seen).scalar_subquery()
    event = recorder.inside(read.action, read.kind.kind, read.fields, subjects=clients, result_count=count)
    return Compiled(select(*list(page.c)[:-1]).add_cte(event.cte("recorded_")))


@lru_cache(maxsize=1024)
def _single_recorded(read: Read[Any]) -> Compiled:
    page = _record(read).cte("page_")
    clients = func.coalesce(page.c.subjects_, cast(literal("{}", Text()), UUIDS))
    one = {"subjects": clients, "object_id": bindparam("id", type_=Uuid())}
    event = recorder.inside("read", read.kind.kind, read.fields, page.c.relation_ == _allowed(), **one)
    return Compiled(select(*page.c).add_cte(event.cte("recorded_")))


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


@lru_cache(maxsize=64)
def _tallied(read: Read[Any]) -> Compiled:
    rows = read.statement.where(_permitted(read.kind)).order_by(None).subquery()
    return Compiled(select(*rows.c, func.count().label("number")).group_by(*rows.c))
