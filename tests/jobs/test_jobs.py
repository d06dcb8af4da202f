"""Jobs: done once, through the gate, for whoever asked, and never for another organisation."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from casework.config import Settings
from casework.core.clock import now
from casework.core.crypto import new_token, token_hash
from casework.jobs.actions import defer
from tests.cast import BY_NAME, NORTH, WEST
from tests.conftest import As
from tests.factories import insert_client, new_case, ticket_for
from tests.jobs import works
from tests.jobs.conftest import GateOf, Settled

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
works.register()


@pytest.mark.usefixtures("worker")
async def test_a_job_is_done_as_its_asker_and_shown_to_nobody_else(
    gate_of: GateOf, as_: As, owner: Owner, settled: Settled
) -> None:
    place = uuid4().hex
    async with gate_of("asha") as gate:
        run = await defer(gate, "leave_draft", {"place": place})
    row = await settled(run)
    assert (row["state"], row["arguments"], row["tries"]) == ("done", "{}", 1)
    draft = await owner.fetchrow("select * from drafts where place = $1", f"job/{place}")
    assert (draft["org_id"], draft["member_id"]) == (NORTH.id, BY_NAME["asha"].member_id)
    event = await owner.fetchrow("select * from audit_events where object_id = $1", draft["id"])
    assert (event["action"], event["actor_id"], event["session_ref"]) == ("create", BY_NAME["asha"].member_id, run)
    assert event["purpose"] == "job:leave_draft"
    told = (await (await as_("asha")).get(f"/api/jobs/{run}")).json()
    assert (told["state"], told["link"], told["message"]) == ("done", f"/?job=job/{place}", "Saved")
    page = (await (await as_("asha")).get(f"/jobs/{run}")).text
    assert "Finished" in page
    assert 'http-equiv="refresh"' not in page
    for other in ("ben", "ines", "cara", "otto"):
        assert (await (await as_(other)).get(f"/api/jobs/{run}")).status_code == 404
    assert await owner.fetchval("select count(*) from door.job_tickets where job = $1", run) == 0


async def test_a_waiting_job_shows_that_it_waits_and_asks_again_without_javascript(gate_of: GateOf, as_: As) -> None:
    async with gate_of("ben") as gate:
        run = await defer(gate, "leave_draft", {"place": "never"}, at=now() + timedelta(days=1))
    page = await (await as_("ben")).get(f"/jobs/{run}", headers={"Accept-Language": "de"})
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.text
    assert 'hx-trigger="every 2s"' in page.text
    assert "Wartet" in page.text


@pytest.mark.usefixtures("worker")
async def test_what_a_job_begins_is_undone_when_it_fails_and_it_is_tried_again(
    gate_of: GateOf, owner: Owner, settled: Settled, capfd: pytest.CaptureFixture[str]
) -> None:
    async with gate_of("asha") as gate:
        wrong = await defer(gate, "stumble", {"place": uuid4().hex, "fault": "mistake"})
        again = await defer(gate, "stumble", {"place": (place := uuid4().hex), "fault": "error", "times": 1})
    failed, done = await settled(wrong), await settled(again)
    assert (failed["state"], failed["message"]) == ("failed", "Nobody can do %(this)s.")
    assert (done["state"], done["tries"]) == ("done", 2)
    assert await owner.fetchval("select count(*) from drafts where place = $1", f"stumbled/{place}") == 1
    assert "a secret that no log may hold" not in capfd.readouterr().err


@pytest.mark.usefixtures("worker")
async def test_a_job_sees_no_more_than_its_asker(gate_of: GateOf, as_: As, owner: Owner, settled: Settled) -> None:
    case = await new_case(await as_("asha"), await insert_client(owner, "asha"))
    runs: dict[str, UUID] = {}
    for who in ("asha", "cara"):
        async with gate_of(who) as gate:
            runs[who] = await defer(gate, "look_elsewhere", {"case": str(case)})
    assert (await settled(runs["asha"]))["state"] == "done"
    assert (await settled(runs["cara"]))["state"] == "failed"


@pytest.mark.usefixtures("worker")
async def test_a_member_who_left_gets_nothing_done(gate_of: GateOf, owner: Owner, settled: Settled) -> None:
    leaver = BY_NAME["hilda"]
    async with gate_of("hilda") as gate:
        run = await defer(gate, "leave_draft", {"place": "left"}, at=now() + timedelta(days=1))
    await owner.execute("update members set active = false where id = $1", leaver.member_id)
    # Only now, so that no worker takes it up before.
    await owner.execute("update jobs.procrastinate_jobs set scheduled_at = now() where args ->> 'run' = $1", str(run))
    try:
        row = await settled(run)
    finally:
        await owner.execute("update members set active = true where id = $1", leaver.member_id)
    assert (row["state"], row["message"]) == ("failed", "Whoever asked for this may not act here any more.")


async def test_the_program_can_defer_for_its_own_context_only(settings: Settings, owner: Owner) -> None:
    ticket = await ticket_for(owner, BY_NAME["asha"])
    injected = await asyncpg.connect(settings.address("casework_app"), passfile=settings.passfile)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await injected.execute("select app.defer_job($1, 'leave_draft', '{}', null)", uuid4())
        run = uuid4()
        async with injected.transaction():
            await injected.execute("select * from app.enter($1)", ticket)
            await injected.execute(
                "select app.defer_job($1, 'leave_draft', '{\"place\": \"x\"}', now() + '1 day')", run
            )
        assert await owner.fetchval("select org_id from job_runs where id = $1", run) == NORTH.id
        for attack in (
            "select * from jobs.procrastinate_jobs",
            "select jobs.procrastinate_register_worker_v1()",
            "select * from door.job_tickets",
            f"select door.queue_job('{WEST.id}', '{BY_NAME['cara'].member_id}', gen_random_uuid(), 'x', '{{}}', null)",
            f"select door.take_up_job('{run}', '\\x00', 5)",
            "select door.clear_jobs('0')",
            "select app.expire_referrals_of_closed()",
            "update job_runs set state = 'done'",
            "delete from job_runs",
        ):
            trying = injected.transaction()
            await trying.start()
            await injected.execute("select * from app.enter($1)", ticket)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await injected.execute(attack)
            await trying.rollback()
    finally:
        await injected.close()


async def test_a_ticket_is_worth_nothing_before_and_after_its_time(gate_of: GateOf, owner: Owner) -> None:
    async with gate_of("asha") as gate:
        run = await defer(gate, "leave_draft", {"place": "y"}, at=now() + timedelta(days=1))
    ticket = token_hash(new_token())
    assert await owner.fetchval("select org_id from app.enter($1)", ticket) is None
    taken = await owner.fetchrow("select * from door.take_up_job($1, $2, 5)", run, ticket)
    assert taken["job"] == "leave_draft"
    assert await owner.fetchval("select member_id from app.enter($1)", ticket) == BY_NAME["asha"].member_id
    await owner.execute("update door.job_tickets set valid_until = now() where job = $1", run)
    assert await owner.fetchval("select org_id from app.enter($1)", ticket) is None
    assert await owner.fetchrow("select * from door.take_up_job($1, $2, 5)", run, ticket) is None
    assert await owner.fetchval("select state from job_runs where id = $1", run) == "failed"


def test_the_queue_is_the_one_that_procrastinate_ships() -> None:
    ours = Path(__file__).parents[2] / "migrations" / "sql" / "11_queue.sql"
    shipped = files("procrastinate").joinpath("sql/schema.sql").read_text(encoding="utf-8")
    assert ours.read_text(encoding="utf-8").endswith(shipped), "procrastinate has a new schema: write a migration"


async def test_only_organisations_that_left_lose_their_open_referrals(owner: Owner) -> None:
    """The clock's chore must never end the referrals of organisations that still work."""
    before = await owner.fetchval("select count(*) from received_persons where state = 'expired'")
    assert await owner.fetchval("select app.expire_referrals_of_closed()") == 0
    assert await owner.fetchval("select count(*) from received_persons where state = 'expired'") == before
