-- The case file's depth: light contacts, tasks, histories, results and where people stood after leaving.
CREATE TABLE IF NOT EXISTS light_contacts (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  topics TEXT[] NOT NULL,
  language TEXT NOT NULL,
  mode TEXT NOT NULL,
  duration_minutes INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  given_name TEXT,
  age_band TEXT,
  gender TEXT,
  district TEXT,
  note TEXT,
  author_id UUID NOT NULL,
  team_id UUID,
  client_id UUID,
  case_id UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT pk_light_contacts PRIMARY KEY (org_id, id),
  CONSTRAINT ck_light_contacts_mode CHECK (mode in ('in_person', 'phone', 'video', 'chat', 'mail', 'outreach')),
  CONSTRAINT ck_light_contacts_outcome CHECK (outcome in ('informed', 'signposted', 'appointment_made', 'case_opened', 'continues', 'not_reached')),
  CONSTRAINT ck_light_contacts_age_band CHECK (age_band in ('under_18', 'from_18_to_29', 'from_30_to_54', 'from_55')),
  CONSTRAINT ck_light_contacts_gender CHECK (gender in ('woman', 'man', 'non_binary', 'not_stated')),
  CONSTRAINT ck_light_contacts_duration_minutes CHECK (duration_minutes between 1 and 1440),
  CONSTRAINT fk_light_contacts_org_id_author_id FOREIGN KEY(org_id, author_id) REFERENCES members (org_id, id),
  CONSTRAINT fk_light_contacts_org_id_team_id FOREIGN KEY(org_id, team_id) REFERENCES teams (org_id, id),
  CONSTRAINT fk_light_contacts_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id),
  CONSTRAINT fk_light_contacts_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id),
  CONSTRAINT fk_light_contacts_district FOREIGN KEY(district) REFERENCES districts (ags)
);
CREATE INDEX IF NOT EXISTS ix_light_contacts_org_id_at_id ON light_contacts (org_id, at, id);
CREATE INDEX IF NOT EXISTS ix_light_contacts_org_id_author_id_at_id ON light_contacts (org_id, author_id, at, id);
CREATE INDEX IF NOT EXISTS ix_light_contacts_org_id_case_id ON light_contacts (org_id, case_id);
CREATE INDEX IF NOT EXISTS ix_light_contacts_org_id_client_id ON light_contacts (org_id, client_id);
CREATE TABLE IF NOT EXISTS tasks (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  title TEXT NOT NULL,
  note TEXT,
  due_on DATE,
  assignee_id UUID NOT NULL,
  case_id UUID,
  created_by UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  done_at TIMESTAMP WITH TIME ZONE,
  done_by UUID,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT pk_tasks PRIMARY KEY (org_id, id),
  CONSTRAINT fk_tasks_org_id_assignee_id FOREIGN KEY(org_id, assignee_id) REFERENCES members (org_id, id),
  CONSTRAINT fk_tasks_org_id_created_by FOREIGN KEY(org_id, created_by) REFERENCES members (org_id, id),
  CONSTRAINT fk_tasks_org_id_done_by FOREIGN KEY(org_id, done_by) REFERENCES members (org_id, id),
  CONSTRAINT fk_tasks_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS ix_tasks_open ON tasks (org_id, assignee_id, due_on) WHERE done_at is null;
CREATE INDEX IF NOT EXISTS ix_tasks_org_id_case_id ON tasks (org_id, case_id);
CREATE TABLE IF NOT EXISTS case_phases (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  phase TEXT NOT NULL,
  since DATE NOT NULL,
  moved_by UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  case_id UUID NOT NULL,
  CONSTRAINT pk_case_phases PRIMARY KEY (org_id, id),
  CONSTRAINT ck_case_phases_phase CHECK (phase in ('intake', 'assessment', 'plan', 'linking', 'monitoring', 'closure', 'aftercare')),
  CONSTRAINT fk_case_phases_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_case_phases_org_id_moved_by FOREIGN KEY(org_id, moved_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_case_phases_org_id_case_id_since ON case_phases (org_id, case_id, since);
CREATE TABLE IF NOT EXISTS case_closures (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  closed_on DATE NOT NULL,
  reason TEXT NOT NULL,
  note TEXT,
  closed_by UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  reopened_on DATE,
  reopened_by UUID,
  case_id UUID NOT NULL,
  CONSTRAINT pk_case_closures PRIMARY KEY (org_id, id),
  CONSTRAINT ck_case_closures_reason CHECK (reason in ('goals_achieved', 'handed_over', 'moved_district', 'left_germany', 'max_duration', 'age_limit', 'programme_ended', 'no_further_need', 'client_ended', 'lost_contact', 'consent_withdrawn', 'not_eligible', 'info_only', 'deceased', 'duplicate', 'entered_in_error')),
  CONSTRAINT fk_case_closures_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_case_closures_org_id_closed_by FOREIGN KEY(org_id, closed_by) REFERENCES members (org_id, id),
  CONSTRAINT fk_case_closures_org_id_reopened_by FOREIGN KEY(org_id, reopened_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_case_closures_org_id_case_id_closed_on ON case_closures (org_id, case_id, closed_on);
CREATE TABLE IF NOT EXISTS note_versions (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  note_id UUID NOT NULL,
  number INTEGER NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  topics TEXT[] NOT NULL,
  mode TEXT,
  duration_minutes INTEGER,
  language TEXT,
  interpreting TEXT,
  text TEXT NOT NULL,
  visibility TEXT NOT NULL,
  reader_ids UUID[] DEFAULT '{}' NOT NULL,
  about_id UUID,
  written_at TIMESTAMP WITH TIME ZONE NOT NULL,
  replaced_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_note_versions PRIMARY KEY (org_id, id),
  CONSTRAINT fk_note_versions_org_id_note_id FOREIGN KEY(org_id, note_id) REFERENCES case_notes (org_id, id) ON DELETE CASCADE,
  CONSTRAINT ck_note_versions_visibility CHECK (visibility in ('team', 'me_and_lead', 'restricted')),
  CONSTRAINT uq_note_versions_org_id_note_id_number UNIQUE (org_id, note_id, number)
);
CREATE TABLE IF NOT EXISTS case_results (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  result_kind TEXT NOT NULL,
  reached_on DATE NOT NULL,
  evidence TEXT,
  recorded_by UUID NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  client_id UUID NOT NULL,
  case_id UUID NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT pk_case_results PRIMARY KEY (org_id, id),
  CONSTRAINT ck_case_results_result_kind CHECK (result_kind in ('employed_insured', 'employed_minijob', 'self_employed_main', 'self_employed_side', 'company_founded', 'first_employee_hired', 'apprenticeship', 'studies', 'qualification_started', 'qualification_obtained', 'recognition_full', 'recognition_partial', 'recognition_refused', 'language_level', 'course_placed', 'title_granted', 'title_extended', 'naturalised', 'benefit_granted', 'grant_approved', 'grant_refused', 'housing_found', 'childcare_found', 'relocated_to_region', 'volunteering', 'benefit_independent')),
  CONSTRAINT fk_case_results_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_case_results_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id),
  CONSTRAINT fk_case_results_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_case_results_org_id_case_id_reached_on ON case_results (org_id, case_id, reached_on);
CREATE INDEX IF NOT EXISTS ix_case_results_org_id_client_id ON case_results (org_id, client_id);
CREATE TABLE IF NOT EXISTS esf_exits (
  org_id UUID NOT NULL,
  id UUID NOT NULL,
  point TEXT NOT NULL,
  outcome TEXT NOT NULL,
  left_on DATE NOT NULL,
  established_on DATE NOT NULL,
  evidence TEXT,
  recorded_by UUID NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  client_id UUID NOT NULL,
  case_id UUID NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  CONSTRAINT pk_esf_exits PRIMARY KEY (org_id, id),
  CONSTRAINT ck_esf_exits_point CHECK (point in ('after_28_days', 'after_6_months')),
  CONSTRAINT ck_esf_exits_outcome CHECK (outcome in ('eecr01', 'eecr02', 'eecr03', 'eecr04', 'eecr05', 'eecr06', 'not_reached', 'not_applicable')),
  CONSTRAINT fk_esf_exits_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_esf_exits_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id),
  CONSTRAINT fk_esf_exits_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id),
  CONSTRAINT uq_esf_exits_org_id_case_id_client_id_point_outcome UNIQUE (org_id, case_id, client_id, point, outcome)
);
CREATE INDEX IF NOT EXISTS ix_esf_exits_org_id_client_id ON esf_exits (org_id, client_id);
-- Whom a restricted note is for, and whom of a joint case a note is about.
alter table case_notes add column if not exists reader_ids uuid[] not null default '{}';
alter table case_notes add column if not exists about_id uuid;
do $$ begin
  alter table case_notes add constraint fk_case_notes_org_id_about_id
    foreign key (org_id, about_id) references clients (org_id, id) not valid;
exception when duplicate_object then null; end $$;
