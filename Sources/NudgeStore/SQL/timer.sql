-- name: lanes
SELECT id, name FROM lane;

-- name: insertLane
INSERT INTO lane (id, name) SELECT ifnull(max(id), -1) + 1, ? FROM lane RETURNING id;

-- name: nextDue
SELECT due FROM timer WHERE lane = ? AND rank = ? ORDER BY due LIMIT 1;

-- name: dueTimers
SELECT rank, due, customer_id, claims FROM timer
WHERE lane = ? AND rank = ? AND due <= ? AND claims = 0
ORDER BY due, customer_id LIMIT ?;

-- name: suspects
SELECT rank, due, customer_id, claims FROM timer
WHERE lane = ? AND claims >= 1 AND due <= ? ORDER BY claims, due, customer_id LIMIT 64;

-- name: timerOf
SELECT t.lane, t.rank, t.due, t.claims
FROM customer c CROSS JOIN timer t
    ON t.lane = c.lane AND t.rank = c.rank AND t.due = c.due AND t.customer_id = c.id
WHERE c.id = ?;

-- name: standing
SELECT c.revision, c.lane, c.rank, c.due, t.claims
FROM customer c LEFT JOIN timer t
    ON t.lane = c.lane AND t.rank = c.rank AND t.due = c.due AND t.customer_id = c.id
WHERE c.id = ?;

-- name: insertTimer
INSERT INTO timer (lane, rank, due, customer_id, claims) VALUES (?, ?, ?, ?, ?);

-- name: deleteTimer
DELETE FROM timer WHERE lane = ? AND rank = ? AND due = ? AND customer_id = ?;

-- name: deleteTimersTo
DELETE FROM timer
-- As one row value: a million timers that are due at the same instant are not walked for each batch.
WHERE lane = ?1 AND rank = ?2 AND (due, customer_id) <= (?3, ?4) AND claims < 2;

-- name: leaseOf
SELECT token, wake, claims, lane, rank, due FROM lease WHERE customer_id = ?;

-- name: insertLease
INSERT OR REPLACE INTO lease (customer_id, token, until, claims, lane, rank, due, wake)
VALUES (?, ?, ?, ?, ?, ?, ?, NULL);

-- name: deleteLease
DELETE FROM lease WHERE customer_id = ?;

-- name: wakeLease
UPDATE lease SET wake = min(ifnull(wake, ?1), ?1) WHERE customer_id = ?2;

-- name: expiredLeases
SELECT customer_id, claims, lane, rank, due, wake FROM lease WHERE until <= ?
ORDER BY customer_id;
