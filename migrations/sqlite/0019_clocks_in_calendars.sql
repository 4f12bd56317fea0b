-- Clocks count in calendars: whose holidays they have, and where another calendar or another version of it begins.
-- SQLite changes a check only with its table; rows go over as they are, and the triggers come back.
ALTER TABLE clocks ADD COLUMN region TEXT;
CREATE TABLE clock_events_new (
    id BLOB NOT NULL PRIMARY KEY,
    clock_id BLOB NOT NULL REFERENCES clocks (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('start', 'pause', 'resume', 'stop', 'retarget', 'warn', 'breach', 'extend', 'exempt', 'cancel', 'checkpoint')),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    actor_id BLOB,
    detail TEXT NOT NULL,
    UNIQUE (clock_id, seq)
) STRICT;
INSERT INTO clock_events_new SELECT id, clock_id, seq, kind, at, actor_id, detail FROM clock_events ORDER BY rowid;
DROP TABLE clock_events;
ALTER TABLE clock_events_new RENAME TO clock_events;
CREATE TRIGGER clock_events_no_update BEFORE UPDATE ON clock_events BEGIN SELECT RAISE(ABORT, 'clock_events is append-only'); END;
CREATE TRIGGER clock_events_no_delete BEFORE DELETE ON clock_events BEGIN SELECT RAISE(ABORT, 'clock_events is append-only'); END;
