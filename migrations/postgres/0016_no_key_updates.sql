-- An update of a column that foreign keys could refer to locks its row against every insert that refers to it, and two of them end as a
-- deadlock. What can change is therefore held unique by an index no foreign key can use; the names are those of the constraints.
ALTER TABLE people DROP CONSTRAINT people_email_key;
CREATE UNIQUE INDEX people_email_key ON people (email) WHERE email IS NOT NULL;
ALTER TABLE organizations DROP CONSTRAINT organizations_number_key;
CREATE UNIQUE INDEX organizations_number_key ON organizations (number) WHERE number IS NOT NULL;
ALTER TABLE systems DROP CONSTRAINT systems_service_id_key, DROP CONSTRAINT systems_primary_ipv4_key;
CREATE UNIQUE INDEX systems_service_id_key ON systems (service_id) WHERE service_id IS NOT NULL;
CREATE UNIQUE INDEX systems_primary_ipv4_key ON systems (primary_ipv4) WHERE primary_ipv4 IS NOT NULL;
ALTER TABLE teams DROP CONSTRAINT teams_name_key;
CREATE UNIQUE INDEX teams_name_key ON teams (name) WHERE name IS NOT NULL;
