"""Let a person's facts be looked up by their key when somebody is entered."""

from casework.tenancy.migration import run_file

revision = "2026_11_22_12b"
down_revision = "2026_11_22_17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a person's facts be looked up by their key when somebody is entered."""
    run_file("12_probe_facts.sql")
