"""Keep what is known about a person over time, and merge two records of one person."""

from casework.tenancy.migration import run, run_file
from casework.tenancy.rls import definer, fence

revision = "2026_11_22_06"
down_revision = "2026_11_22_07"
branch_labels = None
depends_on = None

FACTS = (
    "client_names",
    "birth_statements",
    "contact_channels",
    "citizenships",
    "residence_titles",
    "known_languages",
    "qualifications",
    "disputes",
    "client_relations",
    "protected_addresses",
)
# The list of what was moved is written by the functions alone.
MERGES = (
    "select, insert (org_id, id, kept_id, merged_id, taken, merged_by, merged_at, undone_by, undone_at, version),"
    " update (taken, version)"
)


def upgrade() -> None:
    """Keep what is known about a person over time, and merge two records of one person."""
    run("set local lock_timeout = '5s'")
    run_file("06_people_in_depth.sql")
    for table in FACTS:
        run(fence(table))
    run(fence("client_merges", grants=MERGES))
    run("alter table cases add column if not exists hidden_with_client boolean not null default false")
    for signature in ("app.merge_client(uuid)", "app.undo_merge(uuid)"):
        run(definer(signature, callers="casework_app"))
    run(BACKFILL)


# FORCE blinds the owner, who has no context here; it is lifted and restored in this one transaction.
BACKFILL = """
do $$
declare org uuid; ids uuid[]; missed int; tables constant text[] := array['clients', 'contact_channels', 'citizenships',
  'residence_titles', 'known_languages', 'qualifications']; each text;
begin
  foreach each in array tables loop execute format('alter table public.%I no force row level security', each); end loop;
  for org, ids in select c.org_id, array_agg(c.id) from public.clients c group by c.org_id loop
    perform app.add_missing_facts(org, ids);
  end loop;
  select count(*) into missed from public.clients c where c.phone is not null and not exists (
    select from public.contact_channels x where x.org_id = c.org_id and x.client_id = c.id and x.value = c.phone);
  if missed > 0 then raise exception '% telephone numbers were not taken over', missed; end if;
  foreach each in array tables loop execute format('alter table public.%I force row level security', each); end loop;
end $$;
"""
