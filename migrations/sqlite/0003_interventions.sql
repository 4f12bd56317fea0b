-- The OS intervention: procedure, authorization, vault, reveals, action log.
CREATE TABLE interventions (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL UNIQUE REFERENCES tickets (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    system_id BLOB REFERENCES systems (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'requested', 'verified', 'assessed', 'running', 'clarifying', 'hardware', 'summarised', 'closed', 'declined', 'withdrawn', 'revoked', 'reopened')),
    resume_state TEXT,
    state_reason TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    symptom TEXT,
    problem TEXT NOT NULL,
    error_messages TEXT NOT NULL,
    wanted_action TEXT NOT NULL,
    request TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    reachable_until TEXT NOT NULL,
    authorization_id BLOB,
    complexity TEXT CHECK (complexity IN ('standard', 'complex')),
    complexity_set_at TEXT CHECK (complexity_set_at GLOB '????-??-??T??:??:??Z'),
    method TEXT,
    method_reason TEXT NOT NULL,
    method_ranking TEXT,
    method_chosen_at TEXT CHECK (method_chosen_at GLOB '????-??-??T??:??:??Z'),
    site_place TEXT NOT NULL,
    site_eta TEXT CHECK (site_eta GLOB '????-??-??T??:??:??Z'),
    started_at TEXT CHECK (started_at GLOB '????-??-??T??:??:??Z'),
    started_by BLOB REFERENCES people (id),
    summary TEXT NOT NULL,
    summarised_at TEXT CHECK (summarised_at GLOB '????-??-??T??:??:??Z'),
    cause TEXT,
    avoidable INTEGER,
    avoidable_reason TEXT NOT NULL,
    advice_sent_at TEXT CHECK (advice_sent_at GLOB '????-??-??T??:??:??Z'),
    closed_at TEXT CHECK (closed_at GLOB '????-??-??T??:??:??Z'),
    password_change_confirmed_at TEXT CHECK (password_change_confirmed_at GLOB '????-??-??T??:??:??Z'),
    password_change_confirmed_by BLOB REFERENCES people (id),
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??Z'),
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX interventions_system ON interventions (system_id, closed_at);
CREATE INDEX interventions_state ON interventions (state);
CREATE TABLE authorizations (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    ticket_id BLOB REFERENCES tickets (id),
    intervention_id BLOB REFERENCES interventions (id),
    system_id BLOB REFERENCES systems (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'expired', 'ended')),
    end_reason TEXT,
    current_version INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until GLOB '????-??-??T??:??:??Z'),
    latest_until TEXT CHECK (latest_until GLOB '????-??-??T??:??:??Z'),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    ended_at TEXT CHECK (ended_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX authorizations_intervention ON authorizations (intervention_id);
CREATE INDEX authorizations_state ON authorizations (state, valid_until);
CREATE TABLE authorization_versions (
    id BLOB NOT NULL PRIMARY KEY,
    authorization_id BLOB NOT NULL REFERENCES authorizations (id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('initial', 'edit', 'extension')),
    language TEXT NOT NULL,
    text_version TEXT NOT NULL,
    text TEXT NOT NULL,
    text_sha256 BLOB NOT NULL,
    terms TEXT NOT NULL,
    signer_id BLOB NOT NULL REFERENCES people (id),
    signer_name TEXT NOT NULL,
    signer_role TEXT NOT NULL,
    second_factor TEXT NOT NULL CHECK (second_factor IN ('totp', 'recovery_code', 'mail_code')),
    signed_at TEXT NOT NULL CHECK (signed_at GLOB '????-??-??T??:??:??Z'),
    ip TEXT NOT NULL,
    valid_until TEXT NOT NULL CHECK (valid_until GLOB '????-??-??T??:??:??Z'),
    latest_until TEXT NOT NULL CHECK (latest_until GLOB '????-??-??T??:??:??Z'),
    superseded_at TEXT CHECK (superseded_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (authorization_id, version)
) STRICT;
CREATE TABLE gate_lines (
    id BLOB NOT NULL PRIMARY KEY,
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    cycle INTEGER NOT NULL,
    line TEXT NOT NULL,
    hard INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    detail TEXT NOT NULL,
    checked_by BLOB NOT NULL REFERENCES people (id),
    checked_at TEXT NOT NULL CHECK (checked_at GLOB '????-??-??T??:??:??Z'),
    override_by BLOB REFERENCES people (id),
    override_reason TEXT NOT NULL,
    override_at TEXT CHECK (override_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (intervention_id, cycle, line)
) STRICT;
CREATE TABLE probe_runs (
    id BLOB NOT NULL PRIMARY KEY,
    system_id BLOB NOT NULL REFERENCES systems (id),
    intervention_id BLOB REFERENCES interventions (id),
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('answers', 'silent', 'refused', 'unknown')),
    detail TEXT NOT NULL,
    latency_us INTEGER,
    run_by BLOB NOT NULL REFERENCES people (id),
    run_at TEXT NOT NULL CHECK (run_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX probe_runs_intervention ON probe_runs (intervention_id, run_at);
CREATE TABLE vault_keys (
    kek_id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('active', 'decrypt_only', 'destroyed')),
    check_value BLOB NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    retired_at TEXT CHECK (retired_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE shards (
    id BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('authorization', 'handover')),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    ticket_id BLOB,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    destroy_at TEXT NOT NULL CHECK (destroy_at GLOB '????-??-??T??:??:??Z'),
    destroyed_at TEXT CHECK (destroyed_at GLOB '????-??-??T??:??:??Z'),
    destroy_reason TEXT,
    unlinked_at TEXT CHECK (unlinked_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX shards_due ON shards (destroy_at);
CREATE TABLE secrets (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    class TEXT NOT NULL CHECK (class IN ('intervention', 'handover', 'account', 'operational')),
    shard_id BLOB REFERENCES shards (id),
    ticket_id BLOB REFERENCES tickets (id),
    system_id BLOB REFERENCES systems (id),
    field TEXT NOT NULL CHECK (field IN ('username', 'password', 'private_key', 'text')),
    label TEXT NOT NULL,
    account_rights TEXT,
    state TEXT NOT NULL CHECK (state IN ('stored', 'shredded')),
    version INTEGER NOT NULL,
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    first_read_at TEXT CHECK (first_read_at GLOB '????-??-??T??:??:??Z'),
    shredded_at TEXT CHECK (shredded_at GLOB '????-??-??T??:??:??Z'),
    shred_reason TEXT
) STRICT;
CREATE INDEX secrets_shard ON secrets (shard_id);
CREATE INDEX secrets_ticket ON secrets (ticket_id);
CREATE INDEX secrets_organization ON secrets (organization_id, class);
CREATE TABLE secret_versions (
    secret_id BLOB NOT NULL REFERENCES secrets (id),
    version INTEGER NOT NULL,
    kek_id TEXT NOT NULL,
    wrapped BLOB,
    blob BLOB,
    blob_sha256 BLOB NOT NULL,
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (secret_id, version)
) STRICT;
CREATE INDEX secret_versions_kek ON secret_versions (kek_id);
CREATE TABLE reveals (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    intervention_id BLOB REFERENCES interventions (id),
    secret_id BLOB NOT NULL REFERENCES secrets (id),
    version INTEGER NOT NULL,
    field TEXT NOT NULL,
    actor_id BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'denied', 'failed')),
    code TEXT NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    lease_until TEXT CHECK (lease_until GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX reveals_secret ON reveals (secret_id, at);
CREATE INDEX reveals_actor ON reveals (actor_id, at);
CREATE INDEX reveals_ticket ON reveals (ticket_id, at);
CREATE TABLE reveal_unlocks (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    secret_id BLOB,
    unlocked_by BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE reveal_approvals (
    id BLOB NOT NULL PRIMARY KEY,
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    secret_id BLOB NOT NULL REFERENCES secrets (id),
    version INTEGER NOT NULL,
    requested_by BLOB NOT NULL REFERENCES people (id),
    requested_at TEXT NOT NULL CHECK (requested_at GLOB '????-??-??T??:??:??Z'),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'denied', 'used', 'expired')),
    decided_by BLOB REFERENCES people (id),
    decided_at TEXT CHECK (decided_at GLOB '????-??-??T??:??:??Z'),
    used_at TEXT CHECK (used_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX reveal_approvals_intervention ON reveal_approvals (intervention_id);
CREATE TABLE action_entries (
    id BLOB NOT NULL PRIMARY KEY,
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    seq INTEGER NOT NULL,
    author_id BLOB NOT NULL REFERENCES people (id),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    method TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    result TEXT NOT NULL,
    changed_file TEXT NOT NULL,
    why TEXT NOT NULL,
    reverted INTEGER NOT NULL,
    visible INTEGER NOT NULL,
    corrects_id BLOB REFERENCES action_entries (id),
    audit_seq INTEGER NOT NULL,
    UNIQUE (intervention_id, seq)
) STRICT;
CREATE TABLE work_entries (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    started_at TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??Z'),
    stopped_at TEXT CHECK (stopped_at GLOB '????-??-??T??:??:??Z'),
    note TEXT NOT NULL,
    billable INTEGER NOT NULL,
    tariff TEXT NOT NULL,
    net_cents INTEGER NOT NULL
) STRICT;
CREATE INDEX work_entries_ticket ON work_entries (ticket_id);
-- Nobody's clock runs twice on one ticket; the name is the one a constraint would have.
CREATE UNIQUE INDEX work_entries_ticket_id_person_id_key ON work_entries (ticket_id, person_id) WHERE stopped_at IS NULL;
CREATE INDEX work_entries_person ON work_entries (person_id, stopped_at);
CREATE TABLE handovers (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    intervention_id BLOB REFERENCES interventions (id),
    system_id BLOB NOT NULL REFERENCES systems (id),
    shard_id BLOB NOT NULL REFERENCES shards (id),
    label TEXT NOT NULL,
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    first_read_at TEXT CHECK (first_read_at GLOB '????-??-??T??:??:??Z'),
    first_read_by BLOB REFERENCES people (id),
    kept_at TEXT CHECK (kept_at GLOB '????-??-??T??:??:??Z'),
    ended_at TEXT CHECK (ended_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX handovers_organization ON handovers (organization_id);
CREATE TABLE hardware_cases (
    id BLOB NOT NULL PRIMARY KEY,
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    component TEXT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reported', 'diagnosed', 'part_ordered', 'appointment_agreed', 'replaced', 'verified')),
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??Z')
) STRICT;
