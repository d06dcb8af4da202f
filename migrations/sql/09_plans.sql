-- Support plans: versions, goals, measures, reviews, signatures.
CREATE TABLE IF NOT EXISTS plans (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  number INTEGER NOT NULL, 
  state TEXT NOT NULL, 
  situation TEXT, 
  next_review_on DATE, 
  started_by UUID NOT NULL, 
  started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  touched_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  agreed_on DATE, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_plans PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_plans_state CHECK (state in ('draft', 'signing', 'agreed', 'replaced')), 
  CONSTRAINT fk_plans_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plans_org_id_started_by FOREIGN KEY(org_id, started_by) REFERENCES members (org_id, id), 
  CONSTRAINT uq_plans_org_id_case_id_number UNIQUE (org_id, case_id, number)
);
CREATE UNIQUE INDEX IF NOT EXISTS uq_plans_in_the_writing ON plans (org_id, case_id) WHERE state in ('draft', 'signing');
CREATE TABLE IF NOT EXISTS plan_goals (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  plan_id UUID NOT NULL, 
  origin_id UUID NOT NULL, 
  position INTEGER NOT NULL, 
  domain TEXT NOT NULL, 
  client_id UUID, 
  words TEXT NOT NULL, 
  in_german TEXT, 
  success TEXT, 
  target_on DATE, 
  attainment TEXT NOT NULL, 
  attained_on DATE, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_plan_goals PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_plan_goals_domain CHECK (domain in ('work', 'business', 'language', 'residence', 'recognition', 'housing', 'health', 'family', 'children', 'finances', 'social', 'other')), 
  CONSTRAINT ck_plan_goals_attainment CHECK (attainment in ('open', 'partly', 'reached', 'dropped')), 
  CONSTRAINT fk_plan_goals_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_goals_org_id_plan_id FOREIGN KEY(org_id, plan_id) REFERENCES plans (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_goals_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id), 
  CONSTRAINT uq_plan_goals_org_id_plan_id_origin_id UNIQUE (org_id, plan_id, origin_id)
);
CREATE INDEX IF NOT EXISTS ix_plan_goals_org_id_case_id ON plan_goals (org_id, case_id);
CREATE TABLE IF NOT EXISTS plan_measures (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  plan_id UUID NOT NULL, 
  goal_id UUID NOT NULL, 
  origin_id UUID NOT NULL, 
  position INTEGER NOT NULL, 
  what TEXT NOT NULL, 
  responsible TEXT NOT NULL, 
  who TEXT, 
  due_on DATE, 
  state TEXT NOT NULL, 
  state_on DATE, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_plan_measures PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_plan_measures_responsible CHECK (responsible in ('client', 'counsellor', 'partner')), 
  CONSTRAINT ck_plan_measures_state CHECK (state in ('open', 'done', 'dropped')), 
  CONSTRAINT fk_plan_measures_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_measures_org_id_plan_id FOREIGN KEY(org_id, plan_id) REFERENCES plans (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_measures_org_id_goal_id FOREIGN KEY(org_id, goal_id) REFERENCES plan_goals (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT uq_plan_measures_org_id_plan_id_origin_id UNIQUE (org_id, plan_id, origin_id)
);
CREATE INDEX IF NOT EXISTS ix_plan_measures_org_id_case_id ON plan_measures (org_id, case_id);
CREATE INDEX IF NOT EXISTS ix_plan_measures_org_id_goal_id ON plan_measures (org_id, goal_id);
CREATE TABLE IF NOT EXISTS plan_reviews (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  plan_id UUID NOT NULL, 
  held_on DATE NOT NULL, 
  summary TEXT, 
  findings JSONB NOT NULL, 
  earlier JSONB DEFAULT '[]' NOT NULL, 
  next_review_on DATE, 
  recorded_by UUID NOT NULL, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_plan_reviews PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_plan_reviews_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_reviews_org_id_plan_id FOREIGN KEY(org_id, plan_id) REFERENCES plans (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_reviews_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_plan_reviews_org_id_case_id ON plan_reviews (org_id, case_id);
CREATE INDEX IF NOT EXISTS ix_plan_reviews_org_id_plan_id ON plan_reviews (org_id, plan_id);
CREATE TABLE IF NOT EXISTS plan_signatures (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  plan_id UUID NOT NULL, 
  client_id UUID NOT NULL, 
  form TEXT NOT NULL, 
  signed_on DATE NOT NULL, 
  place TEXT, 
  name TEXT NOT NULL, 
  drawing TEXT, 
  language TEXT, 
  interpreter TEXT, 
  recorded_by UUID NOT NULL, 
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  case_id UUID NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_plan_signatures PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_plan_signatures_form CHECK (form in ('paper', 'drawn', 'typed')), 
  CONSTRAINT fk_plan_signatures_org_id_case_id FOREIGN KEY(org_id, case_id) REFERENCES cases (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_signatures_org_id_plan_id FOREIGN KEY(org_id, plan_id) REFERENCES plans (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_plan_signatures_org_id_client_id FOREIGN KEY(org_id, client_id) REFERENCES clients (org_id, id), 
  CONSTRAINT fk_plan_signatures_org_id_recorded_by FOREIGN KEY(org_id, recorded_by) REFERENCES members (org_id, id), 
  CONSTRAINT uq_plan_signatures_org_id_plan_id_client_id UNIQUE (org_id, plan_id, client_id)
);
CREATE INDEX IF NOT EXISTS ix_plan_signatures_org_id_case_id ON plan_signatures (org_id, case_id);
CREATE INDEX IF NOT EXISTS ix_plan_signatures_org_id_client_id ON plan_signatures (org_id, client_id);

-- What was agreed stays as it was signed: of a version that is no draft any more only its progress may change, and of a
-- signature nothing. Whoever deletes a whole case still can: then the version is gone before its parts are. The owner of
-- the tables, whom nobody signs in as, may load what was agreed elsewhere. Keys of cases and clients may change, since
-- clients are merged and cases split.
create or replace function app.keep_agreed_plan() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  changed_in record;
  standing text;
  progress text[] := array['version', 'attainment', 'attained_on', 'state', 'state_on', 'client_id', 'case_id'];
begin
  if tg_op = 'INSERT' then changed_in := new; else changed_in := old; end if;
  if current_user <> 'casework_owner' then
    standing := (select p.state from public.plans p where p.org_id = changed_in.org_id and p.id = changed_in.plan_id);
    if (tg_table_name = 'plan_signatures' and standing in ('agreed', 'replaced'))
        or (tg_table_name <> 'plan_signatures' and standing <> 'draft') then
      if tg_op <> 'UPDATE' or (to_jsonb(new) - progress) is distinct from (to_jsonb(old) - progress) then
        raise exception 'This version is agreed and stays as it is. Start the next version to change it.';
      end if;
    end if;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
revoke all on function app.keep_agreed_plan() from public;
create or replace function app.keep_agreed_words() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare progress text[] := array['version', 'state', 'agreed_on', 'next_review_on', 'touched_at', 'case_id'];
begin
  if old.state in ('agreed', 'replaced') and (new.state in ('draft', 'signing')
      or (to_jsonb(new) - progress) is distinct from (to_jsonb(old) - progress)) then
    raise exception 'This version is agreed and stays as it is. Start the next version to change it.';
  end if;
  return new;
end $$;
revoke all on function app.keep_agreed_words() from public;
drop trigger if exists keep_agreed on plan_goals;
create trigger keep_agreed before insert or update or delete on plan_goals
  for each row execute function app.keep_agreed_plan();
drop trigger if exists keep_agreed on plan_measures;
create trigger keep_agreed before insert or update or delete on plan_measures
  for each row execute function app.keep_agreed_plan();
drop trigger if exists keep_agreed on plan_signatures;
create trigger keep_agreed before insert or update or delete on plan_signatures
  for each row execute function app.keep_agreed_plan();
drop trigger if exists keep_agreed on plans;
create trigger keep_agreed before update on plans for each row execute function app.keep_agreed_words();
