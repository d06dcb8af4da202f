"""Let organisations keep cases, notes, drafts, appointments and deadlines."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import exception, fence, shared

revision = "2026_11_22_03"
down_revision = "2026_11_22_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let organisations keep cases, notes, drafts, appointments and deadlines."""
    run("set local lock_timeout = '5s'")
    run_file("06_cases.sql")
    run_file("07_appointments.sql")
    for table in ("cases", "case_persons", "case_notes", "drafts", "appointments", "deadlines"):
        run(fence(table))
    run(exception("cases", "casework_exchange", to="select"))
    run(shared("authorities", readers="casework_app"))
