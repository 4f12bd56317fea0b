-- Escalation: the steps each clock was started with and where it stands on them. A clock without a row does not escalate.
CREATE TABLE escalations (
    clock_id UUID NOT NULL PRIMARY KEY REFERENCES clocks (id),
    ladder TEXT NOT NULL,
    level BIGINT NOT NULL,
    round BIGINT NOT NULL,
    last_at TIMESTAMPTZ,
    quiet_until TIMESTAMPTZ,
    taken_by UUID REFERENCES people (id),
    taken_at TIMESTAMPTZ,
    next_at TIMESTAMPTZ
);
CREATE INDEX escalations_next ON escalations (next_at);
-- What fired: each step once for a clock, its cycle, level and round.
CREATE TABLE escalation_firings (
    clock_id UUID NOT NULL REFERENCES clocks (id),
    cycle BIGINT NOT NULL,
    level BIGINT NOT NULL,
    round BIGINT NOT NULL,
    percent BIGINT NOT NULL,
    reached BIGINT NOT NULL,
    overtaken BOOLEAN NOT NULL,
    fired_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (clock_id, cycle, level, round)
);
-- What people of the staff were told.
CREATE TABLE notifications (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('step', 'page', 'nobody')),
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    clock_id UUID NOT NULL REFERENCES clocks (id),
    percent BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE INDEX notifications_of ON notifications (person_id, created_at);
CREATE INDEX notifications_unread ON notifications (person_id) WHERE read_at IS NULL;
-- Who was asked to answer, and what became of it.
CREATE TABLE pages (
    id UUID NOT NULL PRIMARY KEY,
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    clock_id UUID NOT NULL REFERENCES clocks (id),
    level BIGINT NOT NULL,
    round BIGINT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('on_call', 'deputy', 'manager')),
    person_id UUID NOT NULL REFERENCES people (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'acknowledged', 'timed_out', 'over')),
    sent_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX pages_of_clock ON pages (clock_id);
