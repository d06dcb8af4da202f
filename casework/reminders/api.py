"""One's reminders, as JSON."""

from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from casework.access.gate import Gate
from casework.reminders import actions, queries
from casework.reminders.schemas import Choice, chosen


@get("/api/account/reminders")
async def show_reminders(gate: NamedDependency[Gate]) -> Choice:
    """Give when and of what one is reminded by mail."""
    return chosen(await queries.choice_of(gate))


@put("/api/account/reminders")
async def choose_reminders(gate: NamedDependency[Gate], data: JSONBody[Choice]) -> Choice:
    """Set when and of what one is reminded by mail: mode (off, digest, at_once), hour (0 to 23) and kinds."""
    await actions.choose(gate, data)
    return data


handlers = [show_reminders, choose_reminders]
