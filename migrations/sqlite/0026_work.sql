-- Work on any ticket: what it was, what it rests on, who approved it. What was worked on interventions before is a draft like
-- everything else, until somebody approves it.
ALTER TABLE work_entries ADD COLUMN article TEXT NOT NULL DEFAULT 'work';
ALTER TABLE work_entries ADD COLUMN order_id BLOB REFERENCES orders (id);
ALTER TABLE work_entries ADD COLUMN appointment INTEGER NOT NULL DEFAULT 0;
ALTER TABLE work_entries ADD COLUMN state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'approved', 'discarded'));
ALTER TABLE work_entries ADD COLUMN decided_by BLOB REFERENCES people (id);
ALTER TABLE work_entries ADD COLUMN decided_at TEXT CHECK (decided_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE work_entries ADD COLUMN decided_why TEXT NOT NULL DEFAULT '';
ALTER TABLE work_entries ADD COLUMN reverses BLOB REFERENCES work_entries (id);
-- An entry is taken back once; the name is the one a constraint would have.
CREATE UNIQUE INDEX work_entries_reverses_key ON work_entries (reverses);
CREATE INDEX work_entries_state ON work_entries (state, started_at);
-- What an entry said before each change.
CREATE TABLE work_edits (
    id BLOB NOT NULL PRIMARY KEY,
    entry_id BLOB NOT NULL REFERENCES work_entries (id),
    before TEXT NOT NULL,
    changed_by BLOB NOT NULL REFERENCES people (id),
    changed_at TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T??:??:??Z'),
    why TEXT NOT NULL
) STRICT;
CREATE INDEX work_edits_entry ON work_edits (entry_id);
CREATE TRIGGER work_edits_no_update BEFORE UPDATE ON work_edits BEGIN SELECT RAISE(ABORT, 'work_edits is append-only'); END;
CREATE TRIGGER work_edits_no_delete BEFORE DELETE ON work_edits BEGIN SELECT RAISE(ABORT, 'work_edits is append-only'); END;
-- The ceiling of an order: how far the customer raised it, and which of its marks were told.
CREATE TABLE order_raises (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES orders (id),
    ceiling_cents INTEGER NOT NULL CHECK (ceiling_cents > 0),
    raised_by BLOB NOT NULL REFERENCES people (id),
    raised_at TEXT NOT NULL CHECK (raised_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX order_raises_order ON order_raises (order_id);
CREATE TABLE order_marks (
    id BLOB NOT NULL PRIMARY KEY,
    order_id BLOB NOT NULL REFERENCES orders (id),
    ceiling_cents INTEGER NOT NULL,
    level TEXT NOT NULL,
    spent_cents INTEGER NOT NULL,
    told_at TEXT NOT NULL CHECK (told_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (order_id, ceiling_cents, level)
) STRICT;
CREATE TRIGGER order_raises_no_update BEFORE UPDATE ON order_raises BEGIN SELECT RAISE(ABORT, 'order_raises is append-only'); END;
CREATE TRIGGER order_raises_no_delete BEFORE DELETE ON order_raises BEGIN SELECT RAISE(ABORT, 'order_raises is append-only'); END;
-- Statements of work: what was closed stays as it is; what changes afterwards comes into the next one.
CREATE TABLE statements (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL CHECK (first_day <= last_day),
    lines TEXT NOT NULL,
    shows_gross INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    closed_by BLOB NOT NULL REFERENCES people (id),
    closed_at TEXT NOT NULL CHECK (closed_at GLOB '????-??-??T??:??:??Z'),
    UNIQUE (organization_id, first_day)
) STRICT;
CREATE TRIGGER statements_no_update BEFORE UPDATE ON statements BEGIN SELECT RAISE(ABORT, 'statements is append-only'); END;
CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements BEGIN SELECT RAISE(ABORT, 'statements is append-only'); END;
-- Where a customer sits for VAT, beyond the country of the address, and what was decided about private people abroad.
CREATE TABLE tax_places (
    organization_id BLOB NOT NULL PRIMARY KEY REFERENCES organizations (id),
    area TEXT,
    abroad TEXT CHECK (abroad IN ('not_taxable', 'domestic')),
    changed_by BLOB NOT NULL REFERENCES people (id),
    changed_at TEXT NOT NULL CHECK (changed_at GLOB '????-??-??T??:??:??Z')
) STRICT;
-- What VIES answered, entered by hand.
CREATE TABLE vies_answers (
    id BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    about TEXT NOT NULL,
    valid INTEGER,
    on_day TEXT NOT NULL,
    own TEXT NOT NULL,
    number TEXT NOT NULL,
    entered_by BLOB NOT NULL REFERENCES people (id),
    entered_at TEXT NOT NULL CHECK (entered_at GLOB '????-??-??T??:??:??Z')
) STRICT;
CREATE INDEX vies_answers_organization ON vies_answers (organization_id);
CREATE TRIGGER vies_answers_no_update BEFORE UPDATE ON vies_answers BEGIN SELECT RAISE(ABORT, 'vies_answers is append-only'); END;
CREATE TRIGGER vies_answers_no_delete BEFORE DELETE ON vies_answers BEGIN SELECT RAISE(ABORT, 'vies_answers is append-only'); END;
