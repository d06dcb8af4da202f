"""Let organisations keep their own authorities, and appointments have companions, travel and series."""

from casework.appointments.codes import AuthorityKind
from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import fence

revision = "2026_11_22_10b"
down_revision = "2026_11_22_11c"
branch_labels = None
depends_on = None

KINDS = ", ".join(f"'{kind.value}'" for kind in AuthorityKind)


def upgrade() -> None:
    """Let organisations keep their own authorities, and appointments have companions, travel and series."""
    run("set local lock_timeout = '5s'")
    run_file("10_appointment_depth.sql")
    run(f"""
        alter table own_authorities drop constraint if exists ck_own_authorities_authority_kind;
        alter table own_authorities add constraint ck_own_authorities_authority_kind
          check (authority_kind in ({KINDS}));
    """)
    run(fence("own_authorities"))
