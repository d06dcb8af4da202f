"""The gate itself: what it gives, refuses and records."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import pytest
from litestar import Litestar
from sqlalchemy import bindparam, select

from casework.access.gate import Gate
from casework.access.opening import opened
from casework.access.reading import Read
from casework.cases.models import Case, CasePerson
from casework.core.actor import Origin
from casework.core.clock import now
from casework.core.errors import Denied, NotFound, Unauthenticated
from casework.core.model import ORG
from casework.people.models import Client
from tests.cast import BY_NAME, team_id
from tests.factories import ticket_for


class Found(NamedTuple):
    """A case as the reads below give it."""

    id: UUID
    number: str


CASES = Read(Case, "list", Found, select(Case.id, Case.number).where(Case.org_id == ORG))
CASE = Read(Case, "read", Found, select(Case.id, Case.number).where(Case.org_id == ORG, Case.id == bindparam("id")))


async def new_case(gate: Gate, who: str, *, restricted: bool = False) -> UUID:
    """Let somebody open a case with one client."""
    person = BY_NAME[who]
    client = await gate.add(
        Client(
            given_name="Mira",
            family_name="Moll",
            gender="woman",
            birth_precision="unknown",
            citizenships=[],
            languages=[],
            restricted=restricted,
            sort_key="moll",
            created_by=person.member_id,
            created_at=now(),
        )
    )
    case = await gate.add(
        Case(
            number=f"N-{uuid4()}",
            title="Mira Moll",
            sort_key="moll",
            phase="intake",
            owner_id=person.member_id,
            team_id=team_id(person.flat, person.team or ""),
            restricted=restricted,
            opened_on=date(2026, 1, 2),
            last_contact_at=now(),
        )
    )
    await gate.add(CasePerson(case_id=case.id, client_id=client.id, joined_on=date(2026, 1, 2)), within=case)
    return case.id


@pytest.mark.parametrize(
    ("who", "restricted", "outcome"),
    [
        ("asha", False, None),
        ("ben", False, None),
        ("ines", False, None),
        ("hilda", False, NotFound),
        ("fee", False, NotFound),
        ("omar", False, NotFound),
        ("asha", True, None),
        ("ben", True, NotFound),
        ("ines", True, None),
        ("pia", False, NotFound),
    ],
)
async def test_who_reads_a_case(
    app: Litestar,
    owner: "asyncpg.Connection[asyncpg.Record]",
    who: str,
    restricted: bool,
    outcome: type[Exception] | None,
) -> None:
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["asha"]), Origin(uuid4())) as gate:
        case_id = await new_case(gate, "asha", restricted=restricted)
    entry = await ticket_for(owner, BY_NAME[who])
    if outcome is None:
        async with opened(app.state.database, entry, Origin(uuid4())) as gate:
            assert (await gate.get(Case, case_id, "read")).title == "Mira Moll"
            assert (await gate.one(CASE, case_id))[0] == case_id
            assert case_id in [row[0] for row in await gate.select(CASES)]
        return
    attempts: list[Callable[[Gate], Awaitable[object]]] = [
        lambda g: g.get(Case, case_id, "read"),
        lambda g: g.one(CASE, case_id),
    ]
    for attempt in attempts:
        with pytest.raises(outcome):
            async with opened(app.state.database, entry, Origin(uuid4())) as gate:
                await attempt(gate)
    denied = await owner.fetchval(
        "select count(*) from audit_events where object_id = $1 and action = 'denied' and actor_id = $2",
        case_id,
        BY_NAME[who].member_id,
    )
    assert denied == 2


async def test_a_visible_case_of_a_colleague_cannot_be_closed(
    app: Litestar, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["asha"]), Origin(uuid4())) as gate:
        case_id = await new_case(gate, "asha")
    with pytest.raises(Denied):
        async with opened(app.state.database, await ticket_for(owner, BY_NAME["ben"]), Origin(uuid4())) as gate:
            await gate.get(Case, case_id, "close")


async def test_changes_are_recorded_by_name_and_stale_ones_refused(
    app: Litestar, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    entry = await ticket_for(owner, BY_NAME["asha"])
    async with opened(app.state.database, entry, Origin(uuid4())) as gate:
        case_id = await new_case(gate, "asha")
    async with opened(app.state.database, entry, Origin(uuid4())) as gate:
        case = await gate.get(Case, case_id, "update", version=1)
        case.concern = "Wants to open a shop."
    rows = await owner.fetch(
        "select action, fields, subjects from audit_events where object_id = $1 order by id", case_id
    )
    assert [row["action"] for row in rows] == ["create", "read", "update"]
    assert rows[2]["fields"] == ["concern"]
    assert len(rows[2]["subjects"]) == 1


async def test_no_ticket_no_gate(app: Litestar) -> None:
    with pytest.raises(Unauthenticated):
        async with opened(app.state.database, b"x" * 32, Origin(uuid4())):
            pass
