"""Let work be done in the background: the queue of procrastinate, the jobs of organisations, and their tickets."""

from alembic import op

from casework.tenancy.migration import let_go, run, run_file
from casework.tenancy.rls import definer, fence

revision = "2026_11_22_11"
down_revision = "2026_11_22_08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let work be done in the background."""
    run("set local lock_timeout = '5s'")
    _queue()
    let_go("casework_exchange", EXPIRED)
    run_file("11_jobs.sql")
    # A job moves through the functions below only.
    run(fence("job_runs", grants="select"))
    run("revoke all on door.job_tickets from public")
    for signature in INNER:
        run(definer(signature))
    for signature in OF_THE_PROGRAM:
        run(definer(signature, callers="casework_app"))
    for signature in OF_THE_WORKER:
        run(definer(signature, callers="casework_worker"))
    # PostgreSQL lets a function change hands only to a role that may create in its schema, so that right is lent.
    run(f"""
        grant create on schema app to casework_exchange;
        {definer(EXPIRED, callers="casework_worker", owner="casework_exchange")}
        revoke create on schema app from casework_exchange;
    """)


INNER = (
    "door.queue_job(uuid, uuid, uuid, text, jsonb, timestamptz)",
    "door.fail_job(door.job_tickets, text, jsonb)",
)
OF_THE_PROGRAM = (
    "app.defer_job(uuid, text, jsonb, timestamptz)",
    "app.finish_job(uuid, text, text, jsonb)",
)
OF_THE_WORKER = (
    "door.take_up_job(uuid, bytea, int)",
    "door.note_progress(uuid, bytea, int, int, text, jsonb)",
    "door.give_back_job(uuid, bytea, boolean, text, jsonb)",
    "door.clear_jobs(interval)",
)
EXPIRED = "app.expire_referrals_of_closed()"


def _queue() -> None:
    if op.get_bind().exec_driver_sql("select to_regclass('jobs.procrastinate_jobs')").scalar() is None:
        run("create schema if not exists jobs; set local search_path = jobs, pg_catalog")
        run_file("11_queue.sql")
        run("set local search_path to default")
    # The queue's own functions name its tables without their schema; each finds them now, whoever calls.
    run("""
        do $$ declare f record; begin
          for f in select oid::regprocedure as signature from pg_proc where pronamespace = 'jobs'::regnamespace loop
            execute format('alter function %s set search_path = jobs, pg_catalog, pg_temp', f.signature);
          end loop;
        end $$;
        revoke all on schema jobs from public;
        revoke all on all tables in schema jobs from public;
        revoke all on all routines in schema jobs from public;
        grant usage on schema jobs to casework_worker;
        grant select, insert, update, delete on all tables in schema jobs to casework_worker;
        grant usage on all sequences in schema jobs to casework_worker;
        grant execute on all routines in schema jobs to casework_worker;
    """)
