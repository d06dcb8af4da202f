-- Splitting a joint case. The function runs as the owner of the tables, who is fenced like everybody: it reaches nothing
-- but the organisation of the context. What is about one person goes with that person; what is about all stays,
-- goes along or is there twice, as `moved`, `copied` and `kept` name it, else as `copy_rest` says. `along` are people of
-- the same household who belong to no side, children for instance, and who live with those who go from now on.
create or replace function app.split_case(old_case uuid, new_case uuid, movers uuid[], moved uuid[], copied uuid[],
  kept uuid[], copy_rest boolean, new_owner uuid, household_name text,
  along uuid[])
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); old_owner uuid; r public.referrals; part record; home record; home_id uuid;
begin
  select k.owner_id into old_owner from public.cases k where k.org_id = org and k.id = old_case for update;
  if not found or not exists (select from public.cases k where k.org_id = org and k.id = new_case
       and k.client_ids = '{}') then
    raise exception 'This case cannot be split.';
  end if;
  if exists (select from unnest(movers) m where not exists (select from public.case_persons p
       where p.org_id = org and p.case_id = old_case and p.client_id = m))
     or not exists (select from public.case_persons p where p.org_id = org and p.case_id = old_case
       and not p.client_id = any(movers)) then
    raise exception 'Somebody has to go and somebody has to stay.';
  end if;
  update public.case_persons p set case_id = new_case
   where p.org_id = org and p.case_id = old_case and p.client_id = any(movers);
  -- The trigger looks at the case a person came to; the one they left has to be told as well.
  update public.cases k set client_ids = coalesce((select array_agg(p.client_id order by p.id) from public.case_persons p
      where p.org_id = org and p.case_id = k.id), '{}') where k.org_id = org and k.id in (old_case, new_case);
  for part in select * from (values ('case_notes', 'about_id', true), ('appointments', null, true),
      ('deadlines', 'client_id', true), ('tasks', null, true), ('documents', null, false),
      ('light_contacts', 'client_id', false), ('case_results', 'client_id', false), ('esf_exits', 'client_id', false))
      as listed (name, person, twice) loop
    execute format('update public.%I x set case_id = $1 where x.org_id = $2 and x.case_id = $3 and %s', part.name,
      case when part.person is null then 'x.id = any($5)'
           else format('(x.%I = any($4) or (x.%I is null and x.id = any($5)))', part.person, part.person) end)
      using new_case, org, old_case, movers, moved;
    if part.twice then
      execute format('insert into public.%I select (jsonb_populate_record(null::public.%I, to_jsonb(x)
          || jsonb_build_object(''id'', app.uuid7(), ''case_id'', $1, ''version'', 1)
          -- A copy of what lies ahead is at once with whoever carries the new case.
          || case when to_jsonb(x)->>''member_id'' = $7 and (to_jsonb(x)->>''starts_at'')::timestamptz > now()
               then jsonb_build_object(''member_id'', $8) else ''{}'' end)).* from public.%I x
          where x.org_id = $2 and x.case_id = $3 and %s
            and (x.id = any($5) or ($6 and not x.id = any($4)))', part.name, part.name, part.name,
          case when part.person is null then 'true' else format('x.%I is null', part.person) end)
        using new_case, org, old_case, kept, copied, copy_rest, old_owner::text, new_owner;
    end if;
  end loop;
  -- Papers go with what they were put to.
  update public.documents d set case_id = new_case where d.org_id = org and d.case_id = old_case
    and (exists (select from public.case_notes n where n.org_id = org and n.id = d.note_id and n.case_id = new_case)
      or exists (select from public.appointments a where a.org_id = org and a.id = d.appointment_id
                 and a.case_id = new_case));
  -- Of a paper that both have the copy hangs on nothing: what it was put to stands on the other side.
  for part in select d.id, app.uuid7() as copy_id from public.documents d where d.org_id = org and d.case_id = old_case
      and d.removed_at is null and d.note_id is null
      and (d.id = any(copied) or (copy_rest and not d.id = any(kept))) loop
    insert into public.documents select (jsonb_populate_record(null::public.documents, to_jsonb(d)
        || jsonb_build_object('id', part.copy_id, 'case_id', new_case, 'appointment_id', null, 'version', 1))).*
      from public.documents d where d.org_id = org and d.id = part.id;
    insert into public.document_contents (org_id, id, content)
      select org, part.copy_id, x.content from public.document_contents x where x.org_id = org and x.id = part.id;
  end loop;
  if new_owner <> old_owner then
    update public.appointments a set member_id = new_owner
     where a.org_id = org and a.case_id = new_case and a.member_id = old_owner and a.starts_at > now();
    update public.tasks t set assignee_id = new_owner
     where t.org_id = org and t.case_id = new_case and t.assignee_id = old_owner and t.done_at is null;
    -- Whoever entered a person stands to them as their own; that goes over with the case.
    update public.clients c set created_by = new_owner where c.org_id = org and c.id = any(movers);
  end if;
  update public.clients c set restricted = true where c.org_id = org and c.id = any(movers) and not c.restricted
    and exists (select from public.cases k where k.org_id = org and k.id = new_case and k.restricted);
  insert into public.case_phases (org_id, id, case_id, phase, since, moved_by, created_at)
    select org, app.uuid7(), new_case, p.phase, p.since, p.moved_by, p.created_at from public.case_phases p
     where p.org_id = org and p.case_id = old_case order by p.since, p.created_at;
  perform app.split_plans(old_case, new_case, movers, copy_rest);
  for r in select * from public.referrals x where x.org_id = org and x.case_id = old_case
      and exists (select from public.referral_persons p where p.org_id = org and p.referral_id = x.id
                  and p.client_id = any(movers)) for update loop
    if exists (select from public.referral_persons p where p.org_id = org and p.referral_id = r.id
               and not p.client_id = any(movers)) then
      home_id := r.id;
      r.id := app.uuid7();
      r.case_id := new_case;
      if not copy_rest then r.message := null; end if;
      insert into public.referrals select r.*;
      update public.referral_persons p set referral_id = r.id
       where p.org_id = org and p.referral_id = home_id and p.client_id = any(movers);
    else
      update public.referrals x set case_id = new_case where x.org_id = org and x.id = r.id;
    end if;
  end loop;
  update public.received_persons v set case_id = new_case
   where v.org_id = org and v.case_id = old_case and v.client_id = any(movers);
  for home in select h.* from public.households h where h.org_id = org
      and exists (select from public.household_persons p where p.org_id = org and p.household_id = h.id
                  and p.client_id = any(movers))
      and exists (select from public.household_persons p join public.case_persons c on c.org_id = p.org_id
                  and c.client_id = p.client_id and c.case_id = old_case
                  where p.org_id = org and p.household_id = h.id) loop
    home_id := app.uuid7();
    insert into public.households select (jsonb_populate_record(null::public.households, to_jsonb(h)
        || jsonb_build_object('id', home_id, 'name', household_name, 'version', 1, 'created_at', now(),
                              'changed_at', now()))).* from public.households h where h.org_id = org and h.id = home.id;
    update public.household_persons p set household_id = home_id
     where p.org_id = org and p.household_id = home.id and (p.client_id = any(movers) or (p.client_id = any(along)
       and not exists (select from public.case_persons c where c.org_id = org and c.case_id = old_case
                       and c.client_id = p.client_id)));
    update public.households h set changed_at = now(), version = h.version + 1 where h.org_id = org and h.id = home.id;
    update public.cases k set household_id = home_id where k.org_id = org and k.id = new_case;
  end loop;
