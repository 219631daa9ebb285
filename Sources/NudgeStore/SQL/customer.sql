-- name: customerByReference
SELECT c.id, c.revision, c.facts, p.wrapped_key, p.sealed, p.print
FROM customer c LEFT JOIN person p ON p.customer_id = c.id
WHERE c.reference = ?;

-- name: customerByID
SELECT c.id, c.revision, c.facts, p.wrapped_key, p.sealed, p.print
FROM customer c LEFT JOIN person p ON p.customer_id = c.id
WHERE c.id = ?;

-- name: customersAfter
SELECT c.id, c.revision, c.facts, p.wrapped_key, p.sealed, p.print
FROM customer c LEFT JOIN person p ON p.customer_id = c.id
WHERE c.id > ? ORDER BY c.id LIMIT ?;

-- name: factsBetween
SELECT id, revision, facts FROM customer WHERE id >= ? AND id < ? ORDER BY id;

-- name: sweepSlice
SELECT id, revision, facts, lane, rank, due FROM customer WHERE id > ? ORDER BY id LIMIT ?;

-- name: customerIDsAfter
SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT ?;

-- name: customerRevision
SELECT revision FROM customer WHERE id = ?;

-- name: commitCustomer
UPDATE customer
SET revision = ?1 + 1, lane = ifnull(?2, lane), rank = ifnull(?3, rank), due = ifnull(?4, due),
    facts = ?5
WHERE id = ?6 AND revision = ?1;

-- name: scheduleCustomer
UPDATE customer SET lane = ?, rank = ?, due = ? WHERE id = ? AND revision = ?;

-- name: moveTimer
UPDATE customer SET lane = ?, rank = ?, due = ? WHERE id = ?;

-- name: customerFacts
SELECT revision, facts FROM customer WHERE id = ?;

-- name: insertCustomer
INSERT INTO customer (id, reference, revision, lane, rank, due, facts)
VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: saveCustomer
UPDATE customer SET revision = ?, facts = ? WHERE id = ?;

-- name: bumpRevision
UPDATE customer SET revision = revision + 1 WHERE id = ?;

-- name: lastCustomerID
SELECT ifnull(max(id), 0) FROM customer;

-- name: savePerson
INSERT INTO person (customer_id, wrapped_key, sealed, print) VALUES (?, ?, ?, ?)
ON CONFLICT (customer_id) DO UPDATE
SET wrapped_key = excluded.wrapped_key, sealed = excluded.sealed, print = excluded.print;

-- name: contactState
SELECT state FROM contact WHERE id = ?;
