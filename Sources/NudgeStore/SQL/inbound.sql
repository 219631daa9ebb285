-- name: hasOrphans
SELECT 1 FROM orphan LIMIT 1;

-- name: insertOrphan
INSERT OR IGNORE INTO orphan (
    vendor_id, gateway, contact_id, receipt, at, received_at, detail
) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: orphansByVendor
SELECT receipt, at, detail FROM orphan WHERE vendor_id = ? AND gateway = ? ORDER BY at, receipt;

-- name: deleteOrphansByVendor
DELETE FROM orphan WHERE vendor_id = ? AND gateway = ?;

-- name: orphansByContact
SELECT receipt, at, detail FROM orphan
WHERE vendor_id = '' AND gateway = ? AND contact_id = ? ORDER BY at, receipt;

-- name: deleteOrphansByContact
DELETE FROM orphan WHERE vendor_id = '' AND gateway = ? AND contact_id = ?;

-- name: pruneOrphans
DELETE FROM orphan WHERE received_at < ?;

-- name: insertReply
INSERT OR IGNORE INTO reply (
    at, gateway, channel, point_id, customer_id, meaning, sealed, print
) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: replies
SELECT id, at, gateway, channel, point_id, customer_id, meaning, sealed FROM reply
WHERE id > ? ORDER BY id LIMIT ?;
