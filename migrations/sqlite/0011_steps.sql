-- When an entry of the log was written, where that is not when it was done.
ALTER TABLE action_entries ADD COLUMN written_at TEXT CHECK (written_at GLOB '????-??-??T??:??:??Z');
-- How a private key is named that was handed over: never by itself.
ALTER TABLE handovers ADD COLUMN key_fingerprint TEXT NOT NULL DEFAULT '';
-- When and where a part is replaced.
ALTER TABLE hardware_cases ADD COLUMN appointment_at TEXT CHECK (appointment_at GLOB '????-??-??T??:??:??Z');
ALTER TABLE hardware_cases ADD COLUMN appointment_place TEXT NOT NULL DEFAULT '';
