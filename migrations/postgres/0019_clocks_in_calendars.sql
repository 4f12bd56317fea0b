-- Clocks count in calendars: whose holidays they have, and where another calendar or another version of it begins.
ALTER TABLE clocks ADD COLUMN region TEXT;
ALTER TABLE clock_events DROP CONSTRAINT clock_events_kind_check;
ALTER TABLE clock_events ADD CONSTRAINT clock_events_kind_check
    CHECK (kind IN ('start', 'pause', 'resume', 'stop', 'retarget', 'warn', 'breach', 'extend', 'exempt', 'cancel', 'checkpoint'));
