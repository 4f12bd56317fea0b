-- Nothing: SQLite locks no rows. The number is taken so that both databases count alike.
SELECT 1;
