-- Receipts are told apart by whom they are about, too: one id of a vendor may stand for a batch.
DROP TABLE IF EXISTS orphan_before;
ALTER TABLE orphan RENAME TO orphan_before;
CREATE TABLE orphan (
    vendor_id TEXT NOT NULL,
    gateway TEXT NOT NULL,
    contact_id INTEGER NOT NULL,
    -- To whom it was sent; 0 where the receipt does not say, or nobody has the address.
    point_id INTEGER NOT NULL,
    receipt INTEGER NOT NULL,
    -- Which part of how many; 0 of 0 is the whole message.
    sequence INTEGER NOT NULL,
    total INTEGER NOT NULL,
    cause INTEGER,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (vendor_id, gateway, contact_id, point_id, receipt, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO orphan
SELECT vendor_id, gateway, contact_id, 0, receipt, 0, 0, NULL, at, received_at, detail
FROM orphan_before;
DROP TABLE orphan_before;
CREATE INDEX orphan_point ON orphan (point_id, gateway) WHERE point_id > 0;

-- The parts of a long message whose receipts came; gone when the whole is delivered, or after a week.
CREATE TABLE receipt_part (
    contact_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    total INTEGER NOT NULL,
    receipt INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (contact_id, sequence)
) STRICT, WITHOUT ROWID;

-- Those in doubt, by address: a receipt without a known id may settle them.
CREATE INDEX contact_doubt_point ON contact (point_id) WHERE state = 5;
