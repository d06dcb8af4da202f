"""What a piece of work costs, counted and not timed: the statements it sends and the rows the database reads for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from casework.access.gate import Gate

# What was read in earlier transactions of the connection may be in these numbers too, so differences are taken.
READ = """
select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int
from pg_stat_xact_user_tables where relname = any($1::text[])
"""


@dataclass
class Effort:
    """How many rows of the tables in question were read, and the statements in their order."""

    rows: int = 0
    statements: list[str] = field(default_factory=list)


@asynccontextmanager
async def measured(gate: Gate, *tables: str) -> AsyncIterator[Effort]:
    """Measure what a block does through a gate; known when the block has ended."""
    effort, driver = Effort(), gate._transaction.driver
    before = await driver.fetchval(READ, tables)
    with driver.query_logger(lambda query: effort.statements.append(query.query)):
        yield effort
    effort.rows = await driver.fetchval(READ, tables) - before
