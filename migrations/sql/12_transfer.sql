-- Imports with their staged rows, references of other programs, remembered columns, exports with their finished files.
create table if not exists imports (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  subject text not null,
  file_name text not null,
  file_note text not null,
  columns text[] not null,
  mapping text[] not null,
  meanings jsonb not null,
  on_duplicate text not null,
  state text not null,
  total int not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int default '1' not null,
  constraint pk_imports primary key (org_id, id),
  constraint ck_imports_subject check (subject in ('people', 'cases', 'contacts')),
  constraint ck_imports_state check (state in ('mapping', 'checking', 'checked', 'running', 'done')),
  constraint ck_imports_on_duplicate check (on_duplicate in ('skip', 'link', 'create')),
  constraint fk_imports_org_id_member_id foreign key (org_id, member_id) references members (org_id, id) on delete cascade);
create index if not exists ix_imports_org_id_member_id_created_at on imports (org_id, member_id, created_at);

create table if not exists import_rows (
  org_id uuid not null,
  id uuid not null,
  import_id uuid not null,
  number int not null,
  cells text[] not null,
  outcome text default 'waiting' not null,
  reasons jsonb default '[]' not null,
  candidates uuid[] default '{}' not null,
  choice text,
  record_id uuid,
  constraint pk_import_rows primary key (org_id, id),
  constraint ck_import_rows_outcome check (outcome in ('waiting', 'new', 'duplicate', 'known', 'refused', 'made', 'linked', 'skipped')),
  constraint ck_import_rows_choice check (choice in ('skip', 'link', 'create')),
  constraint uq_import_rows_org_id_import_id_number unique (org_id, import_id, number),
  constraint fk_import_rows_org_id_import_id foreign key (org_id, import_id) references imports (org_id, id) on delete cascade);
create index if not exists ix_import_rows_org_id_import_id_outcome_number on import_rows (org_id, import_id, outcome, number);

create table if not exists import_references (
  org_id uuid not null,
  id uuid not null,
  reference text not null,
  client_id uuid,
  case_id uuid,
  note_id uuid,
  constraint pk_import_references primary key (org_id, id),
  constraint ck_import_references_one_record check (num_nonnulls(client_id, case_id, note_id) <= 1),
  constraint fk_import_references_org_id_client_id foreign key (org_id, client_id) references clients (org_id, id) on delete cascade,
  constraint fk_import_references_org_id_case_id foreign key (org_id, case_id) references cases (org_id, id) on delete cascade,
  constraint fk_import_references_org_id_note_id foreign key (org_id, note_id) references case_notes (org_id, id) on delete cascade);
create index if not exists ix_import_references_org_id_reference on import_references (org_id, reference);
create index if not exists ix_import_references_org_id_client_id on import_references (org_id, client_id);
create index if not exists ix_import_references_org_id_case_id on import_references (org_id, case_id);
create index if not exists ix_import_references_org_id_note_id on import_references (org_id, note_id);

create table if not exists import_mappings (
  org_id uuid not null,
  id uuid not null,
  subject text not null,
  headings text not null,
  fields jsonb not null,
  meanings jsonb not null,
  changed_at timestamptz not null,
  constraint pk_import_mappings primary key (org_id, id),
  constraint ck_import_mappings_subject check (subject in ('people', 'cases', 'contacts')),
  constraint uq_import_mappings_org_id_subject_headings unique (org_id, subject, headings));

create table if not exists exports (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  subject text not null,
  file_format text not null,
  filters jsonb not null,
  confidential boolean not null,
  language text not null,
  state text not null,
  size int not null,
  row_count int not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint pk_exports primary key (org_id, id),
  constraint ck_exports_subject check
    (subject in ('cases', 'people', 'contacts', 'appointments', 'deadlines', 'tasks')),
  constraint ck_exports_file_format check (file_format in ('csv', 'xlsx')),
  constraint ck_exports_state check (state in ('waiting', 'ready', 'failed')),
  constraint fk_exports_org_id_member_id foreign key (org_id, member_id) references members (org_id, id) on delete cascade);
create index if not exists ix_exports_org_id_member_id_created_at on exports (org_id, member_id, created_at);

create table if not exists export_parts (
  org_id uuid not null,
  id uuid not null,
  export_id uuid not null,
  number int not null,
  content bytea not null,
  constraint pk_export_parts primary key (org_id, id),
  constraint uq_export_parts_org_id_export_id_number unique (org_id, export_id, number),
  constraint fk_export_parts_org_id_export_id foreign key (org_id, export_id) references exports (org_id, id) on delete cascade);

-- Finished files end after a day, staged rows after thirty: both hold people's data and are of no further use.
create or replace function door.clear_transfers() returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare o record; gone int; cleared int := 0;
begin
  for o in select id from public.organisations loop
    perform door.open_context(o.id, o.id);
    delete from public.exports e where e.org_id = o.id and e.expires_at < now();
    get diagnostics gone = row_count;
    cleared := cleared + gone;
    delete from public.imports i where i.org_id = o.id and i.created_at < now() - interval '30 days';
    get diagnostics gone = row_count;
    cleared := cleared + gone;
  end loop;
  perform door.close_context();
  return cleared;
end $$;
