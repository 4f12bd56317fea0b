-- The queue of one system: its open tickets in the order of the queue. Tickets about no system cost nothing here.
CREATE INDEX tickets_system_queue ON tickets (system_id, is_open, next_breach_at, number) WHERE system_id IS NOT NULL;
