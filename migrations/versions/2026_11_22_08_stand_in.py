"""Let whoever enters know for whom they stand in today."""

from casework.tenancy.migration import run, run_file

revision = "2026_11_22_08_stand_in"
down_revision = "2026_11_22_05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let whoever enters know for whom they stand in today."""
    run("set local lock_timeout = '5s'")
    run_file("14_deputies.sql")
    run("revoke all on function app.deputised() from public; grant execute on function app.deputised() to casework_app")
