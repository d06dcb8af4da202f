"""Let organisations bring files in and take lists out."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import definer, fence

revision = "2026_11_22_12"
down_revision = "2026_11_22_11b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let organisations bring files in and take lists out."""
    run("set local lock_timeout = '5s'")
    run_file("12_transfer.sql")
    for table in ("imports", "import_rows", "import_references", "import_mappings", "exports", "export_parts"):
        run(fence(table))
    run(definer("door.clear_transfers()", callers="casework_worker"))
