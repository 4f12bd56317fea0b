-- Standing authorizations (Dauergenehmigungen): signed once, never changed, revoked once.
CREATE TABLE standing_authorizations (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    number BIGINT NOT NULL,
    language TEXT NOT NULL,
    text_version TEXT NOT NULL,
    text TEXT NOT NULL,
    text_sha256 BYTEA NOT NULL,
    terms TEXT NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_until TIMESTAMPTZ,
    signer_id UUID NOT NULL REFERENCES people (id),
    signer_name TEXT NOT NULL,
    signer_role TEXT NOT NULL,
    second_factor TEXT NOT NULL CHECK (second_factor IN ('totp', 'recovery_code', 'mail_code')),
    signed_at TIMESTAMPTZ NOT NULL,
    ip TEXT NOT NULL,
    revoked_at TIMESTAMPTZ,
    revoked_by UUID REFERENCES people (id),
    UNIQUE (organization_id, number)
);
-- The way from a system to what may concern it; what is allowed stands in the signed terms alone.
CREATE TABLE standing_systems (
    standing_id UUID NOT NULL REFERENCES standing_authorizations (id),
    system_id UUID NOT NULL REFERENCES systems (id),
    PRIMARY KEY (standing_id, system_id)
);
CREATE INDEX standing_systems_system ON standing_systems (system_id);
CREATE TRIGGER standing_authorizations_append_only BEFORE UPDATE OF id, organization_id, number, language, text_version, text, text_sha256, terms, valid_from,
    valid_until, signer_id, signer_name, signer_role, second_factor, signed_at, ip OR DELETE OR TRUNCATE ON standing_authorizations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER standing_authorizations_revoked_once BEFORE UPDATE ON standing_authorizations
FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL OR NEW.revoked_by IS NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER standing_systems_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON standing_systems FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
