-- Sharing work: who handed which case to whom, who is away and who stands in, how much a person can carry, documents.
create table if not exists handovers (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  by_id uuid not null,
  at timestamptz not null,
  summary text,
  confirmed_at timestamptz,
  constraint pk_handovers primary key (org_id, id),
  constraint fk_handovers_org_id_case_id foreign key (org_id, case_id) references cases (org_id, id) on delete cascade,
  constraint fk_handovers_org_id_from_id foreign key (org_id, from_id) references members (org_id, id),
  constraint fk_handovers_org_id_to_id foreign key (org_id, to_id) references members (org_id, id),
  constraint fk_handovers_org_id_by_id foreign key (org_id, by_id) references members (org_id, id));
create index if not exists ix_handovers_org_id_case_id_at on handovers (org_id, case_id, at);
create index if not exists ix_handovers_waiting on handovers (org_id, to_id, at) where confirmed_at is null;

create table if not exists absences (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  deputy_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  includes_restricted boolean not null,
  entered_by uuid not null,
  entered_at timestamptz not null,
  ended_at timestamptz,
  version integer default '1' not null,
  constraint pk_absences primary key (org_id, id),
  constraint fk_absences_org_id_member_id foreign key (org_id, member_id) references members (org_id, id) on delete cascade,
  constraint fk_absences_org_id_deputy_id foreign key (org_id, deputy_id) references members (org_id, id) on delete cascade,
  constraint fk_absences_org_id_entered_by foreign key (org_id, entered_by) references members (org_id, id));
create index if not exists ix_absences_org_id_deputy_id_ends_on on absences (org_id, deputy_id, ends_on);
create index if not exists ix_absences_org_id_member_id_ends_on on absences (org_id, member_id, ends_on);

-- How many open cases a member can carry.
create table if not exists capacities (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  cases integer not null,
  constraint pk_capacities primary key (org_id, id),
  constraint uq_capacities_org_id_member_id unique (org_id, member_id),
  constraint ck_capacities_cases check (cases between 0 and 10000),
  constraint fk_capacities_org_id_member_id foreign key (org_id, member_id) references members (org_id, id) on delete cascade);

create table if not exists documents (
  org_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  note_id uuid,
  appointment_id uuid,
  title text not null,
  media_type text not null,
  size integer not null,
  visibility text not null,
  author_id uuid not null,
  created_at timestamptz not null,
  scanned boolean not null,
  removed_at timestamptz,
  removed_by uuid,
  removal_ground text,
  removal_reason text,
  version integer default '1' not null,
  constraint pk_documents primary key (org_id, id),
  constraint ck_documents_visibility check (visibility in ('team', 'me_and_lead', 'restricted')),
  constraint ck_documents_removal_ground check (removal_ground in ('entered_in_error', 'wrong_case', 'no_longer_needed', 'consent_withdrawn')),
  constraint fk_documents_org_id_case_id foreign key (org_id, case_id) references cases (org_id, id) on delete cascade,
  constraint fk_documents_org_id_note_id foreign key (org_id, note_id) references case_notes (org_id, id),
  constraint fk_documents_org_id_appointment_id foreign key (org_id, appointment_id) references appointments (org_id, id),
  constraint fk_documents_org_id_author_id foreign key (org_id, author_id) references members (org_id, id),
  constraint fk_documents_org_id_removed_by foreign key (org_id, removed_by) references members (org_id, id));
create index if not exists ix_documents_org_id_case_id_created_at on documents (org_id, case_id, created_at);
-- What an organisation keeps altogether is added up from this index alone.
create index if not exists ix_documents_kept on documents (org_id, size) where removed_at is null;

-- The bytes stand apart, so that removing them leaves the row that tells of it.
create table if not exists document_contents (
  org_id uuid not null,
  id uuid not null,
  content bytea not null,
  constraint pk_document_contents primary key (org_id, id),
  constraint fk_document_contents_org_id_id foreign key (org_id, id) references documents (org_id, id) on delete cascade);
-- Most kinds of file are compressed already.
alter table document_contents alter column content set storage external;
