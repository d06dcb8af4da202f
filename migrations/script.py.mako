"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

from casework.tenancy.migration import run

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say here what becomes possible; every statement must be safe to run again and lose no data."""
    run("set local lock_timeout = '5s'")
