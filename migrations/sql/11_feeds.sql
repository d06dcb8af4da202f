-- Calendar feeds: a secret address for each member who wants one; the database keeps its hash only.
create table if not exists calendar_feeds (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  initials boolean not null,
  made_at timestamptz not null default now(),
  revoked_at timestamptz,
  used_at timestamptz,
  hour_began_at timestamptz not null default now(),
  fetches int not null default 0,
  constraint pk_calendar_feeds primary key (org_id, id),
  constraint fk_calendar_feeds_org_id_member_id foreign key (org_id, member_id) references members (org_id, id)
    on delete cascade);
create unique index if not exists uq_calendar_feeds_live on calendar_feeds (org_id, member_id) where revoked_at is null;

create table if not exists door.feed_tickets (
  token_hash bytea primary key,
  feed uuid not null unique,
  org_id uuid not null,
  member_id uuid not null);
create index if not exists feed_tickets_by_member on door.feed_tickets (org_id, member_id);

-- Take back the acting member's address, if there is one: from now on it opens nothing. Gives whether there was one.
create or replace function app.revoke_feed() returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  delete from door.feed_tickets t where t.org_id = app.current_org() and t.member_id = app.current_member();
  update public.calendar_feeds f set revoked_at = now()
    where f.org_id = app.current_org() and f.member_id = app.current_member() and f.revoked_at is null;
  return found;
end $$;

-- Give the acting member a new address; the one before ends.
create or replace function app.make_feed(feed uuid, ticket bytea, initials boolean) returns void language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
begin
  if app.current_member() is null then raise insufficient_privilege using message = 'a feed needs somebody'; end if;
  perform app.revoke_feed();
  insert into public.calendar_feeds (org_id, id, member_id, initials)
    values (app.current_org(), feed, app.current_member(), initials);
  insert into door.feed_tickets (token_hash, feed, org_id, member_id)
    values (ticket, feed, app.current_org(), app.current_member());
end $$;

-- Count one fetch; gives whether it is among the first `most` of its hour, and whether initials are wanted.
create or replace function app.use_feed(feed uuid, most int, out allowed boolean, out initials boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.calendar_feeds f set used_at = now(),
      fetches = case when f.hour_began_at > now() - interval '1 hour' then f.fetches + 1 else 1 end,
      hour_began_at = case when f.hour_began_at > now() - interval '1 hour' then f.hour_began_at else now() end
    where f.org_id = app.current_org() and f.member_id = app.current_member() and f.id = feed and f.revoked_at is null
    returning f.fetches <= most, f.initials into allowed, initials;
end $$;

-- An appointment that went to somebody else, or was deleted, has to leave the calendar that knew it: a cancellation is kept
-- for whoever lost it, without a word of what it was about.
create table if not exists lost_appointments (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  appointment_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  mode text not null,
  sequence int not null,
  lost_at timestamptz not null default clock_timestamp(),
  constraint pk_lost_appointments primary key (org_id, id),
  constraint uq_lost_appointments_org_id_member_id_appointment_id unique (org_id, member_id, appointment_id),
  constraint fk_lost_appointments_org_id_member_id foreign key (org_id, member_id) references members (org_id, id)
    on delete cascade);
create or replace function app.note_lost_appointment() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if new.member_id = old.member_id then return null; end if;
    delete from public.lost_appointments x
      where x.org_id = new.org_id and x.appointment_id = new.id and x.member_id = new.member_id;
  end if;
  delete from public.lost_appointments x where x.org_id = old.org_id and x.member_id = old.member_id
    and x.lost_at < now() - interval '120 days';
  if old.starts_at > now() - interval '1 day' and exists (select from public.calendar_feeds f
       where f.org_id = old.org_id and f.member_id = old.member_id and f.revoked_at is null) then
    insert into public.lost_appointments (org_id, id, member_id, appointment_id, starts_at, ends_at, mode, sequence)
      values (old.org_id, app.uuid7(), old.member_id, old.id, old.starts_at, old.ends_at, old.mode, old.sequence + 1)
      on conflict (org_id, member_id, appointment_id) do update set sequence = excluded.sequence,
        starts_at = excluded.starts_at, ends_at = excluded.ends_at, lost_at = clock_timestamp();
  end if;
  return null;
end $$;
revoke all on function app.note_lost_appointment() from public;
drop trigger if exists note_lost on appointments;
create trigger note_lost after delete or update of member_id on appointments
  for each row execute function app.note_lost_appointment();
