"""Let members subscribe to their dates with a calendar program."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import definer, fence

revision = "2026_11_22_11c"
down_revision = "2026_11_22_12"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let members subscribe to their dates with a calendar program."""
    run("set local lock_timeout = '5s'")
    run_file("11_feeds.sql")
    # An address is made, used and revoked through the functions below only.
    run(fence("calendar_feeds", grants="select"))
    # A trigger writes it in the name of whoever changes an appointment.
    run(fence("lost_appointments"))
    run("revoke all on door.feed_tickets from public")
    for signature in ("app.revoke_feed()", "app.make_feed(uuid, bytea, boolean)", "app.use_feed(uuid, int)"):
        run(definer(signature, callers="casework_app"))
    # From here on all kinds of tickets are known.
    run_file("12_enter.sql")
    run(definer("app.enter(bytea)", callers="casework_app"))
