-- What a customer pays for: work belongs to a task that was signed, and a raised ceiling is a fact of its own.
ALTER TABLE work_entries ADD COLUMN task TEXT;
ALTER TABLE work_entries ADD COLUMN waived TEXT NOT NULL DEFAULT '';
ALTER TABLE action_entries ADD COLUMN task TEXT;
CREATE TABLE ceiling_raises (
    id UUID NOT NULL PRIMARY KEY,
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    ceiling_cents BIGINT NOT NULL,
    raised_by UUID NOT NULL REFERENCES people (id),
    raised_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX ceiling_raises_ticket ON ceiling_raises (ticket_id);
-- Raises stood among the orders as accepted ones that the customer had offered to themself, with a sentence for a scope.
INSERT INTO ceiling_raises (id, ticket_id, ceiling_cents, raised_by, raised_at)
    SELECT id, ticket_id, ceiling_cents, decided_by, decided_at FROM orders
    WHERE task IS NULL AND state = 'accepted' AND ceiling_cents IS NOT NULL AND decided_by = offered_by AND decided_at = offered_at
        AND valid_until = offered_at AND scope IN ('Kostenobergrenze angehoben', 'Cost ceiling raised');
DELETE FROM orders WHERE id IN (SELECT id FROM ceiling_raises);
CREATE TRIGGER ceiling_raises_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ceiling_raises FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Each mark of a ceiling is told once.
CREATE TABLE ceiling_marks (
    id UUID NOT NULL PRIMARY KEY,
    ticket_id UUID NOT NULL REFERENCES tickets (id),
    authorization_id UUID NOT NULL REFERENCES authorizations (id),
    ceiling_cents BIGINT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('near', 'reached')),
    spent_cents BIGINT NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    UNIQUE (authorization_id, ceiling_cents, level)
);
CREATE INDEX ceiling_marks_ticket ON ceiling_marks (ticket_id);