end $$;

-- What reviews found about the goals that go, or about all others.
create or replace function app.findings_of(findings jsonb, goals uuid[], those boolean) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(f), '[]') from jsonb_array_elements(findings) f
   where exists (select from unnest(goals) o where position(o::text in f::text) > 0) = those $$;
-- The same for what a review said until it was corrected; the summaries speak of everybody.
create or replace function app.earlier_findings_of(earlier jsonb, goals uuid[], those boolean, summaries boolean)
returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(e || jsonb_build_object('findings', app.findings_of(e->'findings', goals, those),
      'summary', case when summaries then e->'summary' end)), '[]') from jsonb_array_elements(earlier) e $$;

-- Every version of the plan is kept on both sides, each with its own persons' goals, measures and signatures.
create or replace function app.split_plans(old_case uuid, new_case uuid, movers uuid[], copy_rest boolean)
returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); p public.plans; old_plan uuid; g public.plan_goals; old_goal uuid; gone uuid[];
begin
  select array_agg(distinct known.id) into gone from public.plan_goals x, unnest(array[x.id, x.origin_id]) known(id)
   where x.org_id = org and x.case_id = old_case and x.client_id = any(movers);
  for p in select * from public.plans x where x.org_id = org and x.case_id = old_case order by x.number loop
    if not copy_rest and not exists (select from public.plan_goals x where x.org_id = org and x.plan_id = p.id
         and x.client_id = any(movers)) then
      delete from public.plan_signatures x where x.org_id = org and x.plan_id = p.id and x.client_id = any(movers);
      continue;
    end if;
    old_plan := p.id;
    p.id := app.uuid7();
    p.case_id := new_case;
    if not copy_rest then p.situation := null; end if;
    insert into public.plans select p.*;
    update public.plan_goals x set plan_id = p.id, case_id = new_case
     where x.org_id = org and x.plan_id = old_plan and x.client_id = any(movers);
    update public.plan_measures m set plan_id = p.id, case_id = new_case where m.org_id = org and m.plan_id = old_plan
      and exists (select from public.plan_goals x where x.org_id = org and x.id = m.goal_id and x.plan_id = p.id);
    update public.plan_signatures x set plan_id = p.id, case_id = new_case
     where x.org_id = org and x.plan_id = old_plan and x.client_id = any(movers);
    if copy_rest then
      for g in select * from public.plan_goals x where x.org_id = org and x.plan_id = old_plan
          and x.client_id is null loop
        old_goal := g.id;
        g.id := app.uuid7();
        g.plan_id := p.id;
        g.case_id := new_case;
        insert into public.plan_goals select g.*;
        insert into public.plan_measures select (jsonb_populate_record(null::public.plan_measures, to_jsonb(m)
            || jsonb_build_object('id', app.uuid7(), 'goal_id', g.id, 'plan_id', p.id, 'case_id', new_case))).*
          from public.plan_measures m where m.org_id = org and m.goal_id = old_goal;
      end loop;
    end if;
    -- What a review found about goals that went goes as well; its summary speaks of everybody and stays.
    insert into public.plan_reviews select (jsonb_populate_record(null::public.plan_reviews, to_jsonb(v)
        || jsonb_build_object('id', app.uuid7(), 'plan_id', p.id, 'case_id', new_case,
             'summary', case when copy_rest then v.summary end,
             'findings', app.findings_of(v.findings, gone, true),
             'earlier', app.earlier_findings_of(v.earlier, gone, true, copy_rest)))).*
      from public.plan_reviews v where v.org_id = org and v.plan_id = old_plan;
    update public.plan_reviews v set findings = app.findings_of(v.findings, gone, false),
        earlier = app.earlier_findings_of(v.earlier, gone, false, true)
     where v.org_id = org and v.plan_id = old_plan and gone is not null;
  end loop;
end $$;
