-- A second factor that is being set up stands beside the one in force until its first code is confirmed.
ALTER TABLE people ADD COLUMN totp_pending BLOB;
UPDATE people SET totp_pending = totp_seed, totp_seed = NULL WHERE totp_enrolled_at IS NULL;
-- Mails that were sent before links and codes were forgotten afterwards. A demo's mails are read where they lie.
UPDATE mails SET sealed = NULL
    WHERE sent_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM provider WHERE is_demo = TRUE);
