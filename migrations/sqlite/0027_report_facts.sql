-- What a report reads of a ticket and of a clock, written out once by the database itself instead of with each report: ids and
-- numbers as they are (most significant byte first, seconds since 1970, 80…0 for nothing), then codes. How it is read stands
-- in crates/store/src/facts.rs. The indexes hold it, so that a report reads nothing else and no row from before its stretch.
ALTER TABLE tickets ADD COLUMN report_fact BLOB GENERATED ALWAYS AS (CAST(
    id || unhex(printf('%016x', number)) || organization_id || COALESCE(system_id, zeroblob(16))
    || COALESCE(assignee_id, zeroblob(16)) || COALESCE(team_id, zeroblob(16))
    || unhex(printf('%016x%016x%016x%016x', unixepoch(received_at), waited_customer_s, waited_third_party_s, waited_us_s))
    || iif(resolved_at IS NULL, x'8000000000000000', unhex(printf('%016x', unixepoch(resolved_at))))
    || iif(closed_at IS NULL, x'8000000000000000', unhex(printf('%016x', unixepoch(closed_at))))
    || priority || '|' || class || '|' || state || '|' || reopened || x'0a' AS BLOB)) VIRTUAL;
CREATE INDEX tickets_reports ON tickets (is_open, updated_at, received_at, report_fact);
-- The last instant at which anything is decided of a clock; nothing of it counts later.
ALTER TABLE clocks ADD COLUMN report_end TEXT GENERATED ALWAYS AS
    (MAX(COALESCE(stopped_at, ''), COALESCE(breach_at, ''), COALESCE(breached_at, ''))) VIRTUAL;
ALTER TABLE clocks ADD COLUMN report_fact BLOB GENERATED ALWAYS AS (CAST(
    id || ticket_id || unhex(printf('%016x%016x%016x', target_s, consumed_s, unixepoch(started_at)))
    || iif(running_since IS NULL, x'8000000000000000', unhex(printf('%016x', unixepoch(running_since))))
    || iif(stopped_at IS NULL, x'8000000000000000', unhex(printf('%016x', unixepoch(stopped_at))))
    || iif(breached_at IS NULL AND breach_at IS NULL, x'8000000000000000', unhex(printf('%016x', unixepoch(COALESCE(breached_at, breach_at)))))
    || unhex(printf('%016x%016x', policy_version, calendar_version))
    || kind || '|' || state || '|' || COALESCE(outcome, '') || '|' || COALESCE(breach_reason, '') || '|' || calendar
    || '|' || COALESCE(region, '') || x'0a' AS BLOB)) VIRTUAL;
CREATE INDEX clocks_reports ON clocks (report_end, started_at, kind, ticket_id, report_fact);
-- Who had a broken promise stands in its event.
CREATE INDEX clock_events_breach ON clock_events (clock_id) WHERE kind = 'breach';
