-- name: pointByHash
SELECT id, health, refused FROM point WHERE hash_v1 = ?;

-- name: pointByID
SELECT kind, health, refused FROM point WHERE id = ?;

-- name: insertPoint
INSERT INTO point (id, kind, hash_v1, health, refused) VALUES (?, ?, ?, ?, ?);

-- name: savePoint
UPDATE point SET health = ?, refused = ? WHERE id = ?;

-- name: lastPointID
SELECT ifnull(max(id), 0) FROM point;

-- name: insertOwner
INSERT OR IGNORE INTO point_owner (point_id, customer_id) VALUES (?, ?);

-- name: deleteOwner
DELETE FROM point_owner WHERE point_id = ? AND customer_id = ?;

-- name: owners
SELECT customer_id FROM point_owner WHERE point_id = ? ORDER BY customer_id LIMIT ?;
