-- Cases, notes and drafts.
CREATE TABLE IF NOT EXISTS cases (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  number TEXT NOT NULL, 
  title TEXT NOT NULL, 
  native_title TEXT, 
  sort_key TEXT NOT NULL, 
  concern TEXT, 
  venture TEXT, 
  venture_start DATE, 
  phase TEXT NOT NULL, 
  owner_id UUID NOT NULL, 
  team_id UUID, 
  household_id UUID, 
  restricted BOOLEAN NOT NULL, 
  district TEXT, 
  opened_on DATE NOT NULL, 
  closed_on DATE, 
  closure_reason TEXT, 
  closure_note TEXT, 
  last_contact_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  client_ids UUID[] DEFAULT '{}' NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_cases PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_cases_phase CHECK (phase in ('intake', 'assessment', 'plan', 'linking', 'monitoring', 'closure', 'aftercare')), 
  CONSTRAINT ck_cases_closure_reason CHECK (closure_reason in ('goals_achieved', 'handed_over', 'moved_district', 'left_germany', 'max_duration', 'age_limit', 'programme_ended', 'no_further_need', 'client_ended', 'lost_contact', 'consent_withdrawn', 'not_eligible', 'info_only', 'deceased', 'duplicate', 'entered_in_error')), 
  CONSTRAINT fk_cases_org_id_owner_id FOREIGN KEY(org_id, owner_id) REFERENCES members (org_id, id), 
  CONSTRAINT fk_cases_org_id_team_id FOREIGN KEY(org_id, team_id) REFERENCES teams (org_id, id), 
  CONSTRAINT fk_cases_org_id_household_id FOREIGN KEY(org_id, household_id) REFERENCES households (org_id, id), 
  CONSTRAINT uq_cases_org_id_number UNIQUE (org_id, number), 
  CONSTRAINT fk_cases_district FOREIGN KEY(district) REFERENCES districts (ags)
);
CREATE INDEX IF NOT EXISTS ix_cases_org_id_owner_id_last_contact_at_id ON cases (org_id, owner_id, last_contact_at, id);
CREATE INDEX IF NOT EXISTS ix_cases_org_id_team_id_last_contact_at_id ON cases (org_id, team_id, last_contact_at, id);
CREATE TABLE IF NOT EXISTS case_persons (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  case_id UUID NOT NULL, 
  client_id UUID NOT NULL, 
  joined_on DATE NOT NULL, 
  CONSTRAINT pk_case_persons PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_case_persons_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_case_persons_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id), 
  CONSTRAINT uq_case_persons_org_id_case_id_client_id UNIQUE (org_id, case_id, client_id)
);
CREATE INDEX IF NOT EXISTS ix_case_persons_org_id_client_id ON case_persons (org_id, client_id);
CREATE TABLE IF NOT EXISTS case_notes (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  entry TEXT NOT NULL, 
  at TIMESTAMP WITH TIME ZONE NOT NULL, 
  topics TEXT[] NOT NULL, 
  mode TEXT, 
  duration_minutes INTEGER, 
  language TEXT, 
  interpreting TEXT, 
  text TEXT NOT NULL, 
  visibility TEXT NOT NULL, 
  author_id UUID NOT NULL, 
  created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_case_notes PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_case_notes_entry CHECK (entry in ('contact', 'note')), 
  CONSTRAINT ck_case_notes_mode CHECK (mode in ('in_person', 'phone', 'video', 'chat', 'mail', 'outreach')), 
  CONSTRAINT ck_case_notes_visibility CHECK (visibility in ('team', 'me_and_lead', 'restricted')), 
  CONSTRAINT ck_case_notes_interpreting CHECK (interpreting in ('none', 'professional', 'community', 'phone_or_video', 'volunteer', 'relative', 'counsellor')), 
  CONSTRAINT ck_case_notes_duration_minutes CHECK (duration_minutes between 1 and 1440), 
  CONSTRAINT fk_case_notes_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_case_notes_org_id_author_id FOREIGN KEY(org_id, author_id) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_case_notes_org_id_case_id_at ON case_notes (org_id, case_id, at);
CREATE TABLE IF NOT EXISTS drafts (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  member_id UUID NOT NULL, 
  place TEXT NOT NULL, 
  fields JSONB NOT NULL, 
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  CONSTRAINT pk_drafts PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_drafts_org_id_member_id FOREIGN KEY(org_id, member_id) REFERENCES members (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT uq_drafts_org_id_member_id_place UNIQUE (org_id, member_id, place)
);

-- The clients of a case, kept beside it: every list of cases tells the access record whom it showed, and counting them
-- together from case_persons for each row cost a third of a caseload.
create or replace function app.keep_clients_of_case() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare changed public.case_persons := case when tg_op = 'DELETE' then old else new end;
begin
  update public.cases c set client_ids = coalesce((select array_agg(p.client_id order by p.id)
      from public.case_persons p where p.org_id = changed.org_id and p.case_id = changed.case_id), '{}')
    where c.org_id = changed.org_id and c.id = changed.case_id;
  return null;
end $$;
revoke all on function app.keep_clients_of_case() from public;
drop trigger if exists keep_clients on case_persons;
create trigger keep_clients after insert or update or delete on case_persons
  for each row execute function app.keep_clients_of_case();
