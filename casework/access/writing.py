"""Many new records of one kind in one statement, as the database takes them out of one JSON text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached

from casework.core.model import TenantModel


def completed(records: Sequence[TenantModel]) -> list[dict[str, Any]]:
    """Give the columns of new records of one kind, after filling in what the kind gives to those that have none.

    What only the database knows is left out, so that every record must leave out the same.
    """
    table: Any = type(records[0]).__table__
    for column in table.columns:
        if column.server_default is not None and column.default is None:
            continue
        given = column.default.arg if column.default is not None and column.default.is_scalar else None
        for record in records:
            if column.key not in record.__dict__:
                setattr(record, column.key, given)
    names = [column.key for column in table.columns if column.key in records[0].__dict__]
    return [{name: record.__dict__[name] for name in names} for record in records]


def statement(kind: type[TenantModel], names: tuple[str, ...]) -> str:
    """Give the statement that enters as many rows as its one parameter, a JSON list, has."""
    return _statement(str(kind.__tablename__), names)


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Give rows as the parameter of that statement."""
    return msgspec.json.encode(rows).decode()


def entered(record: TenantModel) -> None:
    """Make a record that was sent look as if it had been read, so that a session knows it and its later changes."""
    if inspect(record).transient:
        make_transient_to_detached(record)


@lru_cache(maxsize=256)
def _statement(table: str, names: tuple[str, ...]) -> str:
    columns = ", ".join(names)
    return (
        f"insert into {table} ({columns}) select {columns}"  # noqa: S608  # Only names of tables and columns.
        f" from jsonb_populate_recordset(null::{table}, $1::jsonb)"
    )
