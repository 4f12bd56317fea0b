-- What came of an intervention before it was authorised anew: the row itself tells the present cycle only.
CREATE TABLE intervention_rounds (
    id BLOB NOT NULL PRIMARY KEY,
    intervention_id BLOB NOT NULL REFERENCES interventions (id),
    cycle INTEGER NOT NULL,
    system_id BLOB REFERENCES systems (id),
    complexity TEXT CHECK (complexity IN ('standard', 'complex')),
    method TEXT,
    method_reason TEXT NOT NULL,
    started_at TEXT CHECK (started_at GLOB '????-??-??T??:??:??Z'),
    started_by BLOB REFERENCES people (id),
    summary TEXT NOT NULL,
    cause TEXT,
    avoidable INTEGER,
    avoidable_reason TEXT NOT NULL,
    closed_at TEXT CHECK (closed_at GLOB '????-??-??T??:??:??Z'),
    password_change_confirmed_at TEXT CHECK (password_change_confirmed_at GLOB '????-??-??T??:??:??Z'),
    password_change_confirmed_by BLOB REFERENCES people (id),
    UNIQUE (intervention_id, cycle)
) STRICT;
CREATE INDEX intervention_rounds_system ON intervention_rounds (system_id, closed_at);
CREATE TRIGGER intervention_rounds_no_update BEFORE UPDATE ON intervention_rounds BEGIN SELECT RAISE(ABORT, 'intervention_rounds is append-only'); END;
CREATE TRIGGER intervention_rounds_no_delete BEFORE DELETE ON intervention_rounds BEGIN SELECT RAISE(ABORT, 'intervention_rounds is append-only'); END;
