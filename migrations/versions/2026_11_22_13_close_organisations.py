"""Let the network operator close an organisation."""

from casework.tenancy.migration import run, run_file

revision = "2026_11_22_13"
down_revision = "2026_11_22_06"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the network operator close an organisation."""
    run("set local lock_timeout = '5s'")
    run_file("13_close_organisation.sql")
