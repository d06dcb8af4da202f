"""Let organisations keep support plans."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import fence

revision = "2026_11_22_09"
down_revision = "2026_11_22_13"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let organisations keep support plans, their goals, measures, reviews and signatures."""
    run("set local lock_timeout = '5s'")
    run_file("09_plans.sql")
    for table in ("plans", "plan_goals", "plan_measures", "plan_reviews", "plan_signatures"):
        run(fence(table))
