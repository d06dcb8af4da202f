"""Rows of one organisation, kept by table until they are written all at once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from casework.people.name_keys import likenesses
from casework.people.names import is_word

Row = dict[str, Any]

# Whoever is referred to comes first.
ORDER = (
    "clients",
    "name_keys",
    "name_likenesses",
    "client_names",
    "birth_statements",
    "contact_channels",
    "residence_titles",
    "qualifications",
    "disputes",
    "client_relations",
    "households",
    "household_persons",
    "cases",
    "case_persons",
    "case_notes",
    "case_phases",
    "case_closures",
    "case_results",
    "tasks",
    "light_contacts",
    "own_authorities",
    "appointments",
    "deadlines",
    "plans",
    "plan_goals",
    "plan_measures",
    "plan_reviews",
    "plan_signatures",
    "handovers",
    "absences",
    "documents",
    "document_contents",
    "releases",
    "offers",
    "referrals",
    "referral_persons",
    "counters",
    "audit_events",
)


class Records:
    """What an organisation has written down, before it is in the database."""

    def __init__(self, org_id: UUID) -> None:
        self.org_id = org_id
        self._likened: set[str] = set()
        self._rows: dict[str, list[Row]] = {table: [] for table in ORDER}

    def add(self, table: str, **columns: Any) -> Row:  # noqa: ANN401  # Columns hold whatever the database takes.
        """Keep a row and give it, so that it can still be changed; a column that is left out stays empty."""
        row: Row = {"org_id": self.org_id, **columns}
        self._rows[table].append(row)
        return row

    def of(self, table: str) -> list[Row]:
        """Give the rows of a table in the order in which they were kept."""
        return self._rows[table]

    async def write(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Write everything that is kept, in the organisation's own context, and forget it."""
        self._liken()
        for table in ORDER:
            if self._rows[table]:
                await insert(connection, table, self._rows[table])
                self._rows[table] = []

    def _liken(self) -> None:
        """Add the likenesses of every word of a name, once for the organisation."""
        words = {row["key"] for row in self._rows["name_keys"] if is_word(row["key"])} - self._likened
        for word in sorted(words):
            for likeness in likenesses(word):
                self.add("name_likenesses", **likeness._asdict())
        self._likened |= words


async def insert(connection: "asyncpg.Connection[asyncpg.Record]", table: str, rows: Iterable[Row]) -> None:
    """Insert rows with one statement; the table's own column types read the JSON."""
    listed = list(rows)
    columns = ", ".join(dict.fromkeys(column for row in listed for column in row))
    await connection.execute(
        f"insert into {table} ({columns}) select {columns}"  # noqa: S608  # Only names written in this package go in.
        f" from jsonb_populate_recordset(null::{table}, $1::jsonb)",
        msgspec.json.encode(listed).decode(),
    )
