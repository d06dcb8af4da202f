-- The door into an organisation: accounts, sessions, and the context that the database alone can set.
-- No role but the owner and the sign-in may even look into this schema.
create schema if not exists door;
create schema if not exists app;

create table if not exists door.accounts (
  id uuid primary key,
  email text not null,
  password_hash text,
  language text not null default 'de',
  created_at timestamptz not null default now(),
  constraint accounts_email_is_lower check (email = lower(email)),
  constraint accounts_email_is_unique unique (email));

create table if not exists door.sessions (
  token_hash bytea primary key,
  id uuid not null unique,
  account_id uuid not null references door.accounts (id) on delete cascade,
  org_id uuid,
  member_id uuid,
  opened_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  idle interval not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  address text);
create index if not exists sessions_by_account on door.sessions (account_id);
create index if not exists sessions_by_end on door.sessions (expires_at);

create table if not exists door.sign_in_attempts (
  id uuid primary key,
  at timestamptz not null default now(),
  email_hash bytea not null,
  address text,
  succeeded boolean not null,
  purpose text not null default 'sign_in',
  constraint attempts_purpose_is_known check (purpose in ('sign_in', 'password_reset')));
create index if not exists attempts_by_email on door.sign_in_attempts (email_hash, at);
create index if not exists attempts_by_address on door.sign_in_attempts (address, at);
create index if not exists attempts_by_time on door.sign_in_attempts (at);

create table if not exists door.password_resets (
  token_hash bytea primary key,
  account_id uuid not null references door.accounts (id) on delete cascade,
  asked_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz);
create index if not exists resets_by_account on door.password_resets (account_id);

create table if not exists door.outgoing_mails (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  queued_at timestamptz not null default now(),
  sent_at timestamptz,
  tries int not null default 0,
  next_try_at timestamptz not null default now());
create index if not exists mails_waiting on door.outgoing_mails (next_try_at) where sent_at is null;

-- Who has entered is kept where only the door can write: PostgreSQL remembers for each session what that session set a
-- sequence to, in the session's own memory, and lets nobody set or read it who has no right to the sequence. What is set
-- survives the transaction, so that the transaction is part of it, and is not taken back with a savepoint, so that the
-- number of the entry stands in a setting as well, which is taken back.
create unlogged sequence if not exists door.context_entry;
create unlogged sequence if not exists door.context_transaction minvalue 0;
create unlogged sequence if not exists door.context_org_high minvalue -9223372036854775808;
create unlogged sequence if not exists door.context_org_low minvalue -9223372036854775808;
create unlogged sequence if not exists door.context_member_high minvalue -9223372036854775808;
create unlogged sequence if not exists door.context_member_low minvalue -9223372036854775808;

create or replace function door.open_context(org uuid, member uuid) returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare o text := replace(org::text, '-', ''); m text := replace(member::text, '-', '');
begin
  -- A key has 128 bits and a sequence holds 64.
  perform setval('door.context_transaction', pg_current_xact_id()::text::bigint),
    setval('door.context_org_high', ('x' || left(o, 16))::bit(64)::bigint),
    setval('door.context_org_low', ('x' || right(o, 16))::bit(64)::bigint),
    setval('door.context_member_high', ('x' || left(m, 16))::bit(64)::bigint),
    setval('door.context_member_low', ('x' || right(m, 16))::bit(64)::bigint),
    set_config('casework.context', nextval('door.context_entry')::text, true);
end $$;

create or replace function door.close_context() returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform setval('door.context_transaction', 0), set_config('casework.context', '', true);
end $$;

-- Who is asking: checked anew in each statement, because injected SQL can write any setting. The two functions differ only
-- in where they look, and are made from one text, since a call from one to the other would cost as much as the check.
do $make$
declare wanted text;
begin
  foreach wanted in array array['org', 'member'] loop
    execute format($text$
      create or replace function app.current_%1$s() returns uuid language plpgsql stable parallel restricted
      security definer set search_path = pg_catalog, pg_temp as $$
      begin
        if coalesce(current_setting('casework.context', true), '') = '' then return null; end if;
        -- IS DISTINCT FROM, because a null on either side must count as a forgery and not as unknown.
        if currval('door.context_transaction') is distinct from pg_current_xact_id_if_assigned()::text::bigint
        or currval('door.context_entry')::text is distinct from current_setting('casework.context', true) then
          raise insufficient_privilege using message = 'context is not genuine';
        end if;
        return encode(int8send(currval('door.context_%1$s_high')) || int8send(currval('door.context_%1$s_low')),
          'hex')::uuid;
      end $$ $text$, wanted);
  end loop;
end $make$;

-- UUIDv7 (RFC 9562) for rows that the database itself adds; PostgreSQL has its own from 18 on only.
create or replace function app.uuid7() returns uuid language sql volatile
set search_path = pg_catalog, pg_temp as
$$ select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
     placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
     52, 1), 53, 1), 'hex')::uuid $$;
