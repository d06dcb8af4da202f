-- The one door between two organisations. Every function here belongs to casework_exchange, which sees both ends; the
-- program may only call those that it is granted, and each takes its organisation from the context.
--
-- Locks are taken in one order everywhere, so that moves queue instead of deadlocking: release, offer, the sender's person,
-- the receiver's person. Whoever waits for a free place is moved under the lock of the offer.
create table if not exists app.referral_moves (
  state text not null, act text not null, next_state text not null,
  by_sender boolean not null, by_receiver boolean not null, by_system boolean not null,
  primary key (state, act));

-- What a release's categories mean in fields; preview and transmission both read here, so they cannot differ.
create or replace function app.compose_parcel(org uuid, client uuid, referral_case uuid, categories text[])
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'contact', case when 'contact' = any(categories) then jsonb_build_object(
      'given_name', c.given_name, 'family_name', c.family_name, 'native_given_name', c.native_given_name,
      'native_family_name', c.native_family_name, 'gender', c.gender, 'languages', to_jsonb(c.languages),
      'german_level', c.german_level, 'interpreter_language', c.interpreter_language, 'district', c.district,
      'town', c.town, 'phone', c.phone, 'email', c.email, 'contact_hint', c.contact_hint) end,
    'occupation', case when 'occupation' = any(categories) then jsonb_build_object(
      'occupation', c.occupation, 'qualification', c.qualification) end,
    'venture', case when 'venture' = any(categories) then jsonb_build_object(
      'venture', k.venture, 'venture_start', k.venture_start) end,
    'residence', case when 'residence' = any(categories) then jsonb_build_object(
      'citizenships', to_jsonb(c.citizenships), 'residence_status', c.residence_status,
      'residence_until', c.residence_until) end,
    'family', case when 'family' = any(categories) then jsonb_build_object('family', c.family) end,
    'benefits', case when 'benefits' = any(categories) then jsonb_build_object('benefits', c.benefits) end,
    'counselling', case when 'counselling' = any(categories) then jsonb_build_object(
      'concern', k.concern, 'phase', k.phase) end,
    'health', case when 'health' = any(categories) then jsonb_build_object('health', c.health) end))
  from public.clients c join public.cases k on k.org_id = c.org_id and k.id = referral_case
  where c.org_id = org and c.id = client $$;

create or replace function app.record_exchange(org uuid, actor uuid, acting_role text, other uuid, what text,
  object_kind text, object uuid, shown uuid[], passed text[], basis uuid, result text)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into public.audit_events (org_id, id, actor_id, actor_role, on_behalf_of, action, object_type, object_id,
    subjects, fields, legal_basis_ref, outcome)
  values (org, app.uuid7(), actor, acting_role, other, what, object_kind, object, shown, passed, basis, result) $$;

create or replace function app.acting_role() returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select m.role from public.members m where m.org_id = app.current_org() and m.id = app.current_member() $$;

-- Exactly what the receiver would see of one person, from the sender's own tables.
create or replace function app.preview_parcel(person uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare p public.referral_persons; r public.referrals;
begin
  select * into p from public.referral_persons x where x.org_id = app.current_org() and x.id = person;
  if not found then return null; end if;
  select * into strict r from public.referrals x where x.org_id = p.org_id and x.id = p.referral_id;
  return app.compose_parcel(p.org_id, p.client_id, r.case_id, r.categories);
end $$;

-- One line in the history of a person's referral; each side keeps its own.
create or replace function app.note_step(org uuid, person uuid, new_state text, by_name text, code text, said text)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into public.referral_steps (org_id, id, person_id, state, at, by_organisation, reason_code, words)
  values (org, app.uuid7(), person, new_state, clock_timestamp(), by_name, code, said) $$;

-- Whether a referral may leave at all: to an organisation that takes part, for an offer that is still open.
create or replace function app.check_recipient(r public.referrals) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if r.referral_kind = 'info_only' then raise exception 'Signposting passes nothing on.'; end if;
  if r.recipient_org_id = r.org_id then raise exception 'A referral goes to another organisation.'; end if;
  if not exists (select from public.organisations o where o.id = r.recipient_org_id and o.closed_at is null
                 and o.kind <> 'network_operator') then
    raise exception 'The recipient no longer takes part in the network.';
  end if;
  if r.offer_id is not null and not exists (
       select from public.directory_offers d where d.id = r.offer_id and d.org_id = r.recipient_org_id) then
    raise exception 'This offer is no longer open; choose another one.';
  end if;
  if r.categories = '{}' then raise exception 'Choose what is passed on before you send.'; end if;
end $$;

-- The transmission: everyone who is ready, or nobody. `seen` is the fingerprint of the preview that was agreed to.
create or replace function app.transmit(referral uuid, seen text default null) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); r public.referrals; p public.referral_persons; g public.releases;
  here text; sender text; envelope public.received_referrals; sent int := 0; parcel jsonb; shown text := '';
  today date := (now() at time zone 'Europe/Berlin')::date;
