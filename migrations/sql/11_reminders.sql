-- Reminders by mail: what each member chose, what was sent already, and the plan that the clock makes from it.
create table if not exists reminder_choices (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  mode text not null,
  hour int not null,
  kinds text[] not null,
  looked_at timestamptz,
  version int not null default 1,
  constraint pk_reminder_choices primary key (org_id, id),
  constraint uq_reminder_choices_org_id_member_id unique (org_id, member_id),
  constraint ck_reminder_choices_mode check (mode in ('off', 'digest', 'at_once')),
  constraint ck_reminder_choices_hour check (hour between 0 and 23),
  constraint fk_reminder_choices_org_id_member_id foreign key (org_id, member_id) references members (org_id, id)
    on delete cascade);

-- The key is what keeps anybody from being reminded of the same thing twice.
create table if not exists reminders_sent (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  subject text not null,
  object_id uuid not null,
  due_on date not null,
  sent_at timestamptz not null default now(),
  constraint pk_reminders_sent primary key (org_id, id),
  constraint uq_reminders_sent_key unique (org_id, member_id, subject, object_id, due_on),
  constraint fk_reminders_sent_org_id_member_id foreign key (org_id, member_id) references members (org_id, id)
    on delete cascade);
create index if not exists ix_reminders_sent_org_id_sent_at on reminders_sent (org_id, sent_at);

-- The language in which the acting member gets mails.
create or replace function app.mail_language() returns text language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select a.language from public.members m join door.accounts a on a.id = m.account_id
   where m.org_id = app.current_org() and m.id = app.current_member() $$;

-- A mail to the acting member, to nobody else.
create or replace function app.queue_reminder(mail uuid, subject text, body text) returns void language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
declare address text;
begin
  if length(subject) > 200 or length(body) > 5000 then
    raise check_violation using message = 'this is no reminder';
  end if;
  select m.email into address from public.members m
   where m.org_id = app.current_org() and m.id = app.current_member() and m.active;
  if not found then raise insufficient_privilege using message = 'only members are reminded'; end if;
  insert into door.outgoing_mails (id, recipient, subject, body) values (mail, address, subject, body);
end $$;

-- Whether anything of a member's may have changed since a moment; the job itself then looks as that member.
create or replace function door.something_new(org uuid, member uuid, since timestamptz) returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.received_persons v where v.org_id = org and v.state_at > since)
    or exists (select from public.appointments a where a.org_id = org and a.member_id = member and a.changed_at > since)
    or exists (select from public.deadlines d join public.cases c on c.org_id = d.org_id and c.id = d.case_id
                where d.org_id = org and c.owner_id = member and d.created_at > since)
    or exists (select from public.referral_persons p join public.referrals r on r.org_id = p.org_id and r.id = p.referral_id
                 join public.cases c on c.org_id = r.org_id and c.id = r.case_id
                where p.org_id = org and c.owner_id = member and p.state_at > since) $$;

-- Let everybody be reminded whose time has come, by the clock in Berlin and on working days; gives how many. One
-- organisation after the other, each in a context of its own. Looking and noting that one looked are one statement, so
-- that several workers plan nobody twice.
create or replace function door.plan_reminders(moment timestamptz) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare o record; c record; here timestamp := moment at time zone 'Europe/Berlin'; planned int := 0;
begin
  if extract(isodow from here) > 5 then return 0; end if;
  for o in select id from public.organisations where closed_at is null loop
    perform door.open_context(o.id, o.id);
    for c in
      select r.id, r.member_id from public.reminder_choices r
        join public.members m on m.org_id = r.org_id and m.id = r.member_id
       where r.org_id = o.id and m.active and r.kinds <> '{}'
         and case r.mode
           when 'digest' then extract(hour from here) >= r.hour
             and (r.looked_at is null or (r.looked_at at time zone 'Europe/Berlin')::date < here::date)
           when 'at_once' then extract(hour from here) between 6 and 19
             and (r.looked_at is null or (r.looked_at at time zone 'Europe/Berlin')::date < here::date
                  or door.something_new(r.org_id, r.member_id, r.looked_at))
           else false end
      for update of r skip locked
    loop
      update public.reminder_choices r set looked_at = moment where r.org_id = o.id and r.id = c.id;
      perform door.queue_job(o.id, c.member_id, app.uuid7(), 'remind', jsonb_build_object('at', moment), null);
      planned := planned + 1;
    end loop;
  end loop;
  perform door.close_context();
  return planned;
end $$;
