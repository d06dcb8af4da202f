"""A joint case in the north, what was done to it, and events of other days put behind the fence."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.oversight.queries import first_id
from tests.cast import BY_NAME
from tests.conftest import As
from tests.factories import insert_client, new_case

SECRET = "Zarathustra"


@dataclass(frozen=True)
class File:
    """A case and its clients, whose names no record may show."""

    case_id: UUID
    number: str
    clients: list[UUID]


OpenFile = Callable[[], Awaitable[File]]
Happened = Callable[..., Awaitable[UUID]]


@pytest.fixture
def open_file(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> OpenFile:
    """Give a function with which asha opens a joint case of two clients."""

    async def opened() -> File:
        asha = await as_("asha")
        clients = [await insert_client(owner, "asha", family_name=SECRET, given_name=name) for name in ("Ava", "Ilya")]
        case_id = await new_case(asha, *clients, concern=f"Concern of {SECRET}")
        number = (await asha.get(f"/api/cases/{case_id}")).json()["number"]
        return File(case_id, number, clients)

    return opened


@pytest.fixture
def happened(owner: "asyncpg.Connection[asyncpg.Record]") -> Happened:
    """Give a function that puts an event of any moment into the record."""

    async def put(moment: datetime, who: str = "asha", action: str = "read", **changes: object) -> UUID:
        person = BY_NAME[who]
        # The moment's first key with some of a random one at its end keeps events of one moment apart.
        key = UUID(bytes=first_id(moment).bytes[:8] + uuid4().bytes[8:])
        values: dict[str, object] = {
            "org_id": person.flat.id,
            "id": key,
            "at": moment,
            "actor_id": person.member_id,
            "actor_role": person.role,
            "action": action,
            "object_type": "case",
        } | changes
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        await owner.execute(f"insert into audit_events ({', '.join(values)}) values ({places})", *values.values())
        return key

    return put
