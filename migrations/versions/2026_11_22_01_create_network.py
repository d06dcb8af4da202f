"""Lay the ground: districts, organisations, members, the access record and the door."""

import csv
from pathlib import Path

from casework import tenancy
from casework.tenancy.codes import Land
from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import ORG, exception, fence, shared

revision = "2026_11_22_01"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the ground: districts, organisations, members, the access record and the door."""
    run("set local lock_timeout = '5s'")
    run_file("01_network.sql")
    run(_districts())
    run(shared("districts"))
    run(shared("organisations"))
    # The doctor compares it with what the program needs.
    run(shared("alembic_version", readers="casework_app"))
    run_file("02_members.sql")
    run_file("02_answers.sql")
    run_file("02_record.sql")
    run_file("03_door.sql")
    run_file("04_membership.sql")
    run(fence("members", grants="select, update"))
    for table in ("teams", "team_members", "counters"):
        run(fence(table))
    run(fence("idempotency_answers", grants="select, insert"))
    run(exception("idempotency_answers", "casework_worker", to="select"))
    run(exception("idempotency_answers", "casework_worker", to="delete"))
    run(exception("members", "casework_signin", to="select"))
    run(exception("members", "casework_exchange", to="select"))
    _record()
    _door()


def _districts() -> str:
    path = Path(tenancy.__file__).with_name("districts.csv")
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    values = ", ".join(
        f"('{row['ags']}', '{row['kind'].lower()}', '{row['name'].replace(chr(39), chr(39) * 2)}', "
        f"'{Land.of_district(row['ags']).value}')"
        for row in rows
    )
    return f"insert into districts (ags, kind, name, land) values {values} on conflict (ags) do nothing"


def _record() -> None:
    run(fence("audit_events", grants="select, insert"))
    # A row must name the member who really acts: injected SQL cannot write in somebody else's name.
    run("""
        drop policy if exists own_name on audit_events;
        create policy own_name on audit_events as restrictive for insert to casework_app
          with check (actor_id = (select app.current_member()));
    """)
    signed = "action in ('sign_in', 'sign_out', 'denied', 'password_reset', 'password_change')"
    run(exception("audit_events", "casework_signin", to="insert", check=signed))
    run(exception("audit_events", "casework_exchange", to="insert"))
    run(f"""
        alter table operator_events enable row level security;
        alter table operator_events force row level security;
        revoke all on operator_events from public;
        drop policy if exists own_organisation on operator_events;
        create policy own_organisation on operator_events for select to casework_app
          using ({ORG} or (select app.is_network_operator()));
        grant select on operator_events to casework_app;
        drop policy if exists owner_all on operator_events;
        create policy owner_all on operator_events to casework_owner using (true) with check (true);
    """)
    run(exception("operator_events", "casework_signin", to="insert"))


def _door() -> None:
    run("""
        revoke all on schema door, app from public;
        -- What was handed to another role is that role's to close, and was closed when it was handed over.
        do $$ declare f record; begin
          for f in select oid::regprocedure as signature from pg_proc
                    where pronamespace in ('door'::regnamespace, 'app'::regnamespace)
                      and proowner = 'casework_owner'::regrole
          loop execute format('revoke all on routine %s from public', f.signature); end loop;
        end $$;
        revoke all on all tables in schema door, app from public;
        grant usage on schema app to casework_app, casework_signin, casework_worker, casework_exchange;
        grant usage on schema door to casework_signin, casework_worker;
        grant select, update (password_hash, language) on door.accounts to casework_signin;
        grant select, insert, update, delete on door.sessions, door.password_resets to casework_signin;
        grant select, insert, delete on door.sign_in_attempts to casework_signin;
        grant select, insert on door.outgoing_mails to casework_signin;
        grant select on door.memberships to casework_signin;
        grant select, update, delete on door.outgoing_mails to casework_worker;
        grant select, delete on door.sign_in_attempts, door.sessions, door.password_resets to casework_worker;
        grant execute on function app.current_org(), app.current_member(), app.uuid7()
          to casework_app, casework_exchange, casework_signin, casework_worker;
        grant execute on function app.first_uuid7(timestamptz), app.is_network_operator() to casework_app;
        grant execute on function app.next_number(text, int),
          app.add_member(uuid, text, text, text), app.queue_password_reset(uuid, bytea, uuid, text, text)
          to casework_app;
        grant execute on function app.make_record_partitions(date, date) to casework_worker;
    """)
