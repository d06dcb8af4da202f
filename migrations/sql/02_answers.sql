-- Answers to POSTs with an Idempotency-Key, so that a repeated request has one effect; kept for a day.
create table if not exists idempotency_answers (
  org_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status int not null,
  headers text[] not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, member_id, key),
  foreign key (org_id, member_id) references members (org_id, id) on delete cascade);
create index if not exists ix_idempotency_answers_created_at on idempotency_answers (created_at);
