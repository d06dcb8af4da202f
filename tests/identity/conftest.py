"""People of their own for tests that change passwords or end sessions, so that nobody else's session suffers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.core.crypto import HASHER
from tests.cast import NORTH, PASSWORD, Flat

HASHED = HASHER.hash(PASSWORD)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who works here since this test began."""

    member_id: UUID
    email: str
    flat: Flat

    @property
    def sign_in(self) -> dict[str, str]:
        """Give what to send to the sign-in."""
        return {"email": self.email, "password": PASSWORD}


Engage = Callable[..., Awaitable[Newcomer]]


@pytest.fixture
def engage(owner: "asyncpg.Connection[asyncpg.Record]") -> Engage:
    """Give a function that engages somebody in an organisation."""

    async def engaged(
        flat: Flat = NORTH, role: str = "counsellor", email: str = "", name: str = "Nele Neumann"
    ) -> Newcomer:
        newcomer = Newcomer(uuid4(), email or f"{uuid4().hex[:10]}@new.example", flat)
        async with owner.transaction():
            await owner.execute("set local role casework_owner")
            await owner.execute(
                "select door.create_member($1, $2, $3, $4, $5, $6)",
                flat.id,
                newcomer.member_id,
                name,
                newcomer.email,
                role,
                HASHED,
            )
        return newcomer

    return engaged
