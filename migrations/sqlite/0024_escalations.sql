-- Escalation: the steps each clock was started with and where it stands on them. A clock without a row does not escalate.
CREATE TABLE escalations (
    clock_id BLOB NOT NULL PRIMARY KEY REFERENCES clocks (id),
    ladder TEXT NOT NULL,
    level INTEGER NOT NULL,
    round INTEGER NOT NULL,
    last_at TEXT CHECK (last_at GLOB '????-??-??T??:??:??Z'),
    quiet_until TEXT CHECK (quiet_until GLOB '????-??-??T??:??:??Z'),
    taken_by BLOB REFERENCES people (id),
    taken_at TEXT CHECK (taken_at GLOB '????-??-??T??:??:??Z'),
    next_at TEXT CHECK (next_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX escalations_next ON escalations (next_at);
-- What fired: each step once for a clock, its cycle, level and round.
CREATE TABLE escalation_firings (
    clock_id BLOB NOT NULL REFERENCES clocks (id),
    cycle INTEGER NOT NULL,
    level INTEGER NOT NULL,
    round INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    overtaken INTEGER NOT NULL,
    fired_at TEXT NOT NULL CHECK (fired_at GLOB '????-??-??T??:??:??Z'),
    PRIMARY KEY (clock_id, cycle, level, round)
) STRICT;
-- What people of the staff were told.
CREATE TABLE notifications (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('step', 'page', 'nobody')),
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    clock_id BLOB NOT NULL REFERENCES clocks (id),
    percent INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    read_at TEXT CHECK (read_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX notifications_of ON notifications (person_id, created_at);
CREATE INDEX notifications_unread ON notifications (person_id) WHERE read_at IS NULL;
-- Who was asked to answer, and what became of it.
CREATE TABLE pages (
    id BLOB NOT NULL PRIMARY KEY,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    clock_id BLOB NOT NULL REFERENCES clocks (id),
    level INTEGER NOT NULL,
    round INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('on_call', 'deputy', 'manager')),
    person_id BLOB NOT NULL REFERENCES people (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'acknowledged', 'timed_out', 'over')),
    sent_at TEXT NOT NULL CHECK (sent_at GLOB '????-??-??T??:??:??Z'),
    due_at TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??Z'),
    ended_at TEXT CHECK (ended_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX pages_of_clock ON pages (clock_id);