begin
  select * into r from public.referrals x where x.org_id = org and x.id = referral for update;
  if not found then raise exception 'There is no such referral.'; end if;
  perform app.check_recipient(r);
  select o.name into strict here from public.organisations o where o.id = org;
  select m.name into strict sender from public.members m where m.org_id = org and m.id = app.current_member();
  -- Whoever revokes holds the release first and then moves the persons, so it is locked in that order here as well.
  perform from public.releases x where x.org_id = org and x.id in (
      select y.release_id from public.referral_persons y
       where y.org_id = org and y.referral_id = referral and y.state = 'ready') order by x.id for share;
  insert into public.received_referrals (org_id, id, sender_org_id, sender_name, sender_person, referral_kind, offer_id,
      offer_title, categories, respond_by, delivered_at)
    values (r.recipient_org_id, r.id, org, here, sender, r.referral_kind, r.offer_id, r.offer_title, r.categories,
      r.respond_by, clock_timestamp())
    on conflict (org_id, id) do nothing;
  select * into strict envelope from public.received_referrals x where x.org_id = r.recipient_org_id and x.id = r.id;
  -- A made-up id must not slip persons into somebody else's envelope, nor an edit into one that was delivered before.
  if envelope.sender_org_id <> org or envelope.categories <> r.categories
     or envelope.offer_id is distinct from r.offer_id then
    raise exception 'This referral was changed after it had been sent; make a new one.';
  end if;
  for p in select * from public.referral_persons x
            where x.org_id = org and x.referral_id = referral and x.state = 'ready' order by x.id for update loop
    select * into g from public.releases x where x.org_id = org and x.id = p.release_id for share;
    if not found or g.client_id <> p.client_id or g.recipient_org_id is distinct from r.recipient_org_id
       or g.revoked_at is not null or g.signed_on is null or today < g.valid_from or today > coalesce(g.valid_until, 'infinity')
       or not r.categories <@ g.categories then
      raise exception 'A release does not cover this referral any more; check it before sending.';
    end if;
    if not exists (select from public.case_persons c
                   where c.org_id = org and c.case_id = r.case_id and c.client_id = p.client_id) then
      raise exception 'This person does not belong to the case.';
    end if;
    parcel := app.compose_parcel(org, p.client_id, r.case_id, r.categories);
    shown := shown || parcel::text || E'\n';
    insert into public.received_persons (org_id, id, received_id, offer_id, state, state_at)
      values (r.recipient_org_id, p.id, r.id, r.offer_id, 'delivered', clock_timestamp());
    insert into public.parcels (org_id, id, snapshot, message, locked)
      values (r.recipient_org_id, p.id, parcel, r.message, false);
    update public.referral_persons x set state = 'delivered', state_at = clock_timestamp(), version = x.version + 1
      where x.org_id = org and x.id = p.id;
    perform app.note_step(org, p.id, 'sent', here, null, null);
    perform app.note_step(org, p.id, 'delivered', here, null, null);
    perform app.note_step(r.recipient_org_id, p.id, 'delivered', here, null, null);
    perform app.record_exchange(org, app.current_member(), app.acting_role(), r.recipient_org_id, 'refer', 'referral',
      r.id, array[p.client_id], r.categories, g.id, 'delivered');
    perform app.record_exchange(r.recipient_org_id, null, 'organisation', org, 'receive', 'received_referral', r.id,
      '{}', r.categories, null, 'delivered');
    sent := sent + 1;
  end loop;
  if sent = 0 then raise exception 'Nobody in this referral is ready to be sent.'; end if;
  if seen is not null and seen <> encode(sha256(convert_to(shown, 'UTF8')), 'hex') then
    raise exception 'The data changed after the preview; look at it again before sending.';
  end if;
  update public.referrals x set sent_at = coalesce(x.sent_at, now()), delivered_at = clock_timestamp(),
    version = x.version + 1 where x.org_id = org and x.id = referral;
  return sent;
