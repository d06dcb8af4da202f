-- The access record, partitioned by the month in its UUIDv7 key; and the operator's own log.
create schema if not exists app;
create table if not exists audit_events (
  org_id uuid not null,
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  epoch int not null default 1,
  xid xid8 not null default pg_current_xact_id(),
  actor_id uuid,
  actor_role text not null,
  session_ref uuid,
  on_behalf_of uuid,
  action text not null,
  object_type text not null,
  object_id uuid,
  subjects uuid[] not null default '{}',
  fields text[] not null default '{}',
  purpose text,
  reason text,
  legal_basis_ref uuid,
  outcome text not null default 'allowed',
  result_count int,
  query_hash bytea,
  address text,
  request_id uuid,
  salt bytea not null default uuid_send(gen_random_uuid()),
  canon_version smallint not null default 1,
  constraint pk_audit_events primary key (org_id, id)) partition by range (id);

-- The first UUIDv7 of a moment: its milliseconds, then nothing.
create or replace function app.first_uuid7(moment timestamptz) returns uuid language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select encode(substring(int8send((extract(epoch from moment) * 1000)::bigint) from 3)
    || decode('70008000000000000000', 'hex'), 'hex')::uuid $$;

-- Make the monthly partitions from one month to another; those that exist stay. Row-level security is not inherited, so
-- each partition gets a closed door of its own: the record is reached through its parent only.
create or replace function app.make_record_partitions(first_month date, last_month date) returns int language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
declare month date := date_trunc('month', first_month); made int := 0; name text;
begin
  while month <= last_month loop
    name := 'audit_events_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || name) is null then
      execute format('create table public.%I partition of public.audit_events for values from (%L) to (%L)', name,
        app.first_uuid7(month::timestamp at time zone 'UTC'),
        app.first_uuid7((month + interval '1 month') at time zone 'UTC'));
      execute format('alter table public.%I enable row level security', name);
      execute format('alter table public.%I force row level security', name);
      execute format('revoke all on public.%I from public', name);
      made := made + 1;
    end if;
    month := month + interval '1 month';
  end loop;
  return made;
end $$;
select app.make_record_partitions((now() - interval '26 months')::date, (now() + interval '24 months')::date);

create table if not exists operator_events (
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  org_id uuid,
  action text not null,
  outcome text not null,
  reason text,
  account_ref uuid,
  address text,
  request_id uuid,
  constraint pk_operator_events primary key (id));
create index if not exists ix_operator_events_at on operator_events (at);
create index if not exists ix_operator_events_org_id_at on operator_events (org_id, at);
