-- Reference data and organisations: what belongs to the network and not to one flat of the house.
CREATE TABLE IF NOT EXISTS districts (
  ags TEXT NOT NULL, 
  kind TEXT NOT NULL, 
  name TEXT NOT NULL, 
  land TEXT NOT NULL, 
  CONSTRAINT pk_districts PRIMARY KEY (ags)
);
CREATE TABLE IF NOT EXISTS organisations (
  id UUID NOT NULL, 
  name TEXT NOT NULL, 
  prefix TEXT NOT NULL, 
  kind TEXT NOT NULL, 
  district TEXT NOT NULL, 
  regime TEXT NOT NULL, 
  created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
  closed_at TIMESTAMP WITH TIME ZONE, 
  CONSTRAINT pk_organisations PRIMARY KEY (id), 
  CONSTRAINT ck_organisations_kind CHECK (kind in ('counselling_centre', 'welcome_agency', 'provider', 'programme_office', 'economic_development', 'public_body', 'chamber', 'funder', 'network_operator')), 
  CONSTRAINT ck_organisations_regime CHECK (regime in ('gdpr', 'kdg', 'dsg_ekd', 'sgb')), 
  CONSTRAINT uq_organisations_prefix UNIQUE (prefix), 
  CONSTRAINT fk_organisations_district FOREIGN KEY(district) REFERENCES districts (ags)
);
