-- People, organizations, sessions, settings.
CREATE TABLE provider (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL, street TEXT NOT NULL, postal_code TEXT NOT NULL, city TEXT NOT NULL,
    country TEXT NOT NULL, land TEXT, vat_id TEXT NOT NULL,
    email TEXT NOT NULL, phone TEXT NOT NULL, phone_hours TEXT NOT NULL, emergency_phone TEXT NOT NULL,
    source_ips TEXT NOT NULL, ssh_public_key TEXT NOT NULL, name_servers TEXT NOT NULL, guide_url TEXT NOT NULL,
    is_demo INTEGER NOT NULL, updated_at TEXT CHECK (updated_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, updated_at TEXT CHECK (updated_at GLOB '????-??-??T??:??:??Z')) STRICT;
CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('de', 'en')),
    theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    shortcuts INTEGER NOT NULL,
    staff_role TEXT CHECK (staff_role IN ('engineer', 'manager', 'admin')),
    may_approve_reveals INTEGER NOT NULL,
    active INTEGER NOT NULL,
    password_hash TEXT,
    password_changed_at TEXT CHECK (password_changed_at GLOB '????-??-??T??:??:??Z'),
    totp_seed BLOB,
    totp_enrolled_at TEXT CHECK (totp_enrolled_at GLOB '????-??-??T??:??:??Z'),
    totp_last_step INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE recovery_codes (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL UNIQUE,
    used_at TEXT CHECK (used_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX recovery_codes_person ON recovery_codes (person_id);
CREATE TABLE one_time_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset', 'setup', 'mail_code')),
    person_id BLOB REFERENCES people (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??Z'),
    used_at TEXT CHECK (used_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX one_time_tokens_person ON one_time_tokens (person_id, kind);
CREATE TABLE login_attempts (
    key TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    first_failure_at TEXT NOT NULL CHECK (first_failure_at GLOB '????-??-??T??:??:??Z'),
    last_failure_at TEXT NOT NULL CHECK (last_failure_at GLOB '????-??-??T??:??:??Z'),
    locked_until TEXT CHECK (locked_until GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE sessions (
    id_hash BLOB NOT NULL PRIMARY KEY,
    public_id BLOB NOT NULL UNIQUE,
    person_id BLOB REFERENCES people (id) ON DELETE CASCADE,
    data TEXT NOT NULL,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    last_seen_at TEXT NOT NULL CHECK (last_seen_at GLOB '????-??-??T??:??:??Z'),
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE TABLE organizations (
    id BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    street TEXT NOT NULL, postal_code TEXT NOT NULL, city TEXT NOT NULL,
    country TEXT NOT NULL, land TEXT,
    business INTEGER NOT NULL, vat_id TEXT NOT NULL,
    requires_second_factor INTEGER NOT NULL,
    four_eyes INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE memberships (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'technical', 'billing', 'reader')),
    may_authorise INTEGER NOT NULL,
    authorise_granted_by BLOB REFERENCES people (id),
    authorise_granted_at TEXT CHECK (authorise_granted_at GLOB '????-??-??T??:??:??Z'),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    removed_at TEXT CHECK (removed_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (organization_id, person_id)
) STRICT;
CREATE INDEX memberships_person ON memberships (person_id);
CREATE TABLE teams (id BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')) STRICT;
CREATE TABLE team_members (
    team_id BLOB NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, person_id)
) STRICT;
CREATE TABLE systems (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    service_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('dedicated', 'vps', 'appliance')),
    os_family TEXT NOT NULL CHECK (os_family IN ('linux', 'windows')),
    os_release TEXT NOT NULL,
    primary_ipv4 TEXT NOT NULL UNIQUE,
    ip_kvm INTEGER NOT NULL,
    console INTEGER NOT NULL,
    site TEXT NOT NULL,
    rack TEXT NOT NULL,
    provisioned_by TEXT NOT NULL CHECK (provisioned_by IN ('provider', 'customer')),
    land TEXT,
    way_in TEXT NOT NULL CHECK (way_in IN ('direct', 'appliance', 'satellite', 'none')),
    probe_address TEXT NOT NULL,
    four_eyes INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX systems_organization ON systems (organization_id, name);
CREATE TABLE system_addresses (
    system_id BLOB NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    PRIMARY KEY (system_id, address)
) STRICT;
CREATE INDEX system_addresses_address ON system_addresses (address);
CREATE TABLE system_names (
    system_id BLOB NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (system_id, name)
) STRICT;
CREATE INDEX system_names_name ON system_names (name);
CREATE TABLE contracts (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    system_id BLOB NOT NULL REFERENCES systems (id),
    number TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL CHECK (plan IN ('service_card', 'managed_server')),
    covers_interventions INTEGER NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX contracts_system ON contracts (system_id);
CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    run_at TEXT NOT NULL CHECK (run_at GLOB '????-??-??T??:??:??Z'),
    locked_by TEXT,
    locked_until TEXT CHECK (locked_until GLOB '????-??-??T??:??:??Z'),
    attempts INTEGER NOT NULL,
    last_error TEXT,
    dead INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX jobs_due ON jobs (dead, run_at, id);
CREATE TABLE mails (
    id BLOB NOT NULL PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    person_id BLOB REFERENCES people (id),
    organization_id BLOB REFERENCES organizations (id),
    ticket_id BLOB,
    to_address TEXT NOT NULL,
    to_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    sent_at TEXT CHECK (sent_at GLOB '????-??-??T??:??:??Z'),
    last_error TEXT
) STRICT;
CREATE INDEX mails_created ON mails (created_at);
CREATE TABLE instances (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??Z')
) STRICT;
