-- Work on any ticket: what it was, what it rests on, who approved it. What was worked on interventions before is a draft like
-- everything else, until somebody approves it.
ALTER TABLE work_entries ADD COLUMN article TEXT NOT NULL DEFAULT 'work';
ALTER TABLE work_entries ADD COLUMN order_id UUID REFERENCES orders (id);
ALTER TABLE work_entries ADD COLUMN appointment BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE work_entries ADD COLUMN state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'approved', 'discarded'));
ALTER TABLE work_entries ADD COLUMN decided_by UUID REFERENCES people (id);
ALTER TABLE work_entries ADD COLUMN decided_at TIMESTAMPTZ;
ALTER TABLE work_entries ADD COLUMN decided_why TEXT NOT NULL DEFAULT '';
ALTER TABLE work_entries ADD COLUMN reverses UUID REFERENCES work_entries (id);
-- An entry is taken back once; the name is the one a constraint would have.
CREATE UNIQUE INDEX work_entries_reverses_key ON work_entries (reverses);
CREATE INDEX work_entries_state ON work_entries (state, started_at);
-- What an entry said before each change.
CREATE TABLE work_edits (
    id UUID NOT NULL PRIMARY KEY,
    entry_id UUID NOT NULL REFERENCES work_entries (id),
    before TEXT NOT NULL,
    changed_by UUID NOT NULL REFERENCES people (id),
    changed_at TIMESTAMPTZ NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX work_edits_entry ON work_edits (entry_id);
CREATE TRIGGER work_edits_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON work_edits FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- The ceiling of an order: how far the customer raised it, and which of its marks were told.
CREATE TABLE order_raises (
    id UUID NOT NULL PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES orders (id),
    ceiling_cents BIGINT NOT NULL CHECK (ceiling_cents > 0),
    raised_by UUID NOT NULL REFERENCES people (id),
    raised_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX order_raises_order ON order_raises (order_id);
CREATE TABLE order_marks (
    id UUID NOT NULL PRIMARY KEY,
    order_id UUID NOT NULL REFERENCES orders (id),
    ceiling_cents BIGINT NOT NULL,
    level TEXT NOT NULL,
    spent_cents BIGINT NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    UNIQUE (order_id, ceiling_cents, level)
);
CREATE TRIGGER order_raises_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_raises FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Statements of work: what was closed stays as it is; what changes afterwards comes into the next one.
CREATE TABLE statements (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL CHECK (first_day <= last_day),
    lines TEXT NOT NULL,
    shows_gross BOOLEAN NOT NULL,
    net_cents BIGINT NOT NULL,
    gross_cents BIGINT NOT NULL,
    closed_by UUID NOT NULL REFERENCES people (id),
    closed_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, first_day)
);
CREATE TRIGGER statements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Where a customer sits for VAT, beyond the country of the address, and what was decided about private people abroad.
CREATE TABLE tax_places (
    organization_id UUID NOT NULL PRIMARY KEY REFERENCES organizations (id),
    area TEXT,
    abroad TEXT CHECK (abroad IN ('not_taxable', 'domestic')),
    changed_by UUID NOT NULL REFERENCES people (id),
    changed_at TIMESTAMPTZ NOT NULL
);
-- What VIES answered, entered by hand.
CREATE TABLE vies_answers (
    id UUID NOT NULL PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    about TEXT NOT NULL,
    valid BOOLEAN,
    on_day TEXT NOT NULL,
    own TEXT NOT NULL,
    number TEXT NOT NULL,
    entered_by UUID NOT NULL REFERENCES people (id),
    entered_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX vies_answers_organization ON vies_answers (organization_id);
CREATE TRIGGER vies_answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vies_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
