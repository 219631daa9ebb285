-- Cases: work for people. One for each occasion of a customer and kind, in the order in which they
-- were opened. What is not told to the staff yet is its own outbox: docs/cases.md.
CREATE TABLE staff_case (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    debt_id INTEGER NOT NULL,
    spell INTEGER NOT NULL,
    due_date INTEGER NOT NULL,
    step_day INTEGER NOT NULL,
    purpose INTEGER NOT NULL,
    team TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    tier TEXT NOT NULL,
    step TEXT NOT NULL,
    reason TEXT NOT NULL,
    trace BLOB NOT NULL,
    closed_at INTEGER,
    closed_by TEXT,
    why TEXT,
    told_at INTEGER,
    -- The next attempt to tell, and how many failed.
    tell_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    UNIQUE (customer_id, kind, debt_id, spell, due_date, step_day, purpose)
) STRICT;
CREATE INDEX staff_case_open ON staff_case (id) WHERE closed_at IS NULL;
CREATE INDEX staff_case_untold ON staff_case (tell_at, id) WHERE told_at IS NULL AND closed_at IS NULL;
