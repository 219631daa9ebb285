-- What complaints are measured by: docs/complaints.md.

-- Contacts by the hour in which they were made (since 1970, UTC), once for their tier and once for
-- their template; what was surely refused is taken off again. Written at its end, hour after hour.
CREATE TABLE contact_count (
    hour INTEGER NOT NULL,
    scope TEXT NOT NULL,
    value TEXT NOT NULL,
    contacts INTEGER NOT NULL,
    PRIMARY KEY (hour, scope, value)
) STRICT, WITHOUT ROWID;

-- A contact that was complained about, once.
CREATE TABLE complaint (
    contact_id INTEGER PRIMARY KEY,
    contact_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    tier TEXT NOT NULL,
    template TEXT NOT NULL
) STRICT;
CREATE INDEX complaint_tier ON complaint (tier, contact_at);
CREATE INDEX complaint_template ON complaint (template, contact_at);

-- From when contacts count: that stop was lifted then.
CREATE TABLE counted_from (
    scope TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, value)
) STRICT, WITHOUT ROWID;
-- Contacts made before there were counts are in none of them.
INSERT INTO counted_from (scope, value, at)
SELECT 'everything', '', at + 1 FROM contact ORDER BY id DESC LIMIT 1;
