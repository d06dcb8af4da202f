"""Statements compiled once, for the driver to run as they stand."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, literal_column
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import Executable
from sqlalchemy.sql.visitors import replacement_traverse

_DIALECT: Dialect = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its constructor untyped.


class Compiled:
    """A statement compiled once: its text for the driver and the names of its parameters in order."""

    __slots__ = ("_defaults", "_names", "text")

    def __init__(self, statement: Executable) -> None:
        # Constants of the program stand in the text: fewer arguments to send, and the planner knows them.
        fixed: Any = replacement_traverse(cast("Any", statement), {}, _written_out)
        compiled = fixed.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self._names: list[str] = list(compiled.positiontup or ())
        self._defaults: dict[str, Any] = dict(compiled.params)

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the values in the order in which the text numbers them; raises KeyError for one that is missing."""
        return [values[name] if name in values else self._default(name) for name in self._names]

    def _default(self, name: str) -> Any:  # noqa: ANN401  # A bound literal can be of any type.
        value = self._defaults[name]
        if value is None:
            raise KeyError(name)
        return value


def _written_out(element: Any, **_: Any) -> ColumnElement[Any] | None:  # noqa: ANN401  # The visitor passes anything.
    if not isinstance(element, BindParameter) or not element.unique or not isinstance(element.value, str | int):
        return None
    write = element.type.dialect_impl(_DIALECT).literal_processor(_DIALECT)
    return None if write is None else literal_column(write(element.value), element.type)
