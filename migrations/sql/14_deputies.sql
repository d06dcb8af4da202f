-- For whom the entered member stands in today, as JSON: the absent colleague and whether hidden cases are among it;
-- null for nobody. It asks by the signed context alone, behind the fence, as whoever entered.
create or replace function app.deputised() returns text language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
begin
  return (select json_object_agg(d.member_id, d.hidden_too)::text from (
    select a.member_id, bool_or(a.includes_restricted) as hidden_too from public.absences a
    where a.org_id = app.current_org() and a.deputy_id = app.current_member() and a.ended_at is null
      and (now() at time zone 'Europe/Berlin')::date between a.starts_on and a.ends_on
    group by a.member_id) d);
end $$;
