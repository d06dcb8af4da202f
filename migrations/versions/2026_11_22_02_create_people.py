"""Let organisations keep clients, households and releases."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import exception, fence

revision = "2026_11_22_02"
down_revision = "2026_11_22_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let organisations keep clients, households and releases."""
    run("set local lock_timeout = '5s'")
    run_file("05_people.sql")
    for table in ("clients", "name_keys", "households", "household_persons", "releases"):
        run(fence(table))
    run(exception("clients", "casework_exchange", to="select"))
    run(exception("releases", "casework_exchange", to="select"))
    # Locking a release FOR SHARE while it is used needs the right to update, but no row may really be changed.
    run("""
        grant update (version) on releases to casework_exchange;
        drop policy if exists exchange_lock on releases;
        create policy exchange_lock on releases for update to casework_exchange using (true) with check (false);
    """)
