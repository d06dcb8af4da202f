-- Entering with a ticket: a session's, that of a job, or that of a calendar feed, which may read the member's own dates
-- and nothing else. Membership and role are read afresh each time, and for whom the member stands in today: as JSON, the
-- absent colleague and whether hidden cases are among it, null for nobody.
create or replace function app.enter(ticket bytea, out org_id uuid, out member_id uuid, out role text, out name text,
  out organisation_name text, out organisation_kind text, out session_ref uuid, out teams uuid[], out led_teams uuid[],
  out memberships int, out absent text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare s door.sessions; work door.job_tickets; feed door.feed_tickets;
begin
  perform door.close_context();
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
  perform door.open_context(s.org_id, s.member_id);
  -- One statement, since each costs more to start than to run.
  select m.role, m.name, o.name, o.kind, coalesce(t.teams, '{}'), coalesce(t.led, '{}'),
      (select count(*) from door.memberships d where d.account_id = s.account_id),
      (select json_object_agg(a.member_id, a.hidden_too)::text from (
        select b.member_id, bool_or(b.includes_restricted) as hidden_too from public.absences b
         where b.org_id = s.org_id and b.deputy_id = s.member_id and b.ended_at is null
           and (now() at time zone 'Europe/Berlin')::date between b.starts_on and b.ends_on
         group by b.member_id) a)
    into enter.role, enter.name, organisation_name, organisation_kind, teams, led_teams, memberships, absent
    from public.members m join public.organisations o on o.id = m.org_id
      left join lateral (
        select array_agg(i.team_id) as teams, array_agg(i.team_id) filter (where i.leads) as led
          from public.team_members i where i.org_id = m.org_id and i.member_id = m.id) t on true
   where m.org_id = s.org_id and m.id = s.member_id and m.active and o.closed_at is null;
  if not found then
    perform door.close_context();
    return;
  end if;
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
