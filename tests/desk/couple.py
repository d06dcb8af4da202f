"""A couple with a joint case that has something of everything for each of them, and how it is split."""

from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import httpx
import pytest

from casework.core.clock import now, today
from tests.cast import BY_NAME, NORTH, SOUTH
from tests.conftest import As
from tests.factories import insert_client, new_case, new_release
from tests.jobs.conftest import gate_of, program

__all__ = ["gate_of", "program"]

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Couple:
    """A joint case with something of everything for each of two persons, each text with its person's token."""

    def __init__(self) -> None:
        self.case_id = UUID(int=0)
        self.persons: dict[str, UUID] = {}
        self.notes: dict[str, str] = {}
        self.household = ""


async def person_called(owner: Owner, token: str) -> UUID:
    return await insert_client(
        owner,
        "asha",
        given_name=f"{token}given",
        family_name=f"{token}family",
        town=f"{token}town",
        phone=f"{token}phone",
        email=f"{token}@mail.example",
    )


async def posted(client: httpx.AsyncClient, address: str, **body: Any) -> Any:  # noqa: ANN401  # It is JSON.
    reply = await client.post(address, json=body or None)
    assert reply.status_code == 201, reply.text
    return reply.json()


@pytest.fixture
async def couple(as_: As, owner: Owner) -> Couple:
    asha, made = await as_("asha"), Couple()
    for token in ("Zaphira", "Quorvan"):
        made.persons[token] = await person_called(owner, token)
    made.case_id = await new_case(asha, *made.persons.values(), concern="Both came")
    case = f"/api/cases/{made.case_id}"
    places = [{"client_id": str(key), "role": "other"} for key in made.persons.values()]
    made.household = (await posted(asha, "/api/households", name="Together", persons=places))["id"]
    await owner.execute("update cases set household_id = $2 where id = $1", made.case_id, UUID(made.household))
    referral = UUID(int=made.case_id.int + 1)
    await owner.execute(
        "insert into referrals (org_id, id, referral_kind, recipient_org_id, recipient_name, categories, message,"
        " created_by, created_at, case_id) values ($1, $2, 'referral', $3, 'South', '{contact}', 'Both together', $4,"
        " now(), $5)",
        NORTH.id,
        referral,
        SOUTH.id,
        BY_NAME["asha"].member_id,
        made.case_id,
    )
    for number, (token, key) in enumerate(made.persons.items()):
        person = str(key)
        made.notes[token] = (await posted(asha, f"{case}/notes", text=f"{token}note", about_id=person))["id"]
        await posted(
            asha, f"{case}/results", result_kind="housing_found", client_ids=[person], reached_on=today().isoformat(),
            evidence=f"{token}evidence",
        )  # fmt: skip
        await posted(
            asha, f"{case}/exits", client_id=person, point="after_28_days", outcome="not_reached",
            left_on=today().isoformat(), evidence=f"{token}exit",
        )  # fmt: skip
        light = await posted(
            asha, "/api/light-contacts", topics=["work"], mode="phone", outcome="informed", note=f"{token}light"
        )
        linked = {"case_id": str(made.case_id), "client_id": person}
        reply = await asha.put(f"/api/light-contacts/{light['id']}/link", json=linked, headers={"If-Match": '"1"'})
        assert reply.status_code == 200
        await new_release(asha, key, SOUTH.id, occasion=f"{token}occasion")
        await owner.execute(
            "insert into referral_persons (org_id, id, referral_id, client_id, state, state_at, words)"
            " values ($1, $2, $3, $4, 'in_review', now(), $5)",
            NORTH.id,
            UUID(int=referral.int + 1 + number),
            referral,
            key,
            f"{token}words",
        )
        made.notes[f"{token} shared"] = (await posted(asha, f"{case}/notes", text=f"{token}shared words"))["id"]
        made.notes[f"{token} task"] = (await posted(asha, f"{case}/tasks", title=f"{token}task"))["id"]
        starts = (now() + timedelta(days=2 + number)).isoformat()
        booked = await posted(asha, f"{case}/appointments", kind="follow_up", starts_at=starts, place=f"{token}place")
        made.notes[f"{token} appointment"] = booked["id"]
    await _plan(asha, made)
    return made


async def _plan(asha: httpx.AsyncClient, couple: Couple) -> None:
    """Let both agree to a plan with a goal of each, and review it."""
    address = f"/api/plans/{(await posted(asha, f'/api/cases/{couple.case_id}/plans'))['id']}"

    async def send(path: str, **body: Any) -> Any:  # noqa: ANN401  # It is JSON.
        etag = (await asha.get(address)).headers["etag"]
        reply = await asha.post(f"{address}{path}", json=body, headers={"If-Match": etag})
        assert reply.status_code == 201, reply.text
        return reply.json()

    goals = {}
    for token, key in couple.persons.items():
        goals[token] = (
            await send("/goals", words=f"{token}goal", domain="business", client_id=str(key), first_step=f"{token}step")
        )["id"]
    for key in couple.persons.values():
        await send("/agreement", client_id=str(key), form="paper", signed_on=today().isoformat(), place="Bernau")
    findings = [{"goal_id": key, "attainment": "partly", "words": f"{token}finding"} for token, key in goals.items()]
    await send("/reviews", held_on=today().isoformat(), findings=findings)


async def split_off(client: httpx.AsyncClient, couple: Couple, **more: Any) -> httpx.Response:  # noqa: ANN401  # A body is any JSON.
    etag = (await client.get(f"/api/cases/{couple.case_id}")).headers["etag"]
    body = {"client_ids": [str(couple.persons["Quorvan"])], **more}
    return await client.post(f"/api/cases/{couple.case_id}/split", json=body, headers={"If-Match": etag})
