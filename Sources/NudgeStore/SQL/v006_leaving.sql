-- Contacts that are leaving are found from `meta.leaving-from` on, below which none is: an index of
-- them was written twice for each contact. docs/store.md.
INSERT OR REPLACE INTO meta (name, value)
SELECT 'leaving-from', ifnull(
    (SELECT min(id) FROM contact WHERE state IN (0, 5) AND state = 0),
    (SELECT ifnull(max(id), 0) + 1 FROM contact)
);
DROP INDEX contact_open;
