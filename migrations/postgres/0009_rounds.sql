-- What came of an intervention before it was authorised anew: the row itself tells the present cycle only.
CREATE TABLE intervention_rounds (
    id UUID NOT NULL PRIMARY KEY,
    intervention_id UUID NOT NULL REFERENCES interventions (id),
    cycle BIGINT NOT NULL,
    system_id UUID REFERENCES systems (id),
    complexity TEXT CHECK (complexity IN ('standard', 'complex')),
    method TEXT,
    method_reason TEXT NOT NULL,
    started_at TIMESTAMPTZ,
    started_by UUID REFERENCES people (id),
    summary TEXT NOT NULL,
    cause TEXT,
    avoidable BOOLEAN,
    avoidable_reason TEXT NOT NULL,
    closed_at TIMESTAMPTZ,
    password_change_confirmed_at TIMESTAMPTZ,
    password_change_confirmed_by UUID REFERENCES people (id),
    UNIQUE (intervention_id, cycle)
);
CREATE INDEX intervention_rounds_system ON intervention_rounds (system_id, closed_at);
CREATE TRIGGER intervention_rounds_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON intervention_rounds FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
