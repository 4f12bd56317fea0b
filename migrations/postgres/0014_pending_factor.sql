-- A second factor that is being set up stands beside the one in force until its first code is confirmed.
ALTER TABLE people ADD COLUMN totp_pending BYTEA;
UPDATE people SET totp_pending = totp_seed, totp_seed = NULL WHERE totp_enrolled_at IS NULL;
