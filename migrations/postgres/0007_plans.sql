-- What lists look for most: the clock of a ticket that still runs, and what is open.
CREATE INDEX clocks_open ON clocks (ticket_id, (CASE state WHEN 'running' THEN 0 ELSE 1 END), breach_at, id) WHERE state IN ('running', 'paused');
-- Only here: SQLite counts from tickets_queue as fast, and searches one customer's texts through FTS5 alone.
CREATE INDEX tickets_open ON tickets USING btree (next_breach_at, number) WHERE is_open = TRUE;
CREATE INDEX search_documents_organization ON search_documents USING btree (organization_id, n);
-- New texts wait unsorted until so many kilobytes of them are filed at once; every search reads what waits, one by one.
ALTER INDEX search_documents_vector SET (gin_pending_list_limit = 256);
