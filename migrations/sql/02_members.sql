-- Members and teams of an organisation.
CREATE TABLE IF NOT EXISTS members (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  account_id UUID NOT NULL, 
  name TEXT NOT NULL, 
  email TEXT NOT NULL, 
  role TEXT NOT NULL, 
  active BOOLEAN NOT NULL, 
  created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  version INTEGER DEFAULT '1' NOT NULL, 
  CONSTRAINT pk_members PRIMARY KEY (org_id, id), 
  CONSTRAINT ck_members_role CHECK (role in ('counsellor', 'team_lead', 'front_desk', 'volunteer', 'provider', 'employer_liaison', 'organisation_admin', 'auditor', 'funder_reader', 'network_operator')), 
  CONSTRAINT uq_members_org_id_account_id UNIQUE (org_id, account_id)
);
CREATE TABLE IF NOT EXISTS teams (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  name TEXT NOT NULL, 
  CONSTRAINT pk_teams PRIMARY KEY (org_id, id), 
  CONSTRAINT uq_teams_org_id_name UNIQUE (org_id, name)
);
CREATE TABLE IF NOT EXISTS team_members (
  org_id UUID NOT NULL, 
  id UUID NOT NULL, 
  team_id UUID NOT NULL, 
  member_id UUID NOT NULL, 
  leads BOOLEAN NOT NULL, 
  CONSTRAINT pk_team_members PRIMARY KEY (org_id, id), 
  CONSTRAINT fk_team_members_org_id_team_id FOREIGN KEY(org_id, team_id) REFERENCES teams (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT fk_team_members_org_id_member_id FOREIGN KEY(org_id, member_id) REFERENCES members (org_id, id) ON DELETE CASCADE, 
  CONSTRAINT uq_team_members_org_id_member_id_team_id UNIQUE (org_id, member_id, team_id)
);
