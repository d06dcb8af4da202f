-- Companions, travel, series, and an organisation's own entries beside the shared directory of authorities.
alter table authorities add column if not exists checked_on date;

create table if not exists own_authorities (
  org_id uuid not null,
  id uuid not null,
  authority_kind text not null,
  name text not null,
  district text not null,
  address text,
  opening_hours text,
  documents jsonb not null,
  replaces uuid,
  changed_by uuid not null,
  changed_at timestamptz not null,
  version int default 1 not null,
  constraint pk_own_authorities primary key (org_id, id),
  constraint fk_own_authorities_district foreign key (district) references districts (ags),
  constraint fk_own_authorities_replaces foreign key (replaces) references authorities (id) on delete set null,
  constraint fk_own_authorities_org_id_changed_by foreign key (org_id, changed_by) references members (org_id, id)
);
create index if not exists ix_own_authorities_org_id_district on own_authorities (org_id, district);

alter table appointments add column if not exists own_authority_id uuid;
alter table appointments add column if not exists travel_minutes int not null default 0;
alter table appointments add column if not exists companions jsonb not null default '[]';
alter table appointments add column if not exists attendees text[] not null default '{}';
alter table appointments add column if not exists series_id uuid;
alter table appointments add column if not exists rhythm text;
alter table appointments drop constraint if exists fk_appointments_org_id_own_authority_id;
alter table appointments add constraint fk_appointments_org_id_own_authority_id
  foreign key (org_id, own_authority_id) references own_authorities (org_id, id);
create index if not exists ix_appointments_series on appointments (org_id, series_id, starts_at) where series_id is not null;
