-- name: stops
SELECT scope, value, at, actor, why FROM stop ORDER BY scope, value;

-- name: insertStop
INSERT OR IGNORE INTO stop (scope, value, at, actor, why) VALUES (?, ?, ?, ?, ?);

-- name: deleteStop
DELETE FROM stop WHERE scope = ? AND value = ?;

-- name: insertJournal
INSERT INTO journal (at, actor, kind, detail) VALUES (?, ?, ?, ?);

-- name: journal
SELECT id, at, actor, kind, detail FROM journal WHERE id < ? ORDER BY id DESC LIMIT ?;

-- name: quarantines
SELECT detail FROM journal WHERE kind = 'quarantine' ORDER BY id;

-- name: dataVersion
PRAGMA data_version;

-- name: getMeta
SELECT value FROM meta WHERE name = ?;

-- name: setMeta
INSERT INTO meta (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: deleteMeta
DELETE FROM meta WHERE name = ?;

-- name: beginImport
INSERT INTO import_run (
    source, kind, as_of, is_snapshot, digest, started_at, outcome, statistics
) VALUES (?, ?, ?, ?, ?, ?, 'running', '') RETURNING id;

-- name: finishImport
UPDATE import_run SET finished_at = ?, outcome = ?, statistics = ? WHERE id = ?;

-- name: lastImport
SELECT id, source, kind, as_of, is_snapshot, digest, started_at, finished_at, outcome, statistics
FROM import_run WHERE source = ? AND kind = ? AND outcome = 'done' ORDER BY id DESC LIMIT 1;

-- name: imports
SELECT id, source, kind, as_of, is_snapshot, digest, started_at, finished_at, outcome, statistics
FROM import_run ORDER BY id DESC LIMIT ?;

-- name: timerCounts
SELECT lane, count(*), min(due) FROM timer GROUP BY lane ORDER BY lane;

-- name: customerCount
SELECT count(*) FROM customer;

-- name: debtCount
SELECT count(*) FROM debt WHERE has_left = 0;

-- name: unknownCount
SELECT count(*) FROM contact WHERE state = 5 AND doubt IS NOT 1;

-- name: leaseCount
SELECT count(*) FROM lease;
