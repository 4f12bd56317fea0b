-- The provider has a chain of its own, beside those of the organizations: what concerns every customer and none alone.
-- SQLite drops a reference only with its table; rows go over as they are, and the triggers come back.
CREATE TABLE audit_heads_new (
    organization_id BLOB NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z')
) STRICT;
INSERT INTO audit_heads_new SELECT organization_id, seq, hash, at FROM audit_heads;
DROP TABLE audit_heads;
ALTER TABLE audit_heads_new RENAME TO audit_heads;
CREATE TABLE audit_events_new (
    organization_id BLOB NOT NULL,
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
INSERT INTO audit_events_new
    SELECT organization_id, seq, ticket_id, kind, actor_id, visible, at, payload, prev, hash FROM audit_events ORDER BY rowid;
DROP TABLE audit_events;
ALTER TABLE audit_events_new RENAME TO audit_events;
CREATE INDEX audit_events_ticket ON audit_events (ticket_id, seq);
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
