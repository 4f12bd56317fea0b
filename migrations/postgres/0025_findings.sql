-- What was found on a ticket: the customer's own application is the cause, so the work stops until it is ordered.
CREATE TABLE findings (
    id UUID NOT NULL PRIMARY KEY,
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    system_id UUID REFERENCES systems (id),
    service TEXT NOT NULL,
    service_key TEXT NOT NULL,
    finding TEXT NOT NULL,
    excluded TEXT NOT NULL,
    from_class TEXT NOT NULL CHECK (from_class IN ('fault', 'emergency')),
    nth BIGINT NOT NULL CHECK (nth >= 1),
    found_by UUID NOT NULL REFERENCES people (id),
    found_at TIMESTAMPTZ NOT NULL,
    withdrawn_by UUID REFERENCES people (id),
    withdrawn_at TIMESTAMPTZ,
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
);
CREATE INDEX findings_ticket ON findings (ticket_id);
CREATE INDEX findings_system ON findings (system_id, service_key, found_at);
-- One at a time on a ticket; the name is the one a constraint would have.
CREATE UNIQUE INDEX findings_ticket_id_key ON findings (ticket_id) WHERE withdrawn_at IS NULL;
-- The next breaches of the whole desk, asked by its report.
CREATE INDEX clocks_next_breach ON clocks (breach_at, id) WHERE state = 'running' AND outcome IS NULL;
-- Which technical emergency a ticket was filed as, in the words of that day.
CREATE TABLE ticket_emergencies (
    ticket_id UUID NOT NULL PRIMARY KEY REFERENCES tickets (id),
    code TEXT NOT NULL,
    name_de TEXT NOT NULL,
    name_en TEXT NOT NULL
);
-- What was told of a clock.
CREATE INDEX notifications_clock ON notifications (clock_id);
