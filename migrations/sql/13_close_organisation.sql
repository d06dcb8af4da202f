-- The network operator closes an organisation: nobody enters any more and its offers leave the directory. Its open
-- referrals end through the worker, with word to the other side; its data stays until it has been handed over.
create or replace function door.close_organisation(org uuid, why text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update public.organisations o set closed_at = now() where o.id = org and o.closed_at is null;
  if not found then raise exception 'The organisation is closed already.'; end if;
  update door.sessions s set revoked_at = now() where s.org_id = org and s.revoked_at is null;
  delete from public.directory_offers d where d.org_id = org;
  insert into public.operator_events (id, org_id, action, outcome, reason)
    values (app.uuid7(), org, 'close_organisation', 'done', why);
end $$;
revoke all on function door.close_organisation(uuid, text) from public;
