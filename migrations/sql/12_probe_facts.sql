-- The same as before, but each person's facts are looked up by their key: `offset 0` keeps "not exists" from becoming a
-- join, for which all facts of the organisation were read whenever one client was entered.
create or replace function app.add_missing_facts(org uuid, clients uuid[]) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into public.contact_channels (org_id, id, client_id, recorded_by, recorded_at, channel_kind, value, preferred,
      do_not_call, no_messages, shared)
    select c.org_id, app.uuid7(), c.id, app.current_member(), clock_timestamp(), v.kind, v.value, false, false, false, false
      from public.clients c cross join lateral (values ('phone', c.phone), ('email', c.email)) v (kind, value)
     where c.org_id = org and c.id = any(clients) and v.value is not null
       and not exists (select from public.contact_channels x
         where x.org_id = c.org_id and x.client_id = c.id and x.value = v.value and x.valid_until is null offset 0);
  insert into public.citizenships (org_id, id, client_id, recorded_by, recorded_at, country)
    select c.org_id, app.uuid7(), c.id, app.current_member(), clock_timestamp(), v.country
      from public.clients c cross join lateral unnest(c.citizenships) with ordinality v (country, place)
     where c.org_id = org and c.id = any(clients)
       and not exists (select from public.citizenships x
         where x.org_id = c.org_id and x.client_id = c.id and x.country = v.country and x.valid_until is null offset 0)
     order by v.place;
  insert into public.residence_titles (org_id, id, client_id, recorded_by, recorded_at, residence_status, valid_until)
    select c.org_id, app.uuid7(), c.id, app.current_member(), clock_timestamp(), c.residence_status, c.residence_until
      from public.clients c
     where c.org_id = org and c.id = any(clients) and c.residence_status is not null
       and not exists (select from public.residence_titles x where x.org_id = c.org_id and x.client_id = c.id
         and x.residence_status = c.residence_status and x.valid_until is not distinct from c.residence_until offset 0);
  insert into public.known_languages (org_id, id, client_id, recorded_by, recorded_at, language, spoken, interpreter_needed)
    select c.org_id, app.uuid7(), c.id, app.current_member(), clock_timestamp(), v.language,
        case when v.language = 'de' then c.german_level end, v.language is not distinct from c.interpreter_language
      from public.clients c
     cross join lateral (select l.language, min(l.place) as place
         from unnest(c.languages || array[c.interpreter_language, case when c.german_level is not null then 'de' end])
           with ordinality l (language, place) where l.language is not null group by l.language) v
     where c.org_id = org and c.id = any(clients)
       and not exists (select from public.known_languages x
         where x.org_id = c.org_id and x.client_id = c.id and x.language = v.language offset 0)
     order by v.place;
  update public.known_languages x set spoken = c.german_level, version = x.version + 1
    from public.clients c
   where c.org_id = org and c.id = any(clients) and x.org_id = org and x.client_id = any(clients) and x.client_id = c.id
     and x.language = 'de'
     and c.german_level is not null and x.spoken is distinct from c.german_level;
  insert into public.qualifications (org_id, id, client_id, recorded_by, recorded_at, qualification_kind, title)
    select c.org_id, app.uuid7(), c.id, app.current_member(), clock_timestamp(), v.kind, v.title
      from public.clients c
     cross join lateral (values ('work', c.occupation), ('other', c.qualification)) v (kind, title)
     where c.org_id = org and c.id = any(clients) and v.title is not null
       and not exists (select from public.qualifications x
         where x.org_id = c.org_id and x.client_id = c.id and x.title = v.title offset 0);
$$;
