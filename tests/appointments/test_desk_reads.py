"""The reads that the desk builds on: what is ahead, what is urgent, what was, and that they stay cheap."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
from litestar import Litestar

from casework.access.opening import opened
from casework.appointments import queries
from casework.core.actor import Origin
from casework.core.clock import ZONE, now, today
from tests.appointments.conftest import CaseOf
from tests.appointments.test_appointments_api import booked
from tests.appointments.test_deadlines_api import kept
from tests.cast import BY_NAME, team_id
from tests.conftest import As
from tests.effort import measured
from tests.factories import ticket_for


async def test_upcoming_is_by_day_member_and_without_what_was_called_off(
    app: Litestar, as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    ben, case_id, day = await as_("ben"), await case_of("ben"), date(2029, 3, 25)
    # The day on which the clocks change has 23 hours; its last minute still belongs to it and the next does not.
    moments = [datetime(2029, 3, 25, hour, 59, tzinfo=ZONE) for hour in (0, 23)] + [datetime(2029, 3, 26, tzinfo=ZONE)]
    made = [(await booked(ben, case_id, starts_at=at.isoformat())).json()["id"] for at in moments]
    off = (await booked(ben, case_id, starts_at=moments[0].isoformat())).json()["id"]
    await ben.post(f"/api/appointments/{off}/status", json={"status": "cancelled_client"}, headers={"If-Match": '"1"'})
    member = BY_NAME["ben"].member_id
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["ben"]), Origin(uuid4())) as gate:
        found = await queries.upcoming(gate, member, day, day)
        assert [str(row.id) for row in found] == made[:2]
        assert {str(row.id) for row in await queries.upcoming(gate, None, day, day)} == set(made[:2])
        assert not found[0].note
        assert await queries.upcoming(gate, BY_NAME["asha"].member_id, day, day) == []
        assert await queries.upcoming(gate, None, date.max, date.max) == []
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["hilda"]), Origin(uuid4())) as gate:
        assert await queries.upcoming(gate, member, day, day) == []


async def test_the_timeline_pages_through_both(
    app: Litestar, as_: As, case_of: CaseOf, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, case_id = await as_("asha"), await case_of("asha")
    past = [(now() - timedelta(days=days)).isoformat() for days in (1, 2, 3)]
    made = [(await booked(asha, case_id, starts_at=at)).json()["id"] for at in past]
    await booked(asha, case_id)
    deadline = (await kept(asha, case_id)).json()["id"]
    async with opened(app.state.database, await ticket_for(owner, BY_NAME["asha"]), Origin(uuid4())) as gate:
        first = await queries.of_case(gate, case_id, limit=2)
        assert [str(row.id) for row in first.appointments] == made[:2]
        assert [str(row.id) for row in first.deadlines] == [deadline]
        second = await queries.of_case(gate, case_id, before=first.appointments[-1].starts_at, limit=2)
        assert [str(row.id) for row in second.appointments] == made[2:]
        ahead = await queries.next_of_case(gate, case_id)
        assert len(ahead.appointments) == 1
        assert ahead.deadlines[0].sentence("de").startswith("Bekanntgabe")


async def test_a_counsellor_with_350_clients_is_read_a_page_at_a_time(
    app: Litestar, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    person = BY_NAME["dora"]
    await _fill(owner, person.flat.id, person.member_id, team_id(person.flat, person.team or ""))
    entry = await ticket_for(owner, BY_NAME["dora"])
    async with opened(app.state.database, entry, Origin(uuid4())) as gate:
        async with measured(gate, "deadlines") as deadlines:
            urgent = await queries.open_deadlines(gate, until=today() + timedelta(days=14), member_id=person.member_id)
        async with measured(gate, "appointments") as appointments:
            ahead = await queries.upcoming(gate, person.member_id, today(), today() + timedelta(days=1))
    await owner.execute("delete from cases where org_id = $1 and title = 'Full house'", person.flat.id)
    assert len(urgent) == 50
    assert [row.due_on for row in urgent] == sorted(row.due_on for row in urgent)
    assert ahead
    # One statement each; of 1,400 deadlines only those of the time asked for are read, of 2,800 appointments two days'.
    assert (len(deadlines.statements), len(appointments.statements)) == (1, 1)
    assert deadlines.rows < 700
    assert appointments.rows < 100


async def _fill(
    owner: "asyncpg.Connection[asyncpg.Record]", org_id: UUID, member_id: UUID, team: UUID, cases: int = 350
) -> None:
    keys = [uuid4() for _ in range(cases)]
    await owner.executemany(
        "insert into cases (org_id, id, number, title, sort_key, phase, owner_id, team_id, restricted, opened_on,"
        " last_contact_at) values ($1, $2, $3, 'Full house', 'full', 'plan', $4, $5, false, current_date, now())",
        [(org_id, key, f"N-{key}", member_id, team) for key in keys],
    )
    explanation = (
        '{"kind": "plan_review", "land": "bb", "rule": "plan_review", "version": "2025-01-01", "norm": "n",'
        ' "inputs": {"event_on": "2026-10-01"}, "due_on": "2026-10-01", "warn_on": [], "steps": []}'
    )
    await owner.executemany(
        "insert into deadlines (org_id, id, case_id, deadline_kind, inputs, land, rule, rule_version, norm,"
        " computed_due_on, due_on, warn_on, explanation, status, created_at) values ($1, $2, $3, 'plan_review', '{}',"
        " 'bb', 'plan_review', '2025-01-01', 'n', $4, $4, '{}', $5::jsonb, $6, now())",
        [
            (
                org_id,
                uuid4(),
                key,
                today() + timedelta(days=number % 40),
                explanation,
                ("open", "done")[number % 4 == 3],
            )
            for number, key in enumerate(keys * 4)
        ],
    )
    await owner.executemany(
        "insert into appointments (org_id, id, case_id, appointment_kind, status, starts_at, ends_at, mode,"
        " documents, member_id, created_at) values ($1, $2, $3, 'follow_up', 'confirmed', $4::timestamptz,"
        " $4::timestamptz + interval '1 hour', 'phone', '{}', $5, now())",
        [
            (org_id, uuid4(), key, datetime.now(UTC) + timedelta(hours=number - 1000), member_id)
            for number, key in enumerate(keys * 8)
        ],
    )
    await owner.execute("analyze cases, deadlines, appointments")
