"""Find names across spellings and scripts, and remember which records that look alike are two people."""

from casework.people.name_keys import fill
from casework.tenancy.migration import run, run_file, run_with
from casework.tenancy.rls import definer, fence

revision = "2026_11_22_05"
down_revision = "2026_11_22_10b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Find names across spellings and scripts, and remember which records that look alike are two people."""
    run("set local lock_timeout = '5s'")
    run_file("12_name_likenesses.sql")
    run(definer("app.forget_words()"))
    # Forced row-level security would hide every row from the owner, who has to read names and write their likenesses.
    for table in ("clients", "name_keys"):
        run(f"alter table {table} no force row level security")
    run("alter table name_likenesses disable row level security")
    run_with(fill)
    for table in ("clients", "name_keys"):
        run(f"alter table {table} force row level security")
    for table in ("name_likenesses", "different_people"):
        run(fence(table))
