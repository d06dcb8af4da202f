-- What subscribed calendars need to follow an appointment (RFC 5545): a number that grows with each change, and when it was.
alter table appointments add column if not exists sequence int not null default 0;
alter table appointments add column if not exists changed_at timestamptz not null default now();

create or replace function app.number_change_of_appointment() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  new.sequence := old.sequence + 1;
  new.changed_at := clock_timestamp();
  return new;
end $$;
revoke all on function app.number_change_of_appointment() from public;
drop trigger if exists number_change on appointments;
create trigger number_change before update on appointments
  for each row execute function app.number_change_of_appointment();
