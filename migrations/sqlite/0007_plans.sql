-- What lists look for most: the clock of a ticket that still runs.
CREATE INDEX clocks_open ON clocks (ticket_id, (CASE state WHEN 'running' THEN 0 ELSE 1 END), breach_at, id) WHERE state IN ('running', 'paused');
