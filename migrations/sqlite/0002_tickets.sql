-- Tickets, messages, clocks, audit.
CREATE TABLE tickets (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    system_id BLOB REFERENCES systems (id),
    department TEXT NOT NULL CHECK (department IN ('technical', 'billing', 'sales')),
    class TEXT NOT NULL CHECK (class IN ('question', 'fault', 'emergency', 'order', 'intervention')),
    proposed_class TEXT NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
    state TEXT NOT NULL CHECK (state IN ('new', 'open', 'waiting_customer', 'waiting_third_party', 'scheduled', 'resolved', 'closed')),
    is_open INTEGER NOT NULL,
    subject TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('portal', 'phone')),
    opened_by BLOB NOT NULL REFERENCES people (id),
    caller_name TEXT NOT NULL,
    assignee_id BLOB REFERENCES people (id),
    team_id BLOB REFERENCES teams (id),
    scheduled_for TEXT CHECK (scheduled_for GLOB '????-??-??T??:??:??Z'),
    message_count INTEGER NOT NULL,
    last_message_by_customer INTEGER NOT NULL,
    received_at TEXT NOT NULL CHECK (received_at GLOB '????-??-??T??:??:??Z'),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??Z'),
    resolved_at TEXT CHECK (resolved_at GLOB '????-??-??T??:??:??Z'),
    closed_at TEXT CHECK (closed_at GLOB '????-??-??T??:??:??Z'),
    next_breach_at TEXT NOT NULL CHECK (next_breach_at GLOB '????-??-??T??:??:??Z'),
    version INTEGER NOT NULL,
    idempotency_key TEXT UNIQUE
) STRICT;
CREATE INDEX tickets_queue ON tickets (is_open, next_breach_at, number, state, class, department, priority, assignee_id, team_id);
CREATE INDEX tickets_state ON tickets (state, next_breach_at, number);
CREATE INDEX tickets_class ON tickets (class, is_open, next_breach_at, number);
CREATE INDEX tickets_team ON tickets (team_id, is_open, next_breach_at, number);
CREATE INDEX tickets_customer_queue ON tickets (organization_id, is_open, next_breach_at, number);
CREATE INDEX tickets_organization ON tickets (organization_id, number);
CREATE INDEX tickets_assignee ON tickets (assignee_id, is_open, next_breach_at, number);
CREATE INDEX tickets_system ON tickets (system_id, number);
CREATE TABLE ticket_systems (
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    system_id BLOB NOT NULL REFERENCES systems (id),
    PRIMARY KEY (ticket_id, system_id)
) STRICT;
CREATE TABLE ticket_links (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    other_id BLOB NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL CHECK (kind IN ('related', 'follow_up', 'duplicate')),
    created_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (ticket_id, other_id)
) STRICT;
CREATE INDEX ticket_links_other ON ticket_links (other_id);
CREATE TABLE messages (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    author_id BLOB REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('message', 'note', 'automatic')),
    from_staff INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    release_at TEXT NOT NULL CHECK (release_at GLOB '????-??-??T??:??:??Z'),
    released_at TEXT CHECK (released_at GLOB '????-??-??T??:??:??Z'),
    withdrawn_at TEXT CHECK (withdrawn_at GLOB '????-??-??T??:??:??Z'),
    asks_customer INTEGER NOT NULL,
    idempotency_key TEXT UNIQUE
) STRICT;
CREATE INDEX messages_ticket ON messages (ticket_id, created_at, id);
CREATE TABLE attachments (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    message_id BLOB REFERENCES messages (id),
    internal INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    storage_key TEXT NOT NULL UNIQUE,
    uploaded_by BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX attachments_ticket ON attachments (ticket_id);
CREATE TABLE drafts (
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at TEXT NOT NULL CHECK (updated_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (person_id, key)
) STRICT;
CREATE TABLE clocks (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL CHECK (kind IN ('first_answer', 'next_answer', 'resolution', 'intervention', 'status_update')),
    cycle INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopped', 'cancelled')),
    target_s INTEGER NOT NULL,
    consumed_s INTEGER NOT NULL,
    paused_s INTEGER NOT NULL,
    started_at TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??Z'),
    running_since TEXT CHECK (running_since GLOB '????-??-??T??:??:??Z'),
    paused_since TEXT CHECK (paused_since GLOB '????-??-??T??:??:??Z'),
    due_at TEXT CHECK (due_at GLOB '????-??-??T??:??:??Z'),
    breach_at TEXT CHECK (breach_at GLOB '????-??-??T??:??:??Z'),
    next_event_at TEXT CHECK (next_event_at GLOB '????-??-??T??:??:??Z'),
    stopped_at TEXT CHECK (stopped_at GLOB '????-??-??T??:??:??Z'),
    policy_version INTEGER NOT NULL,
    calendar TEXT NOT NULL,
    calendar_version INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('met', 'breached', 'extended', 'exempt', 'cancelled')),
    UNIQUE (ticket_id, kind, cycle)
) STRICT;
CREATE INDEX clocks_next_event ON clocks (next_event_at);
CREATE TABLE clock_events (
    id BLOB NOT NULL PRIMARY KEY,
    clock_id BLOB NOT NULL REFERENCES clocks (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('start', 'pause', 'resume', 'stop', 'retarget', 'warn', 'breach', 'extend', 'exempt', 'cancel')),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    actor_id BLOB,
    detail TEXT NOT NULL,
    UNIQUE (clock_id, seq)
) STRICT;
CREATE TABLE audit_heads (
    organization_id BLOB NOT NULL PRIMARY KEY REFERENCES organizations (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TABLE audit_events (
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    seq INTEGER NOT NULL,
    ticket_id BLOB,
    kind TEXT NOT NULL,
    actor_id BLOB,
    visible INTEGER NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    payload TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (organization_id, seq),
    UNIQUE (organization_id, prev)
) STRICT;
CREATE INDEX audit_events_ticket ON audit_events (ticket_id, seq);
CREATE TABLE orders (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    task TEXT,
    scope TEXT NOT NULL,
    tariff TEXT NOT NULL,
    ceiling_cents INTEGER,
    state TEXT NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'expired', 'withdrawn')),
    valid_until TEXT NOT NULL CHECK (valid_until GLOB '????-??-??T??:??:??Z'),
    offered_by BLOB NOT NULL REFERENCES people (id),
    offered_at TEXT NOT NULL CHECK (offered_at GLOB '????-??-??T??:??:??Z'),
    decided_by BLOB REFERENCES people (id),
    decided_at TEXT CHECK (decided_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX orders_ticket ON orders (ticket_id);

INSERT INTO sqlite_sequence (name, seq) VALUES ('tickets', 40000);