end $$;

-- Somebody was shown the way: nothing is sent, nobody else is told, and that is all there is to it.
create or replace function app.note_signpost(referral uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); r public.referrals; p record; here text; noted int := 0;
begin
  select * into r from public.referrals x where x.org_id = org and x.id = referral and x.referral_kind = 'info_only';
  if not found then raise exception 'There is no such referral.'; end if;
  select o.name into strict here from public.organisations o where o.id = org;
  for p in update public.referral_persons x set state = 'completed', state_at = clock_timestamp()
            where x.org_id = org and x.referral_id = referral and x.state = 'draft' returning x.id loop
    perform app.note_step(org, p.id, 'completed', here, 'signposted', null);
    noted := noted + 1;
  end loop;
  return noted;
end $$;

-- Places of an offer: one more or one less taken, and the directory's copy kept right.
create or replace function app.change_places(org uuid, offer uuid, by int) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare o public.offers;
begin
  select * into o from public.offers x where x.org_id = org and x.id = offer for update;
  if not found or o.places is null then return true; end if;
  if by > 0 and o.places_taken + by > o.places then return false; end if;
  update public.offers x set places_taken = greatest(0, x.places_taken + by) where x.org_id = org and x.id = offer;
  update public.directory_offers d set places_free = greatest(0, o.places - greatest(0, o.places_taken + by))
    where d.id = offer and d.org_id = org;
  return true;
end $$;

-- Everyone on the waiting list of an offer is told their present place in it, whoever sent them.
create or replace function app.number_line(receiver uuid, offer uuid) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with line as (
    select v.id, e.sender_org_id, row_number() over (order by v.waiting_since, v.id) as place
      from public.received_persons v join public.received_referrals e on e.org_id = v.org_id and e.id = v.received_id
     where v.org_id = receiver and v.offer_id = offer and v.state = 'waitlisted')
  update public.referral_persons s set place_in_line = line.place from line
   where s.org_id = line.sender_org_id and s.id = line.id and s.place_in_line is distinct from line.place::int $$;

