-- Entering with a ticket: a session's, that of a job, or that of a calendar feed, which may read the member's own dates
-- and nothing else. Membership and role are read afresh each time.
create or replace function app.enter(ticket bytea, out org_id uuid, out member_id uuid, out role text, out name text,
  out organisation_name text, out organisation_kind text, out session_ref uuid, out teams uuid[], out led_teams uuid[],
  out memberships int)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare s door.sessions; work door.job_tickets; feed door.feed_tickets;
begin
  perform set_config('casework.context', '', true);
  select * into s from door.sessions d
   where d.token_hash = ticket and d.revoked_at is null and d.expires_at > now() and d.seen_at > now() - d.idle
     and d.org_id is not null;
  if not found then
    -- Held until the transaction ends, so that no second worker can take the same job up in the meantime.
    select * into work from door.job_tickets j where j.token_hash = ticket and j.valid_until > now() for share;
    if not found then
      select * into feed from door.feed_tickets f where f.token_hash = ticket;
      if not found then return; end if;
    end if;
    s.org_id := coalesce(work.org_id, feed.org_id);
    s.member_id := coalesce(work.member_id, feed.member_id);
    s.id := coalesce(work.job, feed.feed);
    s.seen_at := now();
  end if;
  perform door.sign_context(s.org_id, s.member_id);
  select m.role, m.name, o.name, o.kind into enter.role, enter.name, organisation_name, organisation_kind
    from public.members m join public.organisations o on o.id = m.org_id
   where m.org_id = s.org_id and m.id = s.member_id and m.active and o.closed_at is null;
  if not found then
    perform set_config('casework.context', '', true);
    return;
  end if;
  select coalesce(array_agg(t.team_id), '{}'), coalesce(array_agg(t.team_id) filter (where t.leads), '{}')
    into teams, led_teams from public.team_members t where t.org_id = s.org_id and t.member_id = s.member_id;
  select count(*) into memberships from door.memberships d where d.account_id = s.account_id;
  if feed.feed is not null then role := 'calendar_feed'; end if;
  org_id := s.org_id;
  member_id := s.member_id;
  session_ref := s.id;
  -- Written at most once a minute and never waited for, so that parallel requests do not queue behind each other.
  if s.seen_at < now() - interval '1 minute' then
    update door.sessions d set seen_at = now() where d.token_hash = ticket
      and exists (select from door.sessions l where l.token_hash = ticket for update skip locked);
  end if;
end $$;
