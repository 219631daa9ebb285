-- The first schema. Why it looks like this: docs/store.md, docs/decisions/0003.

CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

-- One customer, one aggregate: all that a decision reads, in one value.
CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    -- Where his timer lies, or lay last: whether it is there, `timer` says.
    lane INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    due INTEGER NOT NULL,
    facts BLOB NOT NULL
) STRICT;

-- Who it is, sealed; destroying wrapped_key erases the person.
CREATE TABLE person (
    customer_id INTEGER PRIMARY KEY,
    wrapped_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    print BLOB NOT NULL
) STRICT;

-- An address, whoever has it; hash_v1 is how it is found, never what it is.
CREATE TABLE point (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    hash_v1 BLOB NOT NULL UNIQUE,
    health INTEGER NOT NULL,
    refused INTEGER NOT NULL
) STRICT;

CREATE TABLE point_owner (
    point_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (point_id, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE debt (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    source TEXT NOT NULL,
    seen_run INTEGER NOT NULL,
    has_left INTEGER NOT NULL,
    UNIQUE (reference, source)
) STRICT;

CREATE TABLE debt_party (
    debt_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (debt_id, customer_id)
) STRICT, WITHOUT ROWID;

-- Payments, reversals, holds: by their source's own number, each applied once.
CREATE TABLE event (
    reference TEXT NOT NULL,
    source TEXT NOT NULL,
    kind INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    PRIMARY KEY (reference, source, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE lane (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- The queue: narrow, and lying in the order in which it is taken. A customer's row is found by
-- the key kept with him: an index by customer would be written twice for each contact.
CREATE TABLE timer (
    lane INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    due INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    PRIMARY KEY (lane, rank, due, customer_id)
) STRICT, WITHOUT ROWID;
-- Claimed before without a commit: taken alone next time, so that poison harms nobody else.
CREATE INDEX timer_suspect ON timer (lane, claims, due, customer_id) WHERE claims >= 1;

CREATE TABLE lease (
    customer_id INTEGER PRIMARY KEY,
    token INTEGER NOT NULL,
    until INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    due INTEGER NOT NULL,
    wake INTEGER
) STRICT;

-- In the order of its ids, which is the order of time: answers touch the pages just written.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    at INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    class INTEGER NOT NULL,
    point_id INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    tier TEXT NOT NULL,
    step TEXT NOT NULL,
    template TEXT NOT NULL,
    segments INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    vendor_id TEXT,
    reason TEXT,
    answered_at INTEGER,
    receipt_at INTEGER,
    detail TEXT,
    sealed_text BLOB NOT NULL,
    trace BLOB NOT NULL
) STRICT;
-- A customer's contacts are named by his facts; only those put back are not.
CREATE INDEX contact_put_back ON contact (customer_id) WHERE state = 6;
CREATE INDEX contact_open ON contact (id) WHERE state IN (0, 5);
CREATE INDEX contact_vendor ON contact (vendor_id) WHERE vendor_id IS NOT NULL;

-- Receipts that came before we knew their contact.
CREATE TABLE orphan (
    vendor_id TEXT NOT NULL,
    gateway TEXT NOT NULL,
    contact_id INTEGER NOT NULL,
    receipt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (vendor_id, gateway, contact_id, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    channel INTEGER NOT NULL,
    point_id INTEGER,
    customer_id INTEGER,
    meaning TEXT NOT NULL,
    sealed BLOB NOT NULL,
    print BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE stop (
    scope TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (scope, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE import_run (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    is_snapshot INTEGER NOT NULL,
    digest TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    outcome TEXT NOT NULL,
    statistics TEXT NOT NULL
) STRICT;
CREATE INDEX import_run_source ON import_run (source, kind, id);