-- What the receiver holds of a person goes or is locked; what the sender had said about them goes with it.
create or replace function app.take_back(receiver uuid, person uuid, sender_name text, keep_locked boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if keep_locked then
    update public.parcels x set locked = true where x.org_id = receiver and x.id = person;
  else
    delete from public.parcels x where x.org_id = receiver and x.id = person;
  end if;
  update public.referral_steps x set words = null
   where x.org_id = receiver and x.person_id = person and x.by_organisation = sender_name;
end $$;

-- The one mover: checks the table of moves, changes both sides, drops or locks the copy, keeps places, records.
create or replace function app.move_person(receiver uuid, person uuid, act text, party text, code text, said text)
returns text language plpgsql set search_path = pg_catalog, pg_temp as $$
declare v public.received_persons; e public.received_referrals; s public.referral_persons; m app.referral_moves;
  by_name text; used_offer uuid; decided text;
  held constant text[] := array['accepted', 'first_contact', 'started'];
  outcomes constant text[] := array['completed', 'discontinued', 'no_show'];
begin
  select y.offer_id into used_offer from public.received_persons y where y.org_id = receiver and y.id = person;
  if not found then raise exception 'There is no such referral.'; end if;
  perform from public.offers x where x.org_id = receiver and x.id = used_offer for update;
  select x.* into strict e from public.received_referrals x join public.received_persons y
    on y.org_id = x.org_id and y.received_id = x.id where y.org_id = receiver and y.id = person;
  -- An id that the sender made up in its own tables must not move another sender's person.
  if party = 'sender' and e.sender_org_id is distinct from app.current_org() then
    raise exception 'There is no such referral.';
  end if;
  select * into strict s from public.referral_persons x where x.org_id = e.sender_org_id and x.id = person for update;
  select * into strict v from public.received_persons x where x.org_id = receiver and x.id = person for update;
  select * into m from app.referral_moves x where x.state = v.state and x.act = move_person.act
    and ((party = 'sender' and x.by_sender) or (party = 'receiver' and x.by_receiver) or (party = 'system' and x.by_system));
  if not found then raise exception 'This step is not possible any more; the referral has moved on.'; end if;
  if (act = 'decline') <> (code is not null) then raise exception 'A refusal needs a reason from the list.'; end if;
  if act in ('ask', 'answer') and coalesce(trim(said), '') = '' then raise exception 'Write what you want to say.'; end if;
  if act = 'accept' and not app.change_places(receiver, v.offer_id, 1) then
    raise exception 'No place is free; put the person on the waiting list.';
  end if;
  -- Nobody else's referral may show who made the place free, so what moves by itself is told in the receiver's name.
  select o.name into strict by_name from public.organisations o
   where o.id = case when party = 'sender' then s.org_id else receiver end;
  if act = 'revoke' and not v.state = any (held || outcomes) then decided := 'delete'; end if;
  update public.received_persons x set state = m.next_state, state_at = clock_timestamp(), version = x.version + 1,
      reason_code = code, words = said, revoked_at = case when act = 'revoke' then clock_timestamp() else x.revoked_at end,
      waiting_since = case when act = 'waitlist' then clock_timestamp() end,
      decision = decided, decided_at = case when decided is not null then clock_timestamp() end
    where x.org_id = receiver and x.id = person;
  update public.referral_persons x set state = m.next_state, state_at = clock_timestamp(), version = x.version + 1,
      reason_code = code, words = said, place_in_line = null, receiver_decision = decided
    where x.org_id = s.org_id and x.id = person;
  perform app.note_step(s.org_id, person, m.next_state, by_name, code, said);
  if act = 'revoke' or m.next_state in ('declined', 'expired', 'withdrawn', 'entered_in_error') then
    perform app.take_back(receiver, person, e.sender_name, act = 'revoke' and decided is null);
  end if;
  perform app.note_step(receiver, person, m.next_state, by_name, code, said);
  perform app.record_exchange(s.org_id, case when party = 'sender' then app.current_member() end,
    case party when 'sender' then app.acting_role() when 'receiver' then 'organisation' else 'system' end,
    receiver, act, 'referral', s.referral_id, array[s.client_id], array['state'], s.release_id, m.next_state);
  perform app.record_exchange(receiver, case when party = 'receiver' then app.current_member() end,
    case party when 'receiver' then app.acting_role() when 'sender' then 'organisation' else 'system' end,
    s.org_id, act, 'received_referral', e.id, array_remove(array[v.client_id], null), array['state'], null, m.next_state);
  if 'waitlisted' in (v.state, m.next_state) then perform app.number_line(receiver, v.offer_id); end if;
  if v.state = any (held) and not m.next_state = any (held || array['completed']) then
    perform app.change_places(receiver, v.offer_id, -1);
    perform app.move_up(receiver, v.offer_id);
  end if;
  return m.next_state;
end $$;

-- Places became free: those who have waited longest move up, one for each place, and both sides see it.
create or replace function app.move_up(receiver uuid, offer uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare waiting uuid;
begin
  loop
    perform from public.offers o where o.org_id = receiver and o.id = offer and o.places_taken < o.places for update;
    exit when not found;
    select x.id into waiting from public.received_persons x
     where x.org_id = receiver and x.offer_id = offer and x.state = 'waitlisted' order by x.waiting_since, x.id limit 1;
    exit when not found;
    perform app.move_person(receiver, waiting, 'accept', 'system', null, null);
  end loop;
end $$;

create or replace function app.receiver_moves(person uuid, act text, code text, said text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin return app.move_person(app.current_org(), person, act, 'receiver', code, said); end $$;

-- The sender's own steps; before sending there is nothing on the other side yet.
create or replace function app.sender_moves(person uuid, act text, said text) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); p public.referral_persons; m app.referral_moves; recipient uuid; here text;
  early constant text[] := array['draft', 'consent_pending', 'ready'];
begin
  select r.recipient_org_id into recipient from public.referral_persons x
    join public.referrals r on r.org_id = x.org_id and r.id = x.referral_id
   where x.org_id = org and x.id = person and x.state <> all (early);
  if found then return app.move_person(recipient, person, act, 'sender', null, said); end if;
  select * into p from public.referral_persons x where x.org_id = org and x.id = person for update;
  if not found then raise exception 'There is no such referral.'; end if;
  select * into m from app.referral_moves x
   where x.state = p.state and x.act = sender_moves.act and x.by_sender and p.state = any (early);
  if not found or act = 'send' then raise exception 'This step is not possible any more; the referral has moved on.'; end if;
  select o.name into strict here from public.organisations o where o.id = org;
  update public.referral_persons x set state = m.next_state, state_at = clock_timestamp(), version = x.version + 1, words = said
    where x.org_id = org and x.id = person;
  perform app.note_step(org, person, m.next_state, here, null, said);
  perform app.record_exchange(org, app.current_member(), app.acting_role(), null, act, 'referral', p.referral_id,
    array[p.client_id], array['state'], p.release_id, m.next_state);
  return m.next_state;
end $$;

-- A revoked release takes back everything that was passed on under it. It runs in the transaction that revokes, which
-- holds the release, and never fails because a referral has just ended: gives how many persons were moved.
create or replace function app.revoke_referrals(release uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); p record; present text; moved int := 0;
begin
  if not exists (select from public.releases x where x.org_id = org and x.id = release and x.revoked_at is not null) then
    raise exception 'The release has not been revoked.';
  end if;
  for p in select x.id, r.offer_id, r.recipient_org_id from public.referral_persons x
             join public.referrals r on r.org_id = x.org_id and r.id = x.referral_id
            where x.org_id = org and x.release_id = release order by r.offer_id nulls first, x.id loop
    perform from public.offers o where o.org_id = p.recipient_org_id and o.id = p.offer_id for update;
    select x.state into present from public.referral_persons x where x.org_id = org and x.id = p.id for update;
    if exists (select from app.referral_moves m where m.state = present and m.act = 'revoke' and m.by_sender) then
      perform app.sender_moves(p.id, 'revoke', null);
      moved := moved + 1;
    end if;
  end loop;
  return moved;
end $$;

-- An organisation leaves: whatever still awaits an answer ends with word to the other side. For the operator's command
-- line, which takes the role casework_exchange for it; gives how many ended.
create or replace function app.expire_referrals(leaving uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare p record; ended int := 0;
begin
  for p in select v.org_id, v.id from public.received_persons v
             join public.received_referrals e on e.org_id = v.org_id and e.id = v.received_id
            where leaving in (v.org_id, e.sender_org_id) order by v.offer_id nulls first, v.id loop
    if exists (select from public.received_persons v join app.referral_moves m on m.state = v.state and m.act = 'expire'
               where v.org_id = p.org_id and v.id = p.id) then
      perform app.move_person(p.org_id, p.id, 'expire', 'system', null, null);
      ended := ended + 1;
    end if;
  end loop;
  return ended;
end $$;

-- The day by which an answer was agreed has passed. First both sides are reminded; what nobody at the receiver has taken
-- up two weeks later has expired. What is in review is never ended here: the sender decides whether to go on waiting. For
-- the worker; gives how many persons were reminded of or have expired.
create or replace function app.press_referrals() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare p record; s public.referral_persons; v public.received_persons; pressed int := 0;
  today constant date := (now() at time zone 'Europe/Berlin')::date;
  patience constant interval := interval '14 days';
begin
  for p in select y.org_id, y.id, y.offer_id, e.id as received_id, e.sender_org_id from public.received_persons y
             join public.received_referrals e on e.org_id = y.org_id and e.id = y.received_id
            where e.respond_by < today and (y.state in ('delivered', 'in_review') and y.reminded_at is null
                  or y.state = 'delivered' and y.reminded_at < now() - patience)
            order by y.offer_id nulls first, y.id limit 500 loop
    perform from public.offers o where o.org_id = p.org_id and o.id = p.offer_id for update;
    select * into strict s from public.referral_persons x where x.org_id = p.sender_org_id and x.id = p.id for update;
    select * into strict v from public.received_persons x where x.org_id = p.org_id and x.id = p.id for update;
    if v.state = 'delivered' and v.reminded_at < now() - patience then
      perform app.move_person(p.org_id, p.id, 'expire', 'system', null, null);
      pressed := pressed + 1;
    elsif v.state in ('delivered', 'in_review') and v.reminded_at is null then
      update public.referral_persons x set reminded_at = now() where x.org_id = s.org_id and x.id = s.id;
      update public.received_persons x set reminded_at = now() where x.org_id = v.org_id and x.id = v.id;
      perform app.note_step(s.org_id, s.id, v.state, 'Casework', 'overdue', null);
      perform app.note_step(v.org_id, v.id, v.state, 'Casework', 'overdue', null);
      perform app.record_exchange(s.org_id, null, 'system', v.org_id, 'remind', 'referral', s.referral_id,
        array[s.client_id], '{}', s.release_id, v.state);
      perform app.record_exchange(v.org_id, null, 'system', s.org_id, 'remind', 'received_referral', p.received_id,
        array_remove(array[v.client_id], null), '{}', null, v.state);
      pressed := pressed + 1;
    end if;
  end loop;
  return pressed;
end $$;

-- Whether the receiver has added anything to what the acceptance made of a person: any row of any table that names the
-- client or the case, as the catalogue tells, so that no table is forgotten. What came with the acceptance is older than the
-- moment at which the person was taken into the records, and was not changed since.
create or replace function app.used_since_taken(person uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); v public.received_persons; place record; used boolean;
  made constant text[] := array['contact_channels', 'citizenships', 'residence_titles', 'known_languages',
    'qualifications', 'case_phases'];
begin
  select * into v from public.received_persons x where x.org_id = org and x.id = person;
  if not found or v.client_id is null then return false; end if;
  if exists (select from public.clients c where c.org_id = org and c.id = v.client_id and c.version > 1)
     or exists (select from public.client_merges m where m.org_id = org and v.client_id in (m.kept_id, m.merged_id))
     or exists (select from public.received_persons x where x.org_id = org and x.client_id = v.client_id and x.id <> v.id)
     or exists (select from public.case_persons x where x.org_id = org and x.client_id = v.client_id
                and x.case_id is distinct from v.case_id) then
    return true;
  end if;
  for place in
    select r.in_table, r.in_column, v.client_id as key from app.client_references() r
    union all
    select c.relname::text, a.attname::text, v.case_id
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      cross join lateral unnest(k.conkey, k.confkey) as pair (own, referred)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
      join pg_attribute r on r.attrelid = k.confrelid and r.attnum = pair.referred
     where k.contype = 'f' and k.confrelid = 'public.cases'::regclass and r.attname = 'id' loop
    continue when place.key is null or place.in_table in ('received_persons', 'case_persons');
    execute format('select exists (select from public.%I x where x.org_id = $1 and x.%I = $2 and (not $3
        or coalesce((to_jsonb(x)->>''version'')::int, 1) > 1
        or coalesce(to_jsonb(x)->>''recorded_at'', to_jsonb(x)->>''created_at'')::timestamptz > $4))',
      place.in_table, place.in_column)
      into used using org, place.key, place.in_table = any(made), coalesce(v.taken_at, '-infinity');
    if used then return true; end if;
  end loop;
  return false;
end $$;

-- After a revocation the receiver decides what happens to its copy, and the sender learns of it.
create or replace function app.decide_revoked(person uuid, decision text, reason text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); v public.received_persons; e public.received_referrals; s public.referral_persons;
  here text;
begin
  select x.* into e from public.received_referrals x join public.received_persons y
    on y.org_id = x.org_id and y.received_id = x.id where y.org_id = org and y.id = person;
  if not found then raise exception 'There is no such referral.'; end if;
  select * into strict s from public.referral_persons x where x.org_id = e.sender_org_id and x.id = person for update;
  select * into strict v from public.received_persons x where x.org_id = org and x.id = person for update;
  if v.revoked_at is null then raise exception 'The release has not been revoked.'; end if;
  if v.decision is not null then raise exception 'It has been decided already what happens to the copy.'; end if;
  if decision = 'own_basis' and coalesce(trim(reason), '') = '' then
    raise exception 'Name the legal basis on which the copy is kept.';
  end if;
  update public.received_persons x set decision = decide_revoked.decision, decision_reason = reason, decided_at = now(),
    version = x.version + 1 where x.org_id = org and x.id = person;
  update public.referral_persons x set receiver_decision = decide_revoked.decision, version = x.version + 1
    where x.org_id = s.org_id and x.id = person;
  if decision = 'delete' then delete from public.parcels x where x.org_id = org and x.id = person;
  elsif decision = 'own_basis' then update public.parcels x set locked = false where x.org_id = org and x.id = person;
  end if;
  select o.name into strict here from public.organisations o where o.id = org;
  perform app.note_step(s.org_id, person, s.state, here, decision, null);
  perform app.note_step(org, person, v.state, here, decision, reason);
  perform app.record_exchange(s.org_id, null, 'organisation', org, 'decide_revoked', 'referral', s.referral_id,
    array[s.client_id], array['decision'], s.release_id, decision);
  perform app.record_exchange(org, app.current_member(), app.acting_role(), s.org_id, 'decide_revoked',
    'received_referral', e.id, array_remove(array[v.client_id], null), array['decision'], null, decision);
end $$;

-- Publish: the owner's copy in the directory that the network reads.
create or replace function app.publish_offer(offer uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare o public.offers;
begin
  select * into o from public.offers x where x.org_id = app.current_org() and x.id = offer for update;
  if not found then raise exception 'There is no such offer.'; end if;
  -- More places than before let those who wait move up; the directory then tells what is left.
  perform app.move_up(o.org_id, o.id);
  select * into strict o from public.offers x where x.org_id = o.org_id and x.id = offer;
  delete from public.directory_offers d where d.id = offer and d.org_id = o.org_id;
  if o.published_at is null or o.closed_at is not null then return; end if;
  insert into public.directory_offers (id, org_id, offer_kind, title, summary, description, conditions, languages,
      districts, place, places, places_free, starts_on, ends_on, apply_before, norm, answer_days, published_at)
    values (o.id, o.org_id, o.offer_kind, o.title, o.summary, o.description, o.conditions, o.languages, o.districts,
      o.place, o.places, case when o.places is null then null else greatest(0, o.places - o.places_taken) end,
      o.starts_on, o.ends_on, o.apply_before, o.norm, o.answer_days, o.published_at);
end $$;
