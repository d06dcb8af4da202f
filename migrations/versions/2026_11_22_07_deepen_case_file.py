"""Let organisations keep light contacts, tasks, histories, results and exits; histories begin with what is known."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import fence

revision = "2026_11_22_07"
down_revision = "2026_11_22_11"
branch_labels = None
depends_on = None

FENCED = {
    "light_contacts": "select, insert, update",
    "tasks": "select, insert, update, delete",
    "case_phases": "select, insert",
    "case_closures": "select, insert, update (reopened_on, reopened_by)",
    "note_versions": "select, insert",
    "case_results": "select, insert, update, delete",
    "esf_exits": "select, insert, delete",
}


def upgrade() -> None:
    """Let organisations keep light contacts, tasks, histories, results and exits."""
    run("set local lock_timeout = '5s'")
    run_file("07_case_file.sql")
    for table, grants in FENCED.items():
        run(fence(table, grants=grants))
    run(BEGIN_HISTORIES)


# The fence is forced on the owner as well, so that it has to be lifted while the rows are written; the counts are
# checked, because behind a fence that still stands nothing would be written and nothing would complain.
BEGIN_HISTORIES = """
    alter table cases no force row level security;
    alter table case_phases no force row level security;
    alter table case_closures no force row level security;
    insert into case_phases (org_id, id, case_id, phase, since, created_at)
      select c.org_id, app.uuid7(), c.id, c.phase, coalesce(c.closed_on, c.opened_on), now() from cases c
       where not exists (select from case_phases p where p.org_id = c.org_id and p.case_id = c.id);
    insert into case_closures (org_id, id, case_id, closed_on, reason, note, created_at)
      select c.org_id, app.uuid7(), c.id, c.closed_on, c.closure_reason, c.closure_note, now() from cases c
       where c.closed_on is not null and c.closure_reason is not null
         and not exists (select from case_closures k where k.org_id = c.org_id and k.case_id = c.id
                         and k.reopened_on is null);
    do $$ begin
      if exists (select from cases c
                  where not exists (select from case_phases p where p.org_id = c.org_id and p.case_id = c.id)) then
        raise exception 'A case was left without the history of its phases.';
      end if;
    end $$;
    alter table cases force row level security;
    alter table case_phases force row level security;
    alter table case_closures force row level security;
"""
