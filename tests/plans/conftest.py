"""What the tests of plans share: cases of asha, and a plan in any state, made over the API."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.conftest import As
from tests.factories import insert_client, new_case

DRAWN = "M10,100" + "".join(f"L{10 + 20 * step},{100 + (-1) ** step * 40}" for step in range(1, 12))


@dataclass
class Planned:
    """A case with its persons, and the version of its plan that is worked with."""

    http: httpx.AsyncClient
    case_id: UUID
    persons: list[UUID]
    plan_id: str

    @property
    def address(self) -> str:
        """Give the address of the version in the API."""
        return f"/api/plans/{self.plan_id}"

    async def read(self) -> dict[str, Any]:
        """Give the version as the API shows it."""
        reply = await self.http.get(self.address)
        assert reply.status_code == 200, reply.text
        read: dict[str, Any] = reply.json()
        return read

    async def send(self, method: str, path: str, body: object = None, status: int = 201) -> dict[str, Any]:
        """Send something about the version as it stands now, and give what comes back."""
        match = {"If-Match": f'"{(await self.read())["version"]}"'}
        reply = await self.http.request(method, self.address + path, json=body, headers=match)
        assert reply.status_code == status, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    async def goal(self, words: str = "Мы хотим свой магазин", **more: object) -> dict[str, Any]:
        """Put a goal into the draft."""
        return await self.send("POST", "/goals", {"words": words, "domain": "business", **more})

    async def sign(self, client_id: UUID, **more: object) -> dict[str, Any]:
        """Let a person agree on paper."""
        paper = {"form": "paper", "signed_on": more.pop("signed_on", None), "place": "Bernau"}
        return await self.send("POST", "/agreement", {"client_id": str(client_id), **paper, **more})

    async def agree(self) -> None:
        """Let everybody agree by a drawing."""
        for person in self.persons:
            await self.sign(person, form="drawn", drawing=DRAWN)

    async def next_version(self) -> "Planned":
        """Start the next version."""
        reply = await self.http.post(f"/api/cases/{self.case_id}/plans")
        assert reply.status_code == 201, reply.text
        return Planned(self.http, self.case_id, self.persons, reply.json()["id"])


PlanOf = Callable[..., Awaitable[Planned]]


@pytest.fixture
def plan_of(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> PlanOf:
    """Open a case of one of the cast with some persons and start its plan."""

    async def started(who: str = "asha", persons: int = 1) -> Planned:
        http = await as_(who)
        clients = [await insert_client(owner, who, given_name=f"Mira {number}") for number in range(persons)]
        case_id = await new_case(http, *clients)
        reply = await http.post(f"/api/cases/{case_id}/plans")
        assert reply.status_code == 201, reply.text
        return Planned(http, case_id, clients, reply.json()["id"])

    return started
