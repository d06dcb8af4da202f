"""Number the changes of appointments, so that subscribed calendars can follow them."""

from casework.tenancy.migration import run, run_file

revision = "2026_11_22_10"
down_revision = "2026_11_22_04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Number the changes of appointments, so that subscribed calendars can follow them."""
    run("set local lock_timeout = '5s'")
    run_file("10_appointment_changes.sql")
