-- Calendars: when a clock counts and which rate is in force. A version is never changed; an edit adds one.
CREATE TABLE calendars (
    code TEXT NOT NULL PRIMARY KEY,
    name_de TEXT NOT NULL,
    name_en TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('service', 'billing', 'monitoring', 'other')),
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE calendar_versions (
    calendar TEXT NOT NULL REFERENCES calendars (code),
    version BIGINT NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    definition TEXT NOT NULL,
    author_id UUID REFERENCES people (id),
    reason TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (calendar, version),
    UNIQUE (calendar, valid_from)
);
-- Which clocks a change of a calendar concerns.
CREATE INDEX clocks_calendar ON clocks (calendar) WHERE state = 'running';
CREATE TRIGGER calendar_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON calendar_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- The four of the sources: emergencies, questions, rates, reactions on weekdays. Whose holidays they keep is the provider's to say.
INSERT INTO calendars (code, name_de, name_en, purpose, created_at) VALUES
    ('24x7', 'Rund um die Uhr', 'Around the clock', 'service', '2000-01-01T00:00:00Z'),
    ('service', 'Servicezeit', 'Service hours', 'service', '2000-01-01T00:00:00Z'),
    ('billing', 'Abrechnungszeit', 'Billing hours', 'billing', '2000-01-01T00:00:00Z'),
    ('weekdays', 'Werktags', 'Weekdays', 'monitoring', '2000-01-01T00:00:00Z');
INSERT INTO calendar_versions (calendar, version, valid_from, definition, author_id, reason, created_at) VALUES
    ('24x7', 1, '2000-01-01T00:00:00Z', '{"tz":"Europe/Berlin","hours":"24x7","region":null}', NULL, '', '2000-01-01T00:00:00Z'),
    ('service', 1, '2000-01-01T00:00:00Z', '{"tz":"Europe/Berlin","hours":{"mon":[["09:00","18:00"]],"tue":[["09:00","18:00"]],"wed":[["09:00","18:00"]],"thu":[["09:00","18:00"]],"fri":[["09:00","18:00"]]},"region":null}', NULL, '', '2000-01-01T00:00:00Z'),
    ('billing', 1, '2000-01-01T00:00:00Z', '{"tz":"Europe/Berlin","hours":{"mon":[["08:00","17:00"]],"tue":[["08:00","17:00"]],"wed":[["08:00","17:00"]],"thu":[["08:00","17:00"]],"fri":[["08:00","17:00"]]},"region":null}', NULL, '', '2000-01-01T00:00:00Z'),
    ('weekdays', 1, '2000-01-01T00:00:00Z', '{"tz":"Europe/Berlin","hours":{"mon":[["07:00","18:00"]],"tue":[["07:00","18:00"]],"wed":[["07:00","18:00"]],"thu":[["07:00","18:00"]],"fri":[["07:00","18:00"]]},"region":null}', NULL, '', '2000-01-01T00:00:00Z');
