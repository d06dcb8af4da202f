"""Let members be reminded by mail."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import definer, fence

revision = "2026_11_22_11b"
down_revision = "2026_11_22_09"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let members be reminded by mail."""
    run("set local lock_timeout = '5s'")
    run_file("11_reminders.sql")
    run(fence("reminder_choices", grants="select, insert, update"))
    run(fence("reminders_sent", grants="select, insert, delete"))
    run(definer("app.mail_language()", callers="casework_app"))
    run(definer("app.queue_reminder(uuid, text, text)", callers="casework_app"))
    run(definer("door.something_new(uuid, uuid, timestamptz)"))
    run(definer("door.plan_reminders(timestamptz)", callers="casework_worker"))
