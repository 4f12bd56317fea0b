-- Links and codes that open an account are no longer part of a stored mail's text: a thief of the database could use them.
ALTER TABLE mails ADD COLUMN sealed BLOB;
