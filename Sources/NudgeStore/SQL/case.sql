-- name: insertCase
INSERT INTO staff_case (
    customer_id, kind, debt_id, spell, due_date, step_day, purpose, team, opened_at, tier, step,
    reason, trace, tell_at, attempts
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
ON CONFLICT (customer_id, kind, debt_id, spell, due_date, step_day, purpose) DO NOTHING;

-- name: caseByID
SELECT staff_case.id, customer_id, kind, debt_id, spell, due_date, step_day, purpose, team, opened_at,
    tier, step, reason, trace, closed_at, closed_by, why, told_at, tell_at, attempts,
    coalesce(customer.reference, '')
FROM staff_case LEFT JOIN customer ON customer.id = customer_id WHERE staff_case.id = ?;

-- name: openCases
SELECT staff_case.id, customer_id, kind, debt_id, spell, due_date, step_day, purpose, team, opened_at,
    tier, step, reason, trace, closed_at, closed_by, why, told_at, tell_at, attempts,
    coalesce(customer.reference, '')
FROM staff_case LEFT JOIN customer ON customer.id = customer_id
WHERE closed_at IS NULL AND staff_case.id > ? ORDER BY staff_case.id LIMIT ?;

-- name: everyCase
SELECT staff_case.id, customer_id, kind, debt_id, spell, due_date, step_day, purpose, team, opened_at,
    tier, step, reason, trace, closed_at, closed_by, why, told_at, tell_at, attempts,
    coalesce(customer.reference, '')
FROM staff_case LEFT JOIN customer ON customer.id = customer_id
WHERE staff_case.id > ? ORDER BY staff_case.id LIMIT ?;

-- name: casesToTell
SELECT staff_case.id, customer_id, kind, debt_id, spell, due_date, step_day, purpose, team, opened_at,
    tier, step, reason, trace, closed_at, closed_by, why, told_at, tell_at, attempts,
    coalesce(customer.reference, '')
FROM staff_case LEFT JOIN customer ON customer.id = customer_id
WHERE told_at IS NULL AND closed_at IS NULL AND tell_at <= ?
ORDER BY tell_at, staff_case.id LIMIT ?;

-- name: nextCaseToTell
SELECT min(tell_at) FROM staff_case WHERE told_at IS NULL AND closed_at IS NULL;

-- name: caseTold
UPDATE staff_case SET told_at = ? WHERE id = ? AND told_at IS NULL;

-- name: caseNotTold
UPDATE staff_case SET attempts = attempts + 1, tell_at = ? WHERE id = ? AND told_at IS NULL;

-- name: closeCase
UPDATE staff_case SET closed_at = ?, closed_by = ?, why = ? WHERE id = ? AND closed_at IS NULL;

-- name: caseCounts
SELECT kind, team, count(*), sum(told_at IS NULL), min(opened_at) FROM staff_case
WHERE closed_at IS NULL GROUP BY kind, team ORDER BY kind, team;
