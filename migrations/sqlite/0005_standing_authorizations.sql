-- Standing authorizations (Dauergenehmigungen): signed once, never changed, revoked once.
CREATE TABLE standing_authorizations (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    number INTEGER NOT NULL,
    language TEXT NOT NULL,
    text_version TEXT NOT NULL,
    text TEXT NOT NULL,
    text_sha256 BLOB NOT NULL,
    terms TEXT NOT NULL,
    valid_from TEXT NOT NULL CHECK (valid_from GLOB '????-??-??T??:??:??Z'),
    valid_until TEXT CHECK (valid_until GLOB '????-??-??T??:??:??Z'),
    signer_id BLOB NOT NULL REFERENCES people (id),
    signer_name TEXT NOT NULL,
    signer_role TEXT NOT NULL,
    second_factor TEXT NOT NULL CHECK (second_factor IN ('totp', 'recovery_code', 'mail_code')),
    signed_at TEXT NOT NULL CHECK (signed_at GLOB '????-??-??T??:??:??Z'),
    ip TEXT NOT NULL,
    revoked_at TEXT CHECK (revoked_at GLOB '????-??-??T??:??:??Z'),
    revoked_by BLOB REFERENCES people (id),
    UNIQUE (organization_id, number)
) STRICT;
-- The way from a system to what may concern it; what is allowed stands in the signed terms alone.
CREATE TABLE standing_systems (
    standing_id BLOB NOT NULL REFERENCES standing_authorizations (id),
    system_id BLOB NOT NULL REFERENCES systems (id),
    PRIMARY KEY (standing_id, system_id)
) STRICT;
CREATE INDEX standing_systems_system ON standing_systems (system_id);
CREATE TRIGGER standing_authorizations_no_update BEFORE UPDATE OF id, organization_id, number, language, text_version, text, text_sha256, terms, valid_from,
    valid_until, signer_id, signer_name, signer_role, second_factor, signed_at, ip ON standing_authorizations
BEGIN SELECT RAISE(ABORT, 'standing_authorizations is append-only'); END;
CREATE TRIGGER standing_authorizations_revoked_once BEFORE UPDATE ON standing_authorizations
WHEN old.revoked_at IS NOT NULL OR new.revoked_at IS NULL OR new.revoked_by IS NULL
BEGIN SELECT RAISE(ABORT, 'standing_authorizations is append-only'); END;
CREATE TRIGGER standing_authorizations_no_delete BEFORE DELETE ON standing_authorizations BEGIN SELECT RAISE(ABORT, 'standing_authorizations is append-only'); END;
CREATE TRIGGER standing_systems_no_update BEFORE UPDATE ON standing_systems BEGIN SELECT RAISE(ABORT, 'standing_systems is append-only'); END;
CREATE TRIGGER standing_systems_no_delete BEFORE DELETE ON standing_systems BEGIN SELECT RAISE(ABORT, 'standing_systems is append-only'); END;
