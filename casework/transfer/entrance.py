"""The command line's way to the gate: the program's own role, with a ticket that the operator was given."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.config import Settings
from casework.core.actor import Origin
from casework.core.db import Database
from casework.core.model import new_id


@asynccontextmanager
async def program_gates(
    settings: Settings, ticket: bytes
) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[Gate]]]:
    """Give a function that opens the gate for the holder of a ticket, once for each transaction."""
    passfile = str(settings.password_file) if settings.password_file.is_file() else None
    database = Database(settings.address("casework_app"), passfile, 2)
    origin = Origin(new_id(), None, "command line")
    try:
        yield lambda: opened(database, ticket, origin)
    finally:
        await database.close()
