-- What a report reads of a ticket and of a clock, written out once by the database itself instead of with each report: ids as
-- they are, zeros for none, then codes and numbers (instants in seconds since 1970) as text. How it is read stands in
-- crates/store/src/facts.rs.
ALTER TABLE tickets ADD COLUMN report_fact BYTEA GENERATED ALWAYS AS (
    uuid_send(id) || uuid_send(organization_id)
    || uuid_send(COALESCE(system_id, '00000000-0000-0000-0000-000000000000'))
    || uuid_send(COALESCE(assignee_id, '00000000-0000-0000-0000-000000000000'))
    || uuid_send(COALESCE(team_id, '00000000-0000-0000-0000-000000000000'))
    || (number::TEXT || '|' || EXTRACT(EPOCH FROM received_at AT TIME ZONE 'UTC')::BIGINT::TEXT
    || '|' || waited_customer_s::TEXT || '|' || waited_third_party_s::TEXT || '|' || waited_us_s::TEXT
    || '|' || COALESCE(EXTRACT(EPOCH FROM resolved_at AT TIME ZONE 'UTC')::BIGINT::TEXT, '')
    || '|' || COALESCE(EXTRACT(EPOCH FROM closed_at AT TIME ZONE 'UTC')::BIGINT::TEXT, '')
    || '|' || priority || '|' || class || '|' || state || '|' || reopened || E'\n')::BYTEA) STORED;
CREATE INDEX tickets_reports ON tickets (is_open, updated_at, received_at);
-- The last instant at which anything is decided of a clock; nothing of it counts later.
ALTER TABLE clocks ADD COLUMN report_end TIMESTAMPTZ GENERATED ALWAYS AS (GREATEST(stopped_at, breach_at, breached_at)) STORED;
ALTER TABLE clocks ADD COLUMN report_fact BYTEA GENERATED ALWAYS AS (
    uuid_send(id) || uuid_send(ticket_id)
    || (target_s::TEXT || '|' || consumed_s::TEXT || '|' || EXTRACT(EPOCH FROM started_at AT TIME ZONE 'UTC')::BIGINT::TEXT
    || '|' || COALESCE(EXTRACT(EPOCH FROM running_since AT TIME ZONE 'UTC')::BIGINT::TEXT, '')
    || '|' || COALESCE(EXTRACT(EPOCH FROM stopped_at AT TIME ZONE 'UTC')::BIGINT::TEXT, '')
    || '|' || COALESCE(EXTRACT(EPOCH FROM COALESCE(breached_at, breach_at) AT TIME ZONE 'UTC')::BIGINT::TEXT, '')
    || '|' || policy_version::TEXT || '|' || calendar_version::TEXT
    || '|' || kind || '|' || state || '|' || COALESCE(outcome, '') || '|' || COALESCE(breach_reason, '') || '|' || calendar
    || '|' || COALESCE(region, '') || E'\n')::BYTEA) STORED;
CREATE INDEX clocks_reports ON clocks (report_end, started_at, kind, ticket_id);
-- Who had a broken promise stands in its event.
CREATE INDEX clock_events_breach ON clock_events (clock_id) WHERE kind = 'breach';
