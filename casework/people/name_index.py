"""All names and birth dates under which a client is found: the present ones and every one that is kept beside them."""

from datetime import date
from typing import NamedTuple

from casework.access.gate import Gate
from casework.people import names
from casework.people.models import Client
from casework.people.name_keys import keep_keys
from casework.people.names import Name

NAMES_OF = (
    "select given_name, family_name, native_given_name, native_family_name from client_names"
    " where org_id = $1 and client_id = $2 order by recorded_at, id"
)
BIRTHS_OF = "select birth_date, birth_precision from birth_statements where org_id = $1 and client_id = $2"


class Birth(NamedTuple):
    """A birth date and how much of it is known."""

    date: date | None
    precision: str


async def keep_name_keys(gate: Gate, client: Client) -> None:
    """Make the client's search keys agree with all their names and birth dates."""
    spellings, births = await forms_of(gate, client)
    keys = sorted({key for birth in births for key in names.keys(spellings, *birth)})
    await keep_keys(gate, client.id, keys)


async def forget_name_keys(gate: Gate, client: Client) -> None:
    """Let a client no longer be found, because their record became part of another one."""
    await gate.call("delete from name_keys where org_id = $1 and client_id = $2", gate.actor.org_id, client.id)


async def forms_of(gate: Gate, client: Client) -> tuple[list[Name], list[Birth]]:
    """Give every spelling of a client's names, the present one first, and every birth date that was stated."""
    rows = [
        (client.given_name, client.family_name, client.native_given_name, client.native_family_name),
        *await gate.call(NAMES_OF, gate.actor.org_id, client.id),
    ]
    spellings = [
        Name(given or "", family or "")
        for row in rows
        for given, family in (tuple(row)[:2], tuple(row)[2:])
        if given or family
    ]
    stated = await gate.call(BIRTHS_OF, gate.actor.org_id, client.id)
    births = [Birth(client.birth_date, client.birth_precision), *(Birth(*row) for row in stated)]
    return list(dict.fromkeys(spellings)), list(dict.fromkeys(births))
