-- People, organizations, sessions, settings.
CREATE TABLE provider (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL, street TEXT NOT NULL, postal_code TEXT NOT NULL, city TEXT NOT NULL,
    country TEXT NOT NULL, land TEXT, vat_id TEXT NOT NULL,
    email TEXT NOT NULL, phone TEXT NOT NULL, phone_hours TEXT NOT NULL, emergency_phone TEXT NOT NULL,
    source_ips TEXT NOT NULL, ssh_public_key TEXT NOT NULL, name_servers TEXT NOT NULL, guide_url TEXT NOT NULL,
    is_demo BOOLEAN NOT NULL, updated_at TIMESTAMPTZ
);
CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, updated_at TIMESTAMPTZ);
CREATE TABLE people (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('de', 'en')),
    theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    shortcuts BOOLEAN NOT NULL,
    staff_role TEXT CHECK (staff_role IN ('engineer', 'manager', 'admin')),
    may_approve_reveals BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    password_hash TEXT,
    password_changed_at TIMESTAMPTZ,
    totp_seed BYTEA,
    totp_enrolled_at TIMESTAMPTZ,
    totp_last_step BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE recovery_codes (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    code_hash BYTEA NOT NULL UNIQUE,
    used_at TIMESTAMPTZ
);
CREATE INDEX recovery_codes_person ON recovery_codes (person_id);
CREATE TABLE one_time_tokens (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset', 'setup', 'mail_code')),
    person_id UUID REFERENCES people (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX one_time_tokens_person ON one_time_tokens (person_id, kind);
CREATE TABLE login_attempts (
    key TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    first_failure_at TIMESTAMPTZ NOT NULL,
    last_failure_at TIMESTAMPTZ NOT NULL,
    locked_until TIMESTAMPTZ
);
CREATE TABLE sessions (
    id_hash BYTEA NOT NULL PRIMARY KEY,
    public_id UUID NOT NULL UNIQUE,
    person_id UUID REFERENCES people (id) ON DELETE CASCADE,
    data TEXT NOT NULL,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE organizations (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    street TEXT NOT NULL, postal_code TEXT NOT NULL, city TEXT NOT NULL,
    country TEXT NOT NULL, land TEXT,
    business BOOLEAN NOT NULL, vat_id TEXT NOT NULL,
    requires_second_factor BOOLEAN NOT NULL,
    four_eyes BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE memberships (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    person_id UUID NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'technical', 'billing', 'reader')),
    may_authorise BOOLEAN NOT NULL,
    authorise_granted_by UUID REFERENCES people (id),
    authorise_granted_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    UNIQUE (organization_id, person_id)
);
CREATE INDEX memberships_person ON memberships (person_id);
CREATE TABLE teams (id UUID NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at TIMESTAMPTZ NOT NULL);
CREATE TABLE team_members (
    team_id UUID NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person_id UUID NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, person_id)
);
CREATE TABLE systems (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    service_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('dedicated', 'vps', 'appliance')),
    os_family TEXT NOT NULL CHECK (os_family IN ('linux', 'windows')),
    os_release TEXT NOT NULL,
    primary_ipv4 TEXT NOT NULL UNIQUE,
    ip_kvm BOOLEAN NOT NULL,
    console BOOLEAN NOT NULL,
    site TEXT NOT NULL,
    rack TEXT NOT NULL,
    provisioned_by TEXT NOT NULL CHECK (provisioned_by IN ('provider', 'customer')),
    land TEXT,
    way_in TEXT NOT NULL CHECK (way_in IN ('direct', 'appliance', 'satellite', 'none')),
    probe_address TEXT NOT NULL,
    four_eyes BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX systems_organization ON systems (organization_id, name);
CREATE TABLE system_addresses (
    system_id UUID NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    PRIMARY KEY (system_id, address)
);
CREATE INDEX system_addresses_address ON system_addresses (address);
CREATE TABLE system_names (
    system_id UUID NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (system_id, name)
);
CREATE INDEX system_names_name ON system_names (name);
CREATE TABLE contracts (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    system_id UUID NOT NULL REFERENCES systems (id),
    number TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL CHECK (plan IN ('service_card', 'managed_server')),
    covers_interventions BOOLEAN NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX contracts_system ON contracts (system_id);
CREATE TABLE jobs (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    run_at TIMESTAMPTZ NOT NULL,
    locked_by TEXT,
    locked_until TIMESTAMPTZ,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    dead BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX jobs_due ON jobs (dead, run_at, id);
CREATE TABLE mails (
    id UUID NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    person_id UUID REFERENCES people (id),
    organization_id UUID REFERENCES organizations (id),
    ticket_id UUID,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    last_error TEXT
);
CREATE INDEX mails_created ON mails (created_at);
CREATE TABLE instances (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    host TEXT NOT NULL,
    pid BIGINT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
