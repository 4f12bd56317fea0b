-- What a contract says of the clocks: waiting for third parties pauses them (rule 12); outside the service hours an emergency
-- counts only when it was phoned (rule 23).
ALTER TABLE contracts ADD COLUMN third_parties_pause BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE contracts ADD COLUMN emergencies_by_phone BOOLEAN NOT NULL DEFAULT FALSE;
