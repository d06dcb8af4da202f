"""Let organisations hand cases over, note absences and capacities, and keep documents."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import fence

revision = "2026_11_22_08"
down_revision = "2026_11_22_10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let organisations hand cases over, note absences and capacities, and keep documents."""
    run("set local lock_timeout = '5s'")
    run_file("12_sharing.sql")
    for table in ("handovers", "absences", "capacities", "documents", "document_contents"):
        run(fence(table))
