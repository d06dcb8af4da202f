"""Let a joint case be split in one step that nobody sees halfway."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import definer

revision = "2026_11_22_17"
down_revision = "2026_11_22_05"
branch_labels = None
depends_on = None

SPLIT = "app.split_case(uuid, uuid, uuid[], uuid[], uuid[], uuid[], boolean, uuid, text, uuid[])"


def upgrade() -> None:
    """Let a joint case be split in one step that nobody sees halfway."""
    run("set local lock_timeout = '5s'")
    run_file("17_split_cases.sql")
    run(definer(SPLIT, callers="casework_app"))
    run(definer("app.findings_of(jsonb, uuid[], boolean)"))
    run(definer("app.earlier_findings_of(jsonb, uuid[], boolean, boolean)"))
    run(definer("app.split_plans(uuid, uuid, uuid[], boolean)"))
