-- Who is on call: rotations, each written once and followed by the next one, and what is entered beside them.
CREATE TABLE rotations (
    version INTEGER NOT NULL PRIMARY KEY,
    valid_from TEXT NOT NULL CHECK (valid_from GLOB '????-??-??T??:??:??Z'),
    rota TEXT NOT NULL,
    author_id BLOB NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TRIGGER rotations_no_update BEFORE UPDATE ON rotations BEGIN SELECT RAISE(ABORT, 'rotations is append-only'); END;
CREATE TRIGGER rotations_no_delete BEFORE DELETE ON rotations BEGIN SELECT RAISE(ABORT, 'rotations is append-only'); END;
-- Overrides, absences, shifts handed over. An entry is never changed; it may be taken back.
CREATE TABLE stints (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('override', 'absence', 'hand_over')),
    person_id BLOB NOT NULL REFERENCES people (id),
    begins_at TEXT NOT NULL CHECK (begins_at GLOB '????-??-??T??:??:??Z'),
    ends_at TEXT NOT NULL CHECK (ends_at GLOB '????-??-??T??:??:??Z'),
    note TEXT NOT NULL,
    author_id BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z'),
    CHECK (begins_at < ends_at)
) STRICT;
CREATE INDEX stints_by_end ON stints (ends_at);
CREATE TRIGGER stints_no_update BEFORE UPDATE ON stints BEGIN SELECT RAISE(ABORT, 'stints is append-only'); END;
CREATE TRIGGER stints_no_delete BEFORE DELETE ON stints BEGIN SELECT RAISE(ABORT, 'stints is append-only'); END;
CREATE TABLE stint_withdrawals (
    stint_id BLOB NOT NULL PRIMARY KEY REFERENCES stints (id),
    author_id BLOB NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE TRIGGER stint_withdrawals_no_update BEFORE UPDATE ON stint_withdrawals BEGIN SELECT RAISE(ABORT, 'stint_withdrawals is append-only'); END;
CREATE TRIGGER stint_withdrawals_no_delete BEFORE DELETE ON stint_withdrawals BEGIN SELECT RAISE(ABORT, 'stint_withdrawals is append-only'); END;
