-- name: hasOrphans
SELECT 1 FROM orphan LIMIT 1;

-- name: insertOrphan
INSERT OR IGNORE INTO orphan (
    vendor_id, gateway, contact_id, point_id, receipt, sequence, total, cause, at, received_at,
    detail
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: orphansByVendor
SELECT receipt, at, detail, point_id, sequence, total, cause FROM orphan
WHERE vendor_id = ? AND gateway = ? AND point_id IN (0, ?) ORDER BY at, receipt, sequence;

-- name: deleteOrphansByVendor
DELETE FROM orphan WHERE vendor_id = ? AND gateway = ? AND point_id IN (0, ?);

-- name: orphansByPoint
-- What was told of an address, and belongs to no contact whose id is known.
SELECT receipt, at, detail, point_id, sequence, total, cause FROM orphan
WHERE point_id = ? AND point_id > 0 AND gateway = ? AND at >= ? ORDER BY at, receipt, sequence;

-- name: deleteOrphansByPoint
DELETE FROM orphan WHERE point_id = ? AND point_id > 0 AND gateway = ? AND at >= ?;

-- name: pruneOrphans
DELETE FROM orphan WHERE received_at < ?;

-- name: setReceiptPart
-- A part that was delivered stays so.
INSERT INTO receipt_part (contact_id, sequence, total, receipt, received_at)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (contact_id, sequence) DO UPDATE SET receipt = min(receipt, excluded.receipt);

-- name: receiptParts
-- Delivered is 0, undelivered 1.
SELECT count(*), min(total), sum(receipt) FROM receipt_part WHERE contact_id = ?;

-- name: deleteReceiptParts
DELETE FROM receipt_part WHERE contact_id = ?;

-- name: pruneReceiptParts
DELETE FROM receipt_part WHERE received_at < ?;

-- name: insertReply
INSERT OR IGNORE INTO reply (
    at, gateway, channel, point_id, customer_id, meaning, sealed, print
) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: replies
SELECT id, at, gateway, channel, point_id, customer_id, meaning, sealed FROM reply
WHERE id > ? ORDER BY id LIMIT ?;
