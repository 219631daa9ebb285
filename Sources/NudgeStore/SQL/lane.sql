-- name: laneMemories
SELECT gateway, at, is_clean, level, phase, until, failures, share FROM lane_memory
ORDER BY gateway;

-- name: saveLaneMemory
INSERT OR REPLACE INTO lane_memory (gateway, at, is_clean, level, phase, until, failures, share)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: segmentsLeft
-- What was put back never left.
SELECT ifnull(sum(segments), 0) FROM contact
WHERE id >= ? AND at >= ? AND gateway = ? AND state <> 6;

-- name: rerouteContact
UPDATE contact SET gateway = ?
WHERE id = ? AND state = 0 AND EXISTS (
    SELECT 1 FROM customer WHERE customer.id = contact.customer_id AND revision = ?
);

-- name: doubtsToSettle
SELECT id, customer_id, state, at, channel, class, point_id, gateway, tier, step, template,
    segments, not_before, generation, vendor_id, reason, answered_at, receipt_at, detail,
    sealed_text, trace
FROM contact WHERE state = 5 AND doubt IS NOT 1 AND doubt IS NOT 2 AND at >= ? AND gateway = ?
ORDER BY id LIMIT ?;

-- name: doubtsOlder
SELECT id, at, gateway FROM contact
WHERE state = 5 AND doubt IS NOT 1 AND doubt IS NOT 2 AND at < ? ORDER BY id LIMIT ?;

-- name: expireDoubt
UPDATE contact SET doubt = 1, reason = ifnull(reason || ', ', '') || 'expired'
WHERE id = ? AND state = 5 AND doubt IS NOT 1;

-- name: askDoubt
UPDATE contact SET doubt = 2 WHERE id = ? AND state = 5 AND doubt IS NULL;

-- name: settleContact
UPDATE contact SET state = ?, reason = ? WHERE id = ?;

-- name: addSpend
INSERT INTO spend (day, gateway, tier, template, currency, contacts, segments, cost)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (day, gateway, tier, template, currency) DO UPDATE
SET contacts = contacts + excluded.contacts, segments = segments + excluded.segments,
    cost = cost + excluded.cost;

-- name: spendOfDay
SELECT gateway, tier, template, currency, contacts, segments, cost FROM spend WHERE day = ?
ORDER BY gateway, tier, template, currency;

-- name: budgetStops
SELECT holder, day FROM budget_stop ORDER BY holder;

-- name: saveBudgetStop
INSERT OR REPLACE INTO budget_stop (holder, day) VALUES (?, ?);

-- name: deleteBudgetsStop
DELETE FROM stop WHERE scope = ? AND value = ? AND actor = 'budget';
