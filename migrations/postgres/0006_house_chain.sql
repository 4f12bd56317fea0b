-- The provider has a chain of its own, beside those of the organizations: what concerns every customer and none alone.
ALTER TABLE audit_heads DROP CONSTRAINT audit_heads_organization_id_fkey;
ALTER TABLE audit_events DROP CONSTRAINT audit_events_organization_id_fkey;
