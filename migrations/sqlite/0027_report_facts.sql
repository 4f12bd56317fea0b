-- What a report reads of a ticket and of a clock, written out once by the database itself instead of with each report: ids as
-- they are, zeros for none, then codes and numbers (instants in seconds since 1970) as text. How it is read stands in
-- crates/store/src/facts.rs. The indexes hold it, so that a report reads nothing else and no row from before its stretch. Only
-- functions that old versions of SQLite know, too: whoever looks at the file with one can.
ALTER TABLE tickets ADD COLUMN report_fact BLOB GENERATED ALWAYS AS (CAST(
    id || organization_id || COALESCE(system_id, zeroblob(16)) || COALESCE(assignee_id, zeroblob(16)) || COALESCE(team_id, zeroblob(16))
    || number || '|' || strftime('%s', received_at) || '|' || waited_customer_s || '|' || waited_third_party_s || '|' || waited_us_s
    || '|' || COALESCE(strftime('%s', resolved_at), '') || '|' || COALESCE(strftime('%s', closed_at), '')
    || '|' || priority || '|' || class || '|' || state || '|' || reopened || x'0a' AS BLOB)) VIRTUAL;
CREATE INDEX tickets_reports ON tickets (is_open, updated_at, received_at, report_fact);
-- The last instant at which anything is decided of a clock; nothing of it counts later.
ALTER TABLE clocks ADD COLUMN report_end TEXT GENERATED ALWAYS AS
    (MAX(COALESCE(stopped_at, ''), COALESCE(breach_at, ''), COALESCE(breached_at, ''))) VIRTUAL;
ALTER TABLE clocks ADD COLUMN report_fact BLOB GENERATED ALWAYS AS (CAST(
    id || ticket_id || target_s || '|' || consumed_s || '|' || strftime('%s', started_at)
    || '|' || COALESCE(strftime('%s', running_since), '') || '|' || COALESCE(strftime('%s', stopped_at), '')
    || '|' || COALESCE(strftime('%s', COALESCE(breached_at, breach_at)), '') || '|' || policy_version || '|' || calendar_version
    || '|' || kind || '|' || state || '|' || COALESCE(outcome, '') || '|' || COALESCE(breach_reason, '') || '|' || calendar
    || '|' || COALESCE(region, '') || x'0a' AS BLOB)) VIRTUAL;
CREATE INDEX clocks_reports ON clocks (report_end, started_at, kind, ticket_id, report_fact);
-- Who had a broken promise stands in its event.
CREATE INDEX clock_events_breach ON clock_events (clock_id) WHERE kind = 'breach';
