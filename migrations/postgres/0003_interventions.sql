-- The OS intervention: procedure, authorization, vault, reveals, action log.
CREATE TABLE interventions (
    id UUID NOT NULL PRIMARY KEY,
    ticket_id UUID NOT NULL UNIQUE REFERENCES tickets (id),
    organization_id UUID NOT NULL REFERENCES organizations (id),
    system_id UUID REFERENCES systems (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'requested', 'verified', 'assessed', 'running', 'clarifying', 'hardware', 'summarised', 'closed', 'declined', 'withdrawn', 'revoked', 'reopened')),
    resume_state TEXT,
    state_reason TEXT NOT NULL,
    cycle BIGINT NOT NULL,
    symptom TEXT,
    problem TEXT NOT NULL,
    error_messages TEXT NOT NULL,
    wanted_action TEXT NOT NULL,
    request TEXT NOT NULL,
    contact_phone TEXT NOT NULL,
    reachable_until TEXT NOT NULL,
    authorization_id UUID,
    complexity TEXT CHECK (complexity IN ('standard', 'complex')),
    complexity_set_at TIMESTAMPTZ,
    method TEXT,
    method_reason TEXT NOT NULL,
    method_ranking TEXT,
    method_chosen_at TIMESTAMPTZ,
    site_place TEXT NOT NULL,
    site_eta TIMESTAMPTZ,
    started_at TIMESTAMPTZ,
    started_by UUID REFERENCES people (id),
    summary TEXT NOT NULL,
    summarised_at TIMESTAMPTZ,
    cause TEXT,
    avoidable BOOLEAN,
    avoidable_reason TEXT NOT NULL,
    advice_sent_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    password_change_confirmed_at TIMESTAMPTZ,
    password_change_confirmed_by UUID REFERENCES people (id),
    created_by UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX interventions_system ON interventions (system_id, closed_at);
CREATE INDEX interventions_state ON interventions (state);
CREATE TABLE authorizations (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    person_id UUID NOT NULL REFERENCES people (id),
    ticket_id UUID REFERENCES tickets (id),
    intervention_id UUID REFERENCES interventions (id),
    system_id UUID REFERENCES systems (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'active', 'expired', 'ended')),
    end_reason TEXT,
    current_version BIGINT NOT NULL,
    valid_until TIMESTAMPTZ,
    latest_until TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX authorizations_intervention ON authorizations (intervention_id);
CREATE INDEX authorizations_state ON authorizations (state, valid_until);
CREATE TABLE authorization_versions (
    id UUID NOT NULL PRIMARY KEY,
    authorization_id UUID NOT NULL REFERENCES authorizations (id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('initial', 'edit', 'extension')),
    language TEXT NOT NULL,
    text_version TEXT NOT NULL,
    text TEXT NOT NULL,
    text_sha256 BYTEA NOT NULL,
    terms TEXT NOT NULL,
    signer_id UUID NOT NULL REFERENCES people (id),
    signer_name TEXT NOT NULL,
    signer_role TEXT NOT NULL,
    second_factor TEXT NOT NULL CHECK (second_factor IN ('totp', 'recovery_code', 'mail_code')),
    signed_at TIMESTAMPTZ NOT NULL,
    ip TEXT NOT NULL,
    valid_until TIMESTAMPTZ NOT NULL,
    latest_until TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ,
    UNIQUE (authorization_id, version)
);
CREATE TABLE gate_lines (
    id UUID NOT NULL PRIMARY KEY,
    intervention_id UUID NOT NULL REFERENCES interventions (id),
    cycle BIGINT NOT NULL,
    line TEXT NOT NULL,
    hard BOOLEAN NOT NULL,
    passed BOOLEAN NOT NULL,
    detail TEXT NOT NULL,
    checked_by UUID NOT NULL REFERENCES people (id),
    checked_at TIMESTAMPTZ NOT NULL,
    override_by UUID REFERENCES people (id),
    override_reason TEXT NOT NULL,
    override_at TIMESTAMPTZ,
    UNIQUE (intervention_id, cycle, line)
);
CREATE TABLE probe_runs (
    id UUID NOT NULL PRIMARY KEY,
    system_id UUID NOT NULL REFERENCES systems (id),
    intervention_id UUID REFERENCES interventions (id),
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('answers', 'silent', 'refused', 'unknown')),
    detail TEXT NOT NULL,
    latency_us BIGINT,
    run_by UUID NOT NULL REFERENCES people (id),
    run_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX probe_runs_intervention ON probe_runs (intervention_id, run_at);
