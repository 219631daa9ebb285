-- name: contactOrigin
SELECT state, at, tier, step, template FROM contact WHERE id = ?;

-- name: countContacts
INSERT INTO contact_count (hour, scope, value, contacts) VALUES (?, ?, ?, ?)
ON CONFLICT (hour, scope, value) DO UPDATE SET contacts = contacts + excluded.contacts;

-- name: uncountContact
UPDATE contact_count SET contacts = contacts - 1
WHERE hour = ? AND scope = ? AND value = ? AND contacts > 0;

-- name: contactsCounted
SELECT ifnull(sum(contacts), 0) FROM contact_count WHERE hour >= ? AND scope = ? AND value = ?;

-- name: pruneContactCounts
DELETE FROM contact_count WHERE hour < ?;

-- name: forgetContactCounts
DELETE FROM contact_count WHERE scope = ? AND value = ?;

-- name: clearContactCounts
DELETE FROM contact_count;

-- name: insertComplaint
INSERT OR IGNORE INTO complaint (contact_id, contact_at, at, tier, template)
VALUES (?, ?, ?, ?, ?);

-- name: complaintsOfTier
SELECT count(*) FROM complaint WHERE tier = ? AND contact_at >= ?;

-- name: complaintsOfTemplate
SELECT count(*) FROM complaint WHERE template = ? AND contact_at >= ?;

-- name: complainedOf
SELECT DISTINCT 'template', template FROM complaint
UNION SELECT DISTINCT 'tier', tier FROM complaint ORDER BY 1, 2;

-- name: clearComplaints
DELETE FROM complaint;

-- name: countedFrom
SELECT ifnull(max(at), 0) FROM counted_from
WHERE (scope = 'everything' AND value = '') OR (scope = ? AND value = ?);

-- name: countFrom
INSERT OR REPLACE INTO counted_from (scope, value, at) VALUES (?, ?, ?);
