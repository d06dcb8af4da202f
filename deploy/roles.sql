-- The roles of Casework. Safe to run again. Run it as a superuser, or as a role with CREATEROLE that owns the database;
-- `casework migrate` and `casework demo` run it by themselves when their address may.
--
-- Nobody can sign in as the owner, and NOINHERIT sees to it that neither the owner nor the migrator has the exchange's
-- view of both sides without asking for it by SET ROLE.
do $$
declare wanted record;
begin
  for wanted in select * from (values
      ('casework_owner',    'nologin noinherit'),
      ('casework_exchange', 'nologin noinherit'),
      ('casework_search',   'nologin noinherit'),
      ('casework_migrator', 'login noinherit'),
      ('casework_app',      'login noinherit'),
      ('casework_signin',   'login noinherit'),
      ('casework_worker',   'login noinherit'),
      ('casework_sealer',   'login noinherit')) as roles (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end $$;

grant casework_exchange, casework_search to casework_owner;
grant casework_owner to casework_migrator;
grant casework_owner to current_user;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, create on database %I to casework_owner', current_database());
  execute format('grant connect on database %I to casework_migrator, casework_app, casework_signin, casework_worker, casework_sealer',
    current_database());
end $$;
revoke all on schema public from public;
grant usage on schema public to casework_app, casework_signin, casework_worker, casework_sealer, casework_exchange, casework_search;
grant usage, create on schema public to casework_owner;
