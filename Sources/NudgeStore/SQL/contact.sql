-- name: insertContact
INSERT OR IGNORE INTO contact (
    id, customer_id, state, at, channel, class, point_id, gateway, tier, step, template,
    segments, not_before, generation, sealed_text, trace
) VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: answerLeaving
UPDATE contact SET state = ?, reason = ?, vendor_id = ifnull(?, vendor_id), answered_at = ?
WHERE id = ? AND state = 0;

-- name: answerContact
UPDATE contact
SET state = ?, reason = ?, vendor_id = ifnull(?, vendor_id), answered_at = ifnull(answered_at, ?)
WHERE id = ?;

-- name: receiptContact
UPDATE contact SET state = ?, receipt_at = ?, detail = ? WHERE id = ?;

-- name: contactKey
SELECT id, customer_id, state, channel, class, point_id, gateway FROM contact WHERE id = ?;

-- name: contactByVendor
SELECT id, customer_id, state, channel, class, point_id, gateway FROM contact
WHERE vendor_id = ? AND gateway = ? ORDER BY id DESC LIMIT 1;

-- name: contactByVendorAndPoint
SELECT id, customer_id, state, channel, class, point_id, gateway FROM contact
WHERE vendor_id = ? AND gateway = ? AND point_id = ? ORDER BY id DESC LIMIT 1;

-- name: vendorCount
-- Whether an id of the vendor's stands for more than one contact.
SELECT count(*) FROM (SELECT 1 FROM contact WHERE vendor_id = ? AND gateway = ? LIMIT 2);

-- name: contactVendor
SELECT vendor_id FROM contact WHERE id = ?;

-- name: doubtsByPoint
SELECT id, customer_id, state, channel, class, point_id, gateway FROM contact
WHERE point_id = ? AND state = 5 AND gateway = ? AND at >= ? AND at <= ? ORDER BY id LIMIT 2;

-- name: contactsPutBack
SELECT id FROM contact WHERE customer_id = ? AND state = 6 ORDER BY id DESC LIMIT ?;

-- name: contactByID
SELECT id, customer_id, state, at, channel, class, point_id, gateway, tier, step, template,
    segments, not_before, generation, vendor_id, reason, answered_at, receipt_at, detail,
    sealed_text, trace
FROM contact WHERE id = ?;

-- name: unknownContacts
SELECT id, customer_id, state, at, channel, class, point_id, gateway, tier, step, template,
    segments, not_before, generation, vendor_id, reason, answered_at, receipt_at, detail,
    sealed_text, trace
FROM contact WHERE state = 5 AND doubt IS NOT 1 ORDER BY id LIMIT ?;

-- name: contactsBetween
SELECT id, customer_id, state, at, channel, class, point_id, gateway, tier, step, template,
    segments, not_before, generation, vendor_id, reason, answered_at, receipt_at, detail,
    sealed_text, trace
FROM contact WHERE id >= ? AND at >= ? AND at < ? ORDER BY id LIMIT ?;

-- name: leavingToUnknown
UPDATE contact SET state = 5, reason = ?, answered_at = ? WHERE id >= ? AND state = 0;

-- name: contactAtOrAfter
SELECT id, at FROM contact WHERE id >= ? ORDER BY id LIMIT 1;

-- name: lastContactID
SELECT ifnull(max(id), 0) FROM contact;

-- name: contactCounts
SELECT state, channel, tier, ifnull(reason, ''), (at + ?) / 86400000, count(*), sum(segments)
FROM contact WHERE id >= ? AND at >= ? AND at < ?
GROUP BY 1, 2, 3, 4, 5 ORDER BY 5, 3, 2, 1, 4;

-- name: contactsMade
SELECT c.id, u.reference, c.state, c.at, c.channel, c.tier, c.template
FROM contact c JOIN customer u ON u.id = c.customer_id
WHERE c.id >= ? AND c.at >= ? AND c.at < ? ORDER BY c.id LIMIT ?;

-- name: deleteContactsMade
-- Those taken over from a system before have ids below 0, and stay.
DELETE FROM contact WHERE id > 0;

-- name: leavingToAccepted
UPDATE contact SET state = 1, reason = ?, answered_at = ? WHERE id >= ? AND state = 0;

-- name: firstLeaving
SELECT id FROM contact WHERE id >= ? AND id <= ? AND state = 0 ORDER BY id LIMIT 1;
