-- For whom a ticket waited, up to the state it is in now: counted up with each change of the state, so that a report reads no
-- history. Earlier ends that did not last are pairs of seconds since 1970: solved, reopened.
ALTER TABLE tickets ADD COLUMN state_since TIMESTAMPTZ;
ALTER TABLE tickets ADD COLUMN waited_customer_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN waited_third_party_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN waited_us_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN reopened TEXT NOT NULL DEFAULT '';
-- What was before is ours: nobody is said to have been slow who may not have been.
UPDATE tickets SET state_since = COALESCE(resolved_at, closed_at, updated_at),
    waited_us_s = GREATEST(0, EXTRACT(EPOCH FROM COALESCE(resolved_at, closed_at, updated_at) - received_at)::BIGINT);
-- Why a promise was broken, said by a person when the ticket is closed.
ALTER TABLE clocks ADD COLUMN breach_reason TEXT CHECK (breach_reason IN ('capacity', 'forwarding', 'misclassified', 'third_party', 'data_centre', 'wrong_priority', 'system_fault', 'other'));
ALTER TABLE clocks ADD COLUMN breach_note TEXT NOT NULL DEFAULT '';
-- When a promise was broken, once that is on record: a pause and what comes after it move the last instant, never this one.
ALTER TABLE clocks ADD COLUMN breached_at TIMESTAMPTZ;
UPDATE clocks SET breached_at = COALESCE(breach_at,
    (SELECT MIN(clock_events.at) FROM clock_events WHERE clock_events.clock_id = clocks.id AND clock_events.kind = 'breach'))
    WHERE outcome = 'breached';
