-- The door into an organisation: accounts, sessions, and the context that is signed inside the database.
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

create table if not exists door.mac_keys (no int primary key, inner_pad bytea not null, outer_pad bytea not null);

create or replace function door.pad(key bytea, x int) returns bytea language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare p bytea := key || decode(repeat('00', 64 - length(key)), 'hex');
begin for i in 0..63 loop p := set_byte(p, i, get_byte(p, i) # x); end loop; return p; end $$;

-- A new key: rotate by calling it again, also after every restore; the last two keys stay valid.
create or replace function door.rotate_mac_key() returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare k bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
begin
  insert into door.mac_keys
    select coalesce(max(no), 0) + 1, door.pad(k, 54), door.pad(k, 92) from door.mac_keys;
  delete from door.mac_keys where no < (select max(no) - 1 from door.mac_keys);
end $$;
do $$ begin if not exists (select from door.mac_keys) then perform door.rotate_mac_key(); end if; end $$;

-- The context is 'key number, organisation, member, backend, transaction' with an HMAC-SHA256 (RFC 2104) over it.
create or replace function door.sign_context(org uuid, member uuid) returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare b bytea; k door.mac_keys;
begin
  select * into strict k from door.mac_keys order by no desc limit 1;
  b := int4send(k.no) || uuid_send(org) || uuid_send(member)
    || int4send(pg_backend_pid()) || int8send(pg_current_xact_id()::text::bigint);
  perform set_config('casework.context',
    encode(b || sha256(k.outer_pad || sha256(k.inner_pad || b)), 'hex'), true);
end $$;

-- Who is asking: checked anew in each statement, because injected SQL can write any setting. The two functions differ only
-- in where they look, and are made from one text, since a call from one to the other would cost as much as the check.
do $make$
declare wanted record;
begin
  for wanted in select * from (values ('current_org', 5), ('current_member', 21)) as functions (name, position) loop
    execute format($text$
      create or replace function app.%I() returns uuid language plpgsql stable parallel restricted
      security definer set search_path = pg_catalog, pg_temp as $$
      declare t text := current_setting('casework.context', true); c bytea;
      begin
        if t is null or t = '' then return null; end if;
        -- A length and a plain class: '{160}' in the pattern would cost three times as much as all the rest.
        if length(t) <> 160 or t !~ '^[0-9a-f]+$' then
          raise insufficient_privilege using message = 'context is not genuine';
        end if;
        c := decode(t, 'hex');
        -- IS DISTINCT FROM, because a null on either side must count as a forgery and not as unknown.
        if substr(c, 37, 12) is distinct from int4send(pg_backend_pid())
             || int8send(pg_current_xact_id_if_assigned()::text::bigint)
        or substr(c, 49) is distinct from (select sha256(k.outer_pad || sha256(k.inner_pad || substr(c, 1, 48)))
             from door.mac_keys k where int4send(k.no) = substr(c, 1, 4)) then
          raise insufficient_privilege using message = 'context is not genuine';
        end if;
        return encode(substr(c, %s, 16), 'hex')::uuid;
      end $$ $text$, wanted.name, wanted.position);
  end loop;
end $make$;

-- UUIDv7 (RFC 9562) for rows that the database itself adds; PostgreSQL has its own from 18 on only.
create or replace function app.uuid7() returns uuid language sql volatile
set search_path = pg_catalog, pg_temp as
$$ select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
     placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
     52, 1), 53, 1), 'hex')::uuid $$;
