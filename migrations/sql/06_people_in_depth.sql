-- What is kept about a person over time, what binds persons, and how two records of one person become one.
alter table clients add column if not exists merged_into uuid;
do $$ begin
  if not exists (select from pg_constraint where conname = 'fk_clients_org_id_merged_into') then
    alter table clients add constraint fk_clients_org_id_merged_into
      foreign key (org_id, merged_into) references clients (org_id, id);
  end if;
end $$;
CREATE TABLE IF NOT EXISTS client_names (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  name_kind TEXT NOT NULL, 
  given_name TEXT, 
  family_name TEXT, 
  native_given_name TEXT, 
  native_family_name TEXT, 
  valid_from DATE, 
  valid_until DATE, 
  source TEXT NOT NULL, 
  note TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_client_names PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_client_names_name_kind CHECK (name_kind in ('current', 'birth', 'former', 'alias', 'german_law', 'passport')), 
  CONSTRAINT ck_client_names_source CHECK (source in ('stated', 'passport', 'residence_document', 'civil_document', 'name_declaration', 'authority', 'replaced', 'duplicate', 'other')), 
  CONSTRAINT fk_client_names_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_client_names_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_client_names_org_id_client_id ON client_names (org_id, client_id);
CREATE TABLE IF NOT EXISTS birth_statements (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  birth_date DATE NOT NULL, 
  birth_precision TEXT NOT NULL, 
  stated_on DATE NOT NULL, 
  source TEXT NOT NULL, 
  note TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_birth_statements PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_birth_statements_birth_precision CHECK (birth_precision in ('day', 'month', 'year', 'unknown')), 
  CONSTRAINT ck_birth_statements_source CHECK (source in ('stated', 'passport', 'residence_document', 'civil_document', 'name_declaration', 'authority', 'replaced', 'duplicate', 'other')), 
  CONSTRAINT fk_birth_statements_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_birth_statements_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_birth_statements_org_id_client_id ON birth_statements (org_id, client_id);
CREATE TABLE IF NOT EXISTS contact_channels (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  channel_kind TEXT NOT NULL, 
  value TEXT NOT NULL, 
  preferred BOOLEAN NOT NULL, 
  do_not_call BOOLEAN NOT NULL, 
  no_messages BOOLEAN NOT NULL, 
  shared BOOLEAN NOT NULL, 
  only_at TEXT, 
  note TEXT, 
  valid_until DATE, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_contact_channels PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_contact_channels_channel_kind CHECK (channel_kind in ('phone', 'mobile', 'email', 'messenger', 'post', 'through_others')), 
  CONSTRAINT fk_contact_channels_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_contact_channels_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_contact_channels_org_id_client_id ON contact_channels (org_id, client_id);
CREATE TABLE IF NOT EXISTS citizenships (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  country TEXT NOT NULL, 
  valid_from DATE, 
  valid_until DATE, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_citizenships PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_citizenships_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_citizenships_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_citizenships_org_id_client_id ON citizenships (org_id, client_id);
CREATE TABLE IF NOT EXISTS residence_titles (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  residence_status TEXT NOT NULL, 
  issued_on DATE, 
  valid_until DATE, 
  authority TEXT, 
  number TEXT, 
  note TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_residence_titles PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_residence_titles_residence_status CHECK (residence_status in ('german', 'late_resettler', 'eu_free_movement', 'eu_family_card', 'swiss', 'visa_exempt', 'visa_schengen', 'visa_national', 'training', 'studies', 'recognition', 'language_course', 'skilled_vocational', 'skilled_academic', 'blue_card', 'other_employment', 'job_search', 'self_employment', 'admission', 'temporary_protection', 'asylum', 'refugee', 'subsidiary_protection', 'deportation_ban', 'humanitarian_other', 'well_integrated', 'opportunity_right', 'family_of_german', 'family', 'independent_spouse', 'right_of_return', 'former_german', 'settlement', 'eu_long_term', 'fiction_certificate', 'asylum_permit', 'toleration', 'toleration_work', 'no_title', 'unknown')), 
  CONSTRAINT fk_residence_titles_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_residence_titles_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_residence_titles_org_id_client_id ON residence_titles (org_id, client_id);
CREATE TABLE IF NOT EXISTS known_languages (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  language TEXT NOT NULL, 
  spoken TEXT, 
  written TEXT, 
  interpreter_needed BOOLEAN NOT NULL, 
  evidence TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_known_languages PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_known_languages_spoken CHECK (spoken in ('none', 'a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'native', 'unknown')), 
  CONSTRAINT ck_known_languages_written CHECK (written in ('none', 'a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'native', 'unknown')), 
  CONSTRAINT fk_known_languages_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_known_languages_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_known_languages_org_id_client_id ON known_languages (org_id, client_id);
CREATE TABLE IF NOT EXISTS qualifications (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  qualification_kind TEXT NOT NULL, 
  title TEXT NOT NULL, 
  code_system TEXT, 
  code TEXT, 
  country TEXT, 
  from_year INTEGER, 
  until_year INTEGER, 
  recognition TEXT, 
  note TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_qualifications PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_qualifications_qualification_kind CHECK (qualification_kind in ('school', 'vocational', 'university', 'further', 'other', 'work')), 
  CONSTRAINT ck_qualifications_code_system CHECK (code_system in ('kldb_2010', 'isco_08')), 
  CONSTRAINT ck_qualifications_recognition CHECK (recognition in ('not_needed', 'not_applied', 'pending', 'partial', 'full', 'refused')), 
  CONSTRAINT fk_qualifications_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_qualifications_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_qualifications_org_id_client_id ON qualifications (org_id, client_id);
CREATE TABLE IF NOT EXISTS disputes (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  field TEXT NOT NULL, 
  kept_version TEXT, 
  their_version TEXT NOT NULL, 
  disputed_on DATE NOT NULL, 
  settled_on DATE, 
  settlement TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_disputes PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_disputes_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_disputes_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_disputes_org_id_client_id ON disputes (org_id, client_id);
CREATE TABLE IF NOT EXISTS client_relations (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  other_id UUID NOT NULL, 
  relation_kind TEXT NOT NULL, 
  valid_from DATE, 
  valid_until DATE, 
  note TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_client_relations PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_client_relations_relation_kind CHECK (relation_kind in ('spouse', 'partner', 'former_partner', 'child', 'parent', 'sibling', 'grandparent', 'grandchild', 'guardian', 'ward', 'carer', 'cared_for', 'relative', 'confidant', 'trusted_by')), 
  CONSTRAINT fk_client_relations_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_client_relations_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id), 
  CONSTRAINT fk_client_relations_org_id_other_id FOREIGN KEY(org_id, other_id) REFERENCES clients (org_id, id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS ix_client_relations_org_id_client_id ON client_relations (org_id, client_id);
CREATE INDEX IF NOT EXISTS ix_client_relations_org_id_other_id ON client_relations (org_id, other_id);
CREATE TABLE IF NOT EXISTS protected_addresses (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  address TEXT NOT NULL, 
  blocked_until DATE, 
  note TEXT, 
  client_id UUID NOT NULL, 
  recorded_by UUID, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_protected_addresses PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_protected_addresses_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_protected_addresses_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_protected_addresses_org_id_client_id ON protected_addresses (org_id, client_id);
CREATE TABLE IF NOT EXISTS client_merges (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  kept_id UUID NOT NULL, 
  merged_id UUID NOT NULL, 
  taken JSONB NOT NULL, 
  moved JSONB DEFAULT '[]' NOT NULL, 
  merged_by UUID NOT NULL, 
  merged_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  undone_by UUID, 
  undone_at TIMESTAMP WITH TIME ZONE, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_client_merges PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_client_merges_org_id_kept_id FOREIGN KEY(org_id, kept_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_client_merges_org_id_merged_id FOREIGN KEY(org_id, merged_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_client_merges_org_id_merged_by FOREIGN KEY(org_id, merged_by) REFERENCES members (org_id, id), 
  CONSTRAINT fk_client_merges_org_id_undone_by FOREIGN KEY(org_id, undone_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_client_merges_org_id_kept_id ON client_merges (org_id, kept_id);
CREATE INDEX IF NOT EXISTS ix_client_merges_org_id_merged_id ON client_merges (org_id, merged_id);

-- Whoever enters or changes a client, a form, an import or a referral: the present values also stand among the facts.
-- Nothing is ended here; whoever replaces a value says what became of the old one.
-- Each person's facts are looked up by their key: `offset 0` keeps "not exists" from becoming a join, for which all facts
-- of the organisation would be read whenever one client is entered.
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
revoke all on function app.add_missing_facts(uuid, uuid[]) from public;
grant execute on function app.add_missing_facts(uuid, uuid[]) to casework_app;

-- Once for each statement and not for each row, so that many clients can be entered at once.
create or replace function app.keep_facts_of_new() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare org uuid; ids uuid[];
begin
  for org, ids in select f.org_id, array_agg(f.id) from fresh f group by f.org_id loop
    perform app.add_missing_facts(org, ids);
  end loop;
  return null;
end $$;
create or replace function app.keep_facts_of_changed() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare org uuid; ids uuid[];
begin
  for org, ids in select f.org_id, array_agg(f.id) from fresh f join before b on b.org_id = f.org_id and b.id = f.id
      where (b.phone, b.email, b.citizenships, b.residence_status, b.residence_until, b.languages, b.german_level,
             b.interpreter_language, b.occupation, b.qualification)
         is distinct from (f.phone, f.email, f.citizenships, f.residence_status, f.residence_until, f.languages,
             f.german_level, f.interpreter_language, f.occupation, f.qualification)
      group by f.org_id loop
    perform app.add_missing_facts(org, ids);
  end loop;
  return null;
end $$;
revoke all on function app.keep_facts_of_new(), app.keep_facts_of_changed() from public;
drop trigger if exists keep_facts_of_new on clients;
create trigger keep_facts_of_new after insert on clients referencing new table as fresh
  for each statement execute function app.keep_facts_of_new();
drop trigger if exists keep_facts_of_changed on clients;
create trigger keep_facts_of_changed after update on clients referencing old table as before new table as fresh
  for each statement execute function app.keep_facts_of_changed();

-- Every column that names a client, read from the catalogue, so that a table that is added later is moved as well.
-- Left out: the mark of the merged record itself and the merges, which tell what was whose; and the search keys,
-- which are made anew from the names.
create or replace function app.client_references(out in_table text, out in_column text) returns setof record
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.relname::text, a.attname::text
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    cross join lateral unnest(k.conkey, k.confkey) as pair (own, referred)
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
    join pg_attribute r on r.attrelid = k.confrelid and r.attnum = pair.referred
   where k.contype = 'f' and k.confrelid = 'public.clients'::regclass and r.attname = 'id'
     and c.relname not in ('clients', 'client_merges', 'name_keys')
   order by 1, 2
$$;
revoke all on function app.client_references() from public;

-- Moves every reference from the merged record to the one that is kept, within the organisation of the context, and
-- writes down each move. It acts as the owner because some tables may be changed by functions only; what it may do
-- is told by client_merges, whose list of moves the program cannot write itself.
create or replace function app.merge_client(merge uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); m public.client_merges; place record; found_id uuid; aside jsonb;
  moves jsonb := '[]'; found_both int;
  -- That somebody belongs to something says nothing more when the kept record belongs to it already.
  belonging constant text[] := array['case_persons', 'household_persons', 'different_people', 'esf_exits',
    'plan_signatures'];
  -- Before it is sent and after it ended without a copy a person's place in a referral binds nobody elsewhere.
  loose constant text[] := array['draft', 'consent_pending', 'ready', 'client_refused', 'withdrawn', 'declined',
    'expired', 'entered_in_error'];
  facts constant text[] := array['client_names', 'birth_statements', 'contact_channels', 'citizenships',
    'residence_titles', 'known_languages', 'qualifications'];
  of_no_weight constant text[] := array['id', 'client_id', 'recorded_by', 'recorded_at', 'version'];
  each text;
begin
  select * into m from public.client_merges x where x.org_id = org and x.id = merge for update;
  if not found or m.undone_at is not null or m.moved <> '[]' then raise exception 'There is no such merge.'; end if;
  perform from public.clients c where c.org_id = org and c.id in (m.kept_id, m.merged_id) and c.merged_into is null
    order by c.id for update;
  get diagnostics found_both = row_count;
  if found_both <> 2 then raise exception 'One of these records was merged already.'; end if;
  -- What bound the two records to each other binds nobody any more.
  for place in select r.in_table, min(r.in_column) as one, max(r.in_column) as other
      from app.client_references() r group by r.in_table having count(*) = 2 loop
    for aside in execute format('delete from public.%I x where org_id = $1 and (%I, %I) in (($2, $3), ($3, $2))
        returning to_jsonb(x)', place.in_table, place.one, place.other) using org, m.kept_id, m.merged_id loop
      moves := moves || jsonb_build_object('table', place.in_table, 'row', aside);
    end loop;
  end loop;
  -- What both records say in the same words needs to stand there only once.
  foreach each in array facts loop
    for aside in execute format('delete from public.%I x where x.org_id = $1 and x.client_id = $2 and exists (select
        from public.%I y where y.org_id = $1 and y.client_id = $3 and to_jsonb(y) - $4 = to_jsonb(x) - $4)
        returning to_jsonb(x)', each, each) using org, m.merged_id, m.kept_id, of_no_weight loop
      moves := moves || jsonb_build_object('table', each, 'row', aside);
    end loop;
  end loop;
  -- In one referral only one of the two can stand: the one that says more.
  for aside in delete from public.referral_persons x where x.org_id = org and x.client_id in (m.kept_id, m.merged_id)
      and x.state = any(loose) and exists (select from public.referral_persons y where y.org_id = org
        and y.referral_id = x.referral_id and y.client_id in (m.kept_id, m.merged_id) and y.id <> x.id
        and (not y.state = any(loose) or y.client_id = m.kept_id))
      returning to_jsonb(x) loop
    moves := moves || jsonb_build_object('table', 'referral_persons', 'row', aside);
  end loop;
  for place in select * from app.client_references() loop
    for found_id in execute format('select id from public.%I where org_id = $1 and %I = $2 order by id',
        place.in_table, place.in_column) using org, m.merged_id loop
      begin
        execute format('update public.%I set %I = $1 where org_id = $2 and id = $3', place.in_table, place.in_column)
          using m.kept_id, org, found_id;
        moves := moves || jsonb_build_object('table', place.in_table, 'column', place.in_column, 'id', found_id);
      exception when unique_violation then
        if place.in_table = 'referral_persons' then
          raise exception 'Both records are in one referral that was sent, and there they are two people. Withdraw one of them there, or wait until one was declined; then the records can be merged.';
        elsif not place.in_table = any(belonging) then
          raise exception 'Both records stand in the same entry; end that first.';
        end if;
        execute format('delete from public.%I x where org_id = $1 and id = $2 returning to_jsonb(x)', place.in_table)
          into aside using org, found_id;
        moves := moves || jsonb_build_object('table', place.in_table, 'row', aside);
      end;
    end loop;
  end loop;
  update public.clients c set merged_into = m.kept_id, version = c.version + 1
    where c.org_id = org and c.id = m.merged_id;
  update public.client_merges x set moved = moves where x.org_id = org and x.id = merge;
  return jsonb_array_length(moves);
end $$;

-- Takes a merge back: what was moved and is still there goes back, what was set aside is put in again.
create or replace function app.undo_merge(merge uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); m public.client_merges; move jsonb; place record; back int := 0; this int;
begin
  select * into m from public.client_merges x where x.org_id = org and x.id = merge for update;
  if not found or m.undone_at is not null then raise exception 'There is no such merge.'; end if;
  update public.clients c set merged_into = null, version = c.version + 1
    where c.org_id = org and c.id = m.merged_id and c.merged_into = m.kept_id;
  if not found then raise exception 'One of these records was merged already.'; end if;
  for move in select e.value from jsonb_array_elements(m.moved) with ordinality e (value, place) order by e.place desc loop
    select * into place from app.client_references() r where r.in_table = move->>'table'
      and r.in_column = coalesce(move->>'column', r.in_column) limit 1;
    if not found then continue; end if;
    -- Who stands where cannot be told any more once the one case of both was split or left by the kept person.
    if move->>'table' = 'case_persons' and move ? 'row' and not exists (select from public.case_persons x
         where x.org_id = org and x.case_id = (move->'row'->>'case_id')::uuid and x.client_id = m.kept_id) then
      raise exception 'A case in which both records stood was split or changed since. What belongs to whom cannot be told apart any more, so the merge stays; enter a new person instead.';
    end if;
    if move ? 'row' then
      begin
        execute format('insert into public.%I select (jsonb_populate_record(null::public.%I, $1)).* on conflict do nothing',
          place.in_table, place.in_table) using move->'row';
      exception when foreign_key_violation then
        -- What it belonged to, a household for instance, is gone by now; so there is nothing to go back to.
        continue;
      end;
    else
      execute format('update public.%I set %I = $1 where org_id = $2 and id = $3 and %I = $4',
        place.in_table, place.in_column, place.in_column) using m.merged_id, org, (move->>'id')::uuid, m.kept_id;
    end if;
    get diagnostics this = row_count;
    back := back + this;
  end loop;
  update public.client_merges x set undone_by = app.current_member(), undone_at = clock_timestamp(),
    version = x.version + 1 where x.org_id = org and x.id = merge;
  return back;
end $$;
