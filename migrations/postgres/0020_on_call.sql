-- Who is on call: rotations, each written once and followed by the next one, and what is entered beside them.
CREATE TABLE rotations (
    version BIGINT NOT NULL PRIMARY KEY,
    valid_from TIMESTAMPTZ NOT NULL,
    rota TEXT NOT NULL,
    author_id UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TRIGGER rotations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rotations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Overrides, absences, shifts handed over. An entry is never changed; it may be taken back.
CREATE TABLE stints (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('override', 'absence', 'hand_over')),
    person_id UUID NOT NULL REFERENCES people (id),
    begins_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    note TEXT NOT NULL,
    author_id UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL,
    CHECK (begins_at < ends_at)
);
CREATE INDEX stints_by_end ON stints (ends_at);
CREATE TRIGGER stints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TABLE stint_withdrawals (
    stint_id UUID NOT NULL PRIMARY KEY REFERENCES stints (id),
    author_id UUID NOT NULL REFERENCES people (id),
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TRIGGER stint_withdrawals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stint_withdrawals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