CREATE TABLE vault_keys (
    kek_id TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('active', 'decrypt_only', 'destroyed')),
    check_value BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    retired_at TIMESTAMPTZ
);
CREATE TABLE shards (
    id UUID NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('authorization', 'handover')),
    organization_id UUID NOT NULL REFERENCES organizations (id),
    ticket_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    destroy_at TIMESTAMPTZ NOT NULL,
    destroyed_at TIMESTAMPTZ,
    destroy_reason TEXT,
    unlinked_at TIMESTAMPTZ
);
CREATE INDEX shards_due ON shards (destroy_at);
CREATE TABLE secrets (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    class TEXT NOT NULL CHECK (class IN ('intervention', 'handover', 'account', 'operational')),
    shard_id UUID REFERENCES shards (id),
    ticket_id UUID REFERENCES tickets (id),
    system_id UUID REFERENCES systems (id),
    field TEXT NOT NULL CHECK (field IN ('username', 'password', 'private_key', 'text')),
    label TEXT NOT NULL,
    account_rights TEXT,
    state TEXT NOT NULL CHECK (state IN ('stored', 'shredded')),
    version BIGINT NOT NULL,
    created_by UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    first_read_at TIMESTAMPTZ,
    shredded_at TIMESTAMPTZ,
    shred_reason TEXT
);
CREATE INDEX secrets_shard ON secrets (shard_id);
CREATE INDEX secrets_ticket ON secrets (ticket_id);
CREATE INDEX secrets_organization ON secrets (organization_id, class);
CREATE TABLE secret_versions (
    secret_id UUID NOT NULL REFERENCES secrets (id),
    version BIGINT NOT NULL,
    kek_id TEXT NOT NULL,
    wrapped BYTEA,
    blob BYTEA,
    blob_sha256 BYTEA NOT NULL,
    created_by UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (secret_id, version)
);
CREATE INDEX secret_versions_kek ON secret_versions (kek_id);
CREATE TABLE reveals (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    intervention_id UUID REFERENCES interventions (id),
    secret_id UUID NOT NULL REFERENCES secrets (id),
    version BIGINT NOT NULL,
    field TEXT NOT NULL,
    actor_id UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'denied', 'failed')),
    code TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    lease_until TIMESTAMPTZ
);
CREATE INDEX reveals_secret ON reveals (secret_id, at);
CREATE INDEX reveals_actor ON reveals (actor_id, at);
CREATE INDEX reveals_ticket ON reveals (ticket_id, at);
CREATE TABLE reveal_unlocks (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    secret_id UUID,
    unlocked_by UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE TABLE reveal_approvals (
    id UUID NOT NULL PRIMARY KEY,
    intervention_id UUID NOT NULL REFERENCES interventions (id),
    secret_id UUID NOT NULL REFERENCES secrets (id),
    version BIGINT NOT NULL,
    requested_by UUID NOT NULL REFERENCES people (id),
    requested_at TIMESTAMPTZ NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'denied', 'used', 'expired')),
    decided_by UUID REFERENCES people (id),
    decided_at TIMESTAMPTZ,
    used_at TIMESTAMPTZ
);
CREATE INDEX reveal_approvals_intervention ON reveal_approvals (intervention_id);
CREATE TABLE action_entries (
    id UUID NOT NULL PRIMARY KEY,
    intervention_id UUID NOT NULL REFERENCES interventions (id),
    seq BIGINT NOT NULL,
    author_id UUID NOT NULL REFERENCES people (id),
    at TIMESTAMPTZ NOT NULL,
    method TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    result TEXT NOT NULL,
    changed_file TEXT NOT NULL,
    why TEXT NOT NULL,
    reverted BOOLEAN NOT NULL,
    visible BOOLEAN NOT NULL,
    corrects_id UUID REFERENCES action_entries (id),
    audit_seq BIGINT NOT NULL,
    UNIQUE (intervention_id, seq)
);
CREATE TABLE work_entries (
    id UUID NOT NULL PRIMARY KEY,
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    person_id UUID NOT NULL REFERENCES people (id),
    started_at TIMESTAMPTZ NOT NULL,
    stopped_at TIMESTAMPTZ,
    note TEXT NOT NULL,
    billable BOOLEAN NOT NULL,
    tariff TEXT NOT NULL,
    net_cents BIGINT NOT NULL
);
CREATE INDEX work_entries_ticket ON work_entries (ticket_id);
-- Nobody's clock runs twice on one ticket; the name is the one a constraint would have.
CREATE UNIQUE INDEX work_entries_ticket_id_person_id_key ON work_entries (ticket_id, person_id) WHERE stopped_at IS NULL;
CREATE INDEX work_entries_person ON work_entries (person_id, stopped_at);
CREATE TABLE handovers (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    intervention_id UUID REFERENCES interventions (id),
    system_id UUID NOT NULL REFERENCES systems (id),
    shard_id UUID NOT NULL REFERENCES shards (id),
    label TEXT NOT NULL,
    created_by UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    first_read_at TIMESTAMPTZ,
    first_read_by UUID REFERENCES people (id),
    kept_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ
);
CREATE INDEX handovers_organization ON handovers (organization_id);
CREATE TABLE hardware_cases (
    id UUID NOT NULL PRIMARY KEY,
    intervention_id UUID NOT NULL REFERENCES interventions (id),
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    component TEXT NOT NULL,
    evidence TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reported', 'diagnosed', 'part_ordered', 'appointment_agreed', 'replaced', 'verified')),
    created_by UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
