-- What is to be closed by time is found without reading every ticket there ever was.
CREATE INDEX tickets_resolved ON tickets (resolved_at) WHERE state = 'resolved';
