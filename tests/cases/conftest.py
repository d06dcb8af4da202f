"""A case of Asha's with one client, as most tests here need it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from tests.conftest import As
from tests.factories import insert_client, new_case

CaseOf = Callable[..., Awaitable[UUID]]


@pytest.fixture
def case_of(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> CaseOf:
    """Open a case of somebody's with one client; changes go to the client's row."""

    async def make(who: str = "asha", **client: object) -> UUID:
        return await new_case(await as_(who), await insert_client(owner, who, **client))

    return make
