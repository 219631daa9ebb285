-- Lanes: how each gateway's lane was when it was last written; docs/lanes.md.
CREATE TABLE lane_memory (
    gateway TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    -- 1: written by a drain, after which nothing left.
    is_clean INTEGER NOT NULL,
    -- Millionths of a token.
    level INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    until INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    share INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE spend (
    day INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    tier TEXT NOT NULL,
    template TEXT NOT NULL,
    currency INTEGER NOT NULL,
    contacts INTEGER NOT NULL,
    segments INTEGER NOT NULL,
    -- Millionths of the currency.
    cost INTEGER NOT NULL,
    PRIMARY KEY (day, gateway, tier, template, currency)
) STRICT, WITHOUT ROWID;

-- The day on which each budget last placed a stop; the house's own has an empty name.
CREATE TABLE budget_stop (holder TEXT PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What became of a case of doubt beside the contact's state: 1 expired, 2 asked of the operator.
ALTER TABLE contact ADD COLUMN doubt INTEGER;
CREATE INDEX contact_doubt ON contact (id) WHERE state = 5 AND doubt IS NOT 1;
