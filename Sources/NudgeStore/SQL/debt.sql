-- name: debtByReference
SELECT id, source, seen_run, has_left FROM debt WHERE reference = ? ORDER BY source LIMIT 64;

-- name: debtReference
SELECT reference FROM debt WHERE id = ?;

-- name: insertDebt
INSERT INTO debt (id, reference, source, seen_run, has_left) VALUES (?, ?, ?, ?, 0);

-- name: markDebt
UPDATE debt SET seen_run = ?, has_left = ? WHERE id = ?;

-- name: lastDebtID
SELECT ifnull(max(id), 0) FROM debt;

-- name: unseenDebts
SELECT id, seen_run FROM debt
WHERE id > ? AND source = ? AND seen_run <> ? AND has_left = 0
ORDER BY id LIMIT ?;

-- name: insertParty
INSERT OR IGNORE INTO debt_party (debt_id, customer_id) VALUES (?, ?);

-- name: parties
SELECT customer_id FROM debt_party WHERE debt_id = ? ORDER BY customer_id;

-- name: eventAsOf
SELECT as_of FROM event WHERE reference = ? AND source = ? AND kind = ?;

-- name: insertEvent
INSERT OR IGNORE INTO event (reference, source, kind, as_of) VALUES (?, ?, ?, ?);

-- name: saveEvent
INSERT OR REPLACE INTO event (reference, source, kind, as_of) VALUES (?, ?, ?, ?);
