-- Work in the background: who asked for it, what it may enter as, and how far it is.
--
-- The queue itself holds no more than the number of a job. What the job is to do lies in job_runs, behind the fence of
-- its organisation; door.job_tickets binds it to the organisation and the member who asked, and to a time.
create table if not exists job_runs (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  job text not null,
  state text not null default 'waiting',
  done int not null default 0,
  total int,
  message text,
  message_values jsonb not null default '{}',
  link text,
  arguments jsonb not null default '{}',
  tries int not null default 0,
  created_at timestamptz not null default now(),
  run_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  constraint pk_job_runs primary key (org_id, id),
  constraint ck_job_runs_state check (state in ('waiting', 'running', 'done', 'failed')),
  constraint fk_job_runs_org_id_member_id foreign key (org_id, member_id) references members (org_id, id) on delete cascade);
create index if not exists ix_job_runs_org_id_member_id_created_at on job_runs (org_id, member_id, created_at);

create table if not exists door.job_tickets (
  job uuid primary key,
  org_id uuid not null,
  member_id uuid not null,
  token_hash bytea unique,
  valid_until timestamptz not null);
create index if not exists job_tickets_by_end on door.job_tickets (valid_until);

-- Put a job into the queue for one member of one organisation; its ticket is worth something for two days from its time.
create or replace function door.queue_job(org uuid, member uuid, run uuid, job text, arguments jsonb, run_at timestamptz)
returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.job_runs (org_id, id, member_id, job, arguments, run_at)
    values (org, run, member, job, arguments, run_at);
  insert into door.job_tickets (job, org_id, member_id, valid_until)
    values (run, org, member, coalesce(run_at, now()) + interval '2 days');
  insert into jobs.procrastinate_jobs (queue_name, task_name, args, scheduled_at)
    values ('default', job, jsonb_build_object('run', run), run_at);
end $$;

-- The program's only way to the queue: for the organisation and the member of its own context, nobody else.
create or replace function app.defer_job(run uuid, job text, arguments jsonb, run_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare org uuid := app.current_org(); member uuid := app.current_member();
begin
  if org is null or member is null then
    raise insufficient_privilege using message = 'a job needs somebody who asks for it';
  end if;
  if job !~ '^[a-z][a-z_]{0,59}$' or octet_length(arguments::text) > 100000 then
    raise check_violation using message = 'this is no job';
  end if;
  if (select count(*) from public.job_runs j where j.org_id = org and j.member_id = member
      and j.state in ('waiting', 'running')) >= 100 then
    raise exception 'Too much of yours is waiting already. Please wait until some of it is done.';
  end if;
  perform door.queue_job(org, member, run, job, arguments, run_at);
end $$;

-- Inside the job's own transaction, so that its work and the word that it is done are one.
create or replace function app.finish_job(run uuid, link text, message text, message_values jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.job_runs j set state = 'done', ended_at = clock_timestamp(), link = finish_job.link,
      message = finish_job.message, message_values = finish_job.message_values, arguments = '{}'
    where j.org_id = app.current_org() and j.member_id = app.current_member() and j.id = run and j.state = 'running';
  if not found then raise exception 'This job does not run.'; end if;
  delete from door.job_tickets t where t.job = run;
end $$;

-- The worker takes a job up with a fresh ticket; whoever had it before cannot enter any more, and the update waits for
-- any transaction that was entered with the old one. No row means that there is nothing (more) to do.
create or replace function door.take_up_job(run uuid, ticket bytea, most_tries int)
returns table (job text, arguments jsonb, tries int) language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare t door.job_tickets; taken public.job_runs;
begin
  update door.job_tickets x set token_hash = ticket where x.job = run returning * into t;
  if not found then return; end if;
  perform door.open_context(t.org_id, t.member_id);
  if t.valid_until <= now() or exists (select from public.job_runs j
      where j.org_id = t.org_id and j.id = run and j.tries >= most_tries) then
    perform door.fail_job(t, 'This was tried several times without success.', '{}');
  else
    update public.job_runs j set state = 'running', tries = j.tries + 1, started_at = clock_timestamp(),
        message = null, message_values = '{}'
      where j.org_id = t.org_id and j.id = run and j.state in ('waiting', 'running') returning * into taken;
  end if;
  perform door.close_context();
  if taken.id is not null then
    return query select taken.job, taken.arguments, taken.tries;
  end if;
end $$;

create or replace function door.fail_job(t door.job_tickets, words text, word_values jsonb) returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update public.job_runs j set state = 'failed', message = words, message_values = word_values, arguments = '{}',
      ended_at = clock_timestamp()
    where j.org_id = t.org_id and j.id = t.job and j.state in ('waiting', 'running');
  delete from door.job_tickets x where x.job = t.job;
end $$;

-- How far a job is, written beside its own transaction so that people see it before that ends.
create or replace function door.note_progress(run uuid, ticket bytea, steps int, of_steps int, words text, word_values jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t door.job_tickets;
begin
  select * into t from door.job_tickets x where x.job = run and x.token_hash = ticket;
  if not found then return; end if;
  perform door.open_context(t.org_id, t.member_id);
  update public.job_runs j set done = steps, total = of_steps, message = words, message_values = word_values
    where j.org_id = t.org_id and j.id = run and j.state = 'running';
  perform door.close_context();
end $$;

-- A job did not succeed: it waits for its next try, or has failed for good.
create or replace function door.give_back_job(run uuid, ticket bytea, for_good boolean, words text, word_values jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t door.job_tickets;
begin
  -- Whoever lost the job to another worker has no say in it any more.
  select * into t from door.job_tickets x where x.job = run and x.token_hash = ticket;
  if not found then return; end if;
  perform door.open_context(t.org_id, t.member_id);
  if for_good then perform door.fail_job(t, words, word_values);
  else
    update public.job_runs j set state = 'waiting', message = words, message_values = word_values
      where j.org_id = t.org_id and j.id = run and j.state = 'running';
  end if;
  perform door.close_context();
end $$;

-- What ended long ago is cleared away, one organisation after the other.
create or replace function door.clear_jobs(older_than interval) returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare o record; gone int; cleared int := 0;
begin
  for o in select id from public.organisations loop
    perform door.open_context(o.id, o.id);
    delete from public.job_runs j where j.org_id = o.id and j.state in ('done', 'failed')
      and j.ended_at < now() - older_than;
    get diagnostics gone = row_count;
    cleared := cleared + gone;
  end loop;
  perform door.close_context();
  delete from door.job_tickets t where t.valid_until < now() - older_than;
  return cleared;
end $$;

-- Organisations that have left the network: what still awaits an answer ends with word to the other side.
create or replace function app.expire_referrals_of_closed() returns int language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare o record; ended int := 0;
begin
  for o in select id from public.organisations where closed_at is not null loop
    ended := ended + app.expire_referrals(o.id);
  end loop;
  return ended;
end $$;
