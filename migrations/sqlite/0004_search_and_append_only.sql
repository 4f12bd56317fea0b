-- Full-text search over subjects, messages and system names; append-only tables.
-- FTS5 refers to an explicit integer key, because implicit rowids change on VACUUM.
CREATE TABLE search_documents (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_number INTEGER NOT NULL REFERENCES tickets (number),
    organization_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'message', 'note', 'system')),
    source_id BLOB NOT NULL UNIQUE,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX search_documents_ticket ON search_documents (ticket_number);
CREATE VIRTUAL TABLE search_index USING fts5 (body, content = 'search_documents', content_rowid = 'n', tokenize = "unicode61 remove_diacritics 2", prefix = '3');
CREATE TRIGGER search_documents_insert AFTER INSERT ON search_documents BEGIN
    INSERT INTO search_index (rowid, body) VALUES (new.n, new.body);
END;
CREATE TRIGGER search_documents_delete AFTER DELETE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', old.n, old.body);
END;
CREATE TRIGGER search_documents_update AFTER UPDATE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', old.n, old.body);
    INSERT INTO search_index (rowid, body) VALUES (new.n, new.body);
END;
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER clock_events_no_update BEFORE UPDATE ON clock_events BEGIN SELECT RAISE(ABORT, 'clock_events is append-only'); END;
CREATE TRIGGER clock_events_no_delete BEFORE DELETE ON clock_events BEGIN SELECT RAISE(ABORT, 'clock_events is append-only'); END;
CREATE TRIGGER action_entries_no_update BEFORE UPDATE ON action_entries BEGIN SELECT RAISE(ABORT, 'action_entries is append-only'); END;
CREATE TRIGGER action_entries_no_delete BEFORE DELETE ON action_entries BEGIN SELECT RAISE(ABORT, 'action_entries is append-only'); END;
CREATE TRIGGER reveals_no_delete BEFORE DELETE ON reveals BEGIN SELECT RAISE(ABORT, 'reveals is append-only'); END;
