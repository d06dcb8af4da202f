-- Authorities, appointments and deadlines.
CREATE TABLE IF NOT EXISTS authorities (
  id UUID NOT NULL, 
  authority_kind TEXT NOT NULL, 
  name TEXT NOT NULL, 
  district TEXT NOT NULL, 
  address TEXT, 
  opening_hours TEXT, 
  documents JSONB NOT NULL, 
  CONSTRAINT pk_authorities PRIMARY KEY (id), 
  CONSTRAINT ck_authorities_authority_kind CHECK (authority_kind in ('foreigners_office', 'naturalisation_office', 'registration_office', 'civil_registry', 'bamf', 'jobcenter', 'employment_agency', 'social_office', 'youth_office', 'family_benefits_office', 'trade_office', 'tax_office', 'chamber_ihk', 'chamber_hwk', 'register_court', 'notary', 'accident_insurer', 'health_insurer', 'pension_insurer', 'recognition_body', 'court_admin', 'court_social', 'consulate', 'late_resettler_office', 'development_bank', 'house_bank', 'housing_office', 'school_office', 'daycare', 'course_provider', 'test_centre', 'partner_organisation', 'employer')), 
  CONSTRAINT fk_authorities_district FOREIGN KEY(district) REFERENCES districts (ags)
);
CREATE TABLE IF NOT EXISTS appointments (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  appointment_kind TEXT NOT NULL, 
  status TEXT NOT NULL, 
  starts_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  mode TEXT NOT NULL, 
  authority_id UUID, 
  place TEXT, 
  documents TEXT[] NOT NULL, 
  companion TEXT, 
  interpreter_language TEXT, 
  note TEXT, 
  outcome TEXT, 
  member_id UUID NOT NULL, 
  created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_appointments PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_appointments_status CHECK (status in ('proposed', 'confirmed', 'attended', 'no_show', 'cancelled_client', 'cancelled_counterpart', 'rescheduled', 'outcome_recorded')), 
  CONSTRAINT ck_appointments_mode CHECK (mode in ('in_person', 'phone', 'video', 'chat', 'mail', 'outreach')), 
  CONSTRAINT ck_appointments_ends_after_start CHECK (ends_at > starts_at), 
  CONSTRAINT fk_appointments_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_appointments_org_id_member_id FOREIGN KEY(org_id, member_id) REFERENCES members (org_id, id), 
  CONSTRAINT fk_appointments_authority_id FOREIGN KEY(authority_id) REFERENCES authorities (id)
);
CREATE INDEX IF NOT EXISTS ix_appointments_org_id_case_id_starts_at ON appointments (org_id, case_id, starts_at);
CREATE INDEX IF NOT EXISTS ix_appointments_org_id_member_id_starts_at ON appointments (org_id, member_id, starts_at);
CREATE INDEX IF NOT EXISTS ix_appointments_org_id_starts_at ON appointments (org_id, starts_at);
CREATE TABLE IF NOT EXISTS deadlines (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  client_id UUID, 
  deadline_kind TEXT NOT NULL, 
  title TEXT, 
  inputs JSONB NOT NULL, 
  land TEXT NOT NULL, 
  rule TEXT NOT NULL, 
  rule_version TEXT NOT NULL, 
  norm TEXT NOT NULL, 
  computed_due_on DATE NOT NULL, 
  due_on DATE NOT NULL, 
  correction TEXT, 
  warn_on DATE[] NOT NULL, 
  explanation JSONB NOT NULL, 
  status TEXT NOT NULL, 
  done_on DATE, 
  note TEXT, 
  confirmed_by UUID, 
  confirmed_at TIMESTAMP WITH TIME ZONE, 
  created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_deadlines PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_deadlines_status CHECK (status in ('open', 'done', 'done_late', 'missed', 'dropped')), 
  CONSTRAINT fk_deadlines_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_deadlines_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id), 
  CONSTRAINT fk_deadlines_org_id_confirmed_by FOREIGN KEY(org_id, confirmed_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_deadlines_open ON deadlines (org_id, due_on) WHERE status = 'open';
CREATE INDEX IF NOT EXISTS ix_deadlines_org_id_case_id_due_on ON deadlines (org_id, case_id, due_on);
