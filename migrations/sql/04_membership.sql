-- Which account works where, for the choice at sign-in; kept by the two functions below.
create table if not exists door.memberships (
  account_id uuid not null references door.accounts (id) on delete cascade,
  org_id uuid not null references public.organisations (id),
  member_id uuid not null,
  primary key (account_id, org_id));

-- Add a member to an organisation; an account with that e-mail is taken or made, and the answer does not tell which.
create or replace function door.add_member(org uuid, member uuid, member_name text, member_email text, member_role text)
returns uuid language plpgsql set search_path = pg_catalog, pg_temp as $$
declare account uuid; address text := lower(trim(member_email));
begin
  insert into door.accounts (id, email) values (app.uuid7(), address) on conflict (email) do nothing;
  select id into strict account from door.accounts where email = address;
  insert into public.members (org_id, id, account_id, name, email, role, active, created_at)
    values (org, member, account, member_name, address, member_role, true, now());
  insert into door.memberships values (account, org, member);
  return account;
end $$;

-- For an organisation's administrator, inside their own context only.
create or replace function app.add_member(member uuid, member_name text, member_email text, member_role text)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if member_role = 'network_operator' then
    raise insufficient_privilege using message = 'only the operator''s own organisation has operators';
  end if;
  if not exists (select from public.members m where m.org_id = app.current_org() and m.id = app.current_member()
                 and m.role = 'organisation_admin' and m.active) then
    raise insufficient_privilege using message = 'only an administrator adds members';
  end if;
  perform door.add_member(app.current_org(), member, member_name, member_email, member_role);
end $$;

-- A reset link for a member of the administrator's own organisation; the link itself goes to that member's mailbox.
create or replace function app.queue_password_reset(member uuid, token_hash bytea, mail uuid, subject text, body text)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare found_member public.members;
begin
  if not exists (select from public.members m where m.org_id = app.current_org() and m.id = app.current_member()
                 and m.role = 'organisation_admin' and m.active) then
    raise insufficient_privilege using message = 'only an administrator resets passwords';
  end if;
  select * into strict found_member from public.members m where m.org_id = app.current_org() and m.id = member;
  insert into door.password_resets (token_hash, account_id, expires_at)
    values (queue_password_reset.token_hash, found_member.account_id, now() + interval '1 day');
  insert into door.outgoing_mails (id, recipient, subject, body) values (mail, found_member.email, subject, body);
end $$;

-- The network operator's acts, run by the command line as the owner.
create or replace function door.create_organisation(org uuid, org_name text, org_prefix text, org_kind text,
  org_district text, org_regime text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.organisations (id, name, prefix, kind, district, regime, created_at)
    values (org, org_name, org_prefix, org_kind, org_district, org_regime, now());
  insert into public.operator_events (id, org_id, action, outcome) values (app.uuid7(), org, 'create_organisation', 'done');
end $$;

create or replace function door.create_member(org uuid, member uuid, member_name text, member_email text,
  member_role text, hash text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare account uuid;
begin
  perform door.open_context(org, member);
  account := door.add_member(org, member, member_name, member_email, member_role);
  -- Whoever works for two organisations keeps the one password they have.
  update door.accounts set password_hash = hash where id = account and password_hash is null and hash is not null;
  insert into public.operator_events (id, org_id, action, outcome, account_ref)
    values (app.uuid7(), org, 'create_member', 'done', account);
end $$;

-- Numbers that people read, counted by organisation and year, so that they tell nothing about others.
create table if not exists counters (
  org_id uuid not null, id uuid not null, name text not null, year int not null, value int not null,
  primary key (org_id, id), unique (org_id, name, year));
create or replace function app.next_number(counter text, counted_year int) returns int language sql volatile
set search_path = pg_catalog, pg_temp as $$
  insert into public.counters (org_id, id, name, year, value)
    values (app.current_org(), app.uuid7(), counter, counted_year, 1)
  on conflict (org_id, name, year) do update set value = public.counters.value + 1 returning value $$;

-- Whether the context is that of an operator of the network; only they read the operator's log of everybody.
create or replace function app.is_network_operator() returns boolean language sql stable parallel restricted
security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.members m join public.organisations o on o.id = m.org_id
    where m.org_id = app.current_org() and m.id = app.current_member() and m.role = 'network_operator' and m.active
      and o.kind = 'network_operator') $$;
