-- How words of names may be spelled, as hashed keys; and which records that look alike are two people.
CREATE TABLE IF NOT EXISTS name_likenesses (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  key INTEGER NOT NULL, 
  weight REAL NOT NULL, 
  word TEXT COLLATE "C" NOT NULL, 
  CONSTRAINT pk_name_likenesses PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS ix_name_likenesses_org_id_key ON name_likenesses (org_id, key) INCLUDE (word, weight);
CREATE TABLE IF NOT EXISTS different_people (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  one_id UUID NOT NULL, 
  other_id UUID NOT NULL, 
  decided_by UUID NOT NULL, 
  decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  CONSTRAINT pk_different_people PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_different_people_org_id_one_id FOREIGN KEY(org_id, one_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_different_people_org_id_other_id FOREIGN KEY(org_id, other_id) REFERENCES clients (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_different_people_org_id_decided_by FOREIGN KEY(org_id, decided_by) REFERENCES members (org_id, id), 
  CONSTRAINT uq_different_people_org_id_one_id_other_id UNIQUE (org_id, one_id, other_id)
);
CREATE INDEX IF NOT EXISTS ix_different_people_org_id_other_id ON different_people (org_id, other_id);

-- When nobody of the organisation bears a word any more, nothing of it stays, whichever way the last bearer went.
CREATE OR REPLACE FUNCTION app.forget_words() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
begin
  delete from public.name_likenesses l
  using (select distinct g.org_id, g.key, substr(encode(sha256(convert_to(g.key, 'UTF8')), 'hex'), 1, 16) as hash
         from gone g) w
  where l.org_id = w.org_id
    and l.id >= (w.hash || '0000000000000000')::uuid and l.id <= (w.hash || 'ffffffffffffffff')::uuid
    and not exists (select from public.name_keys k where k.org_id = w.org_id and k.key = w.key);
  return null;
end
$$;
CREATE OR REPLACE TRIGGER forget_words AFTER DELETE ON name_keys
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION app.forget_words();
