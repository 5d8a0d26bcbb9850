-- +goose Up
-- What whoever delivers a notice needs of its case, the duty it fulfils, and when somebody read it.
ALTER TABLE notice ADD COLUMN case_number TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN item TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN duty TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;
UPDATE notice SET (case_number, item) = (SELECT number, item FROM cases WHERE cases.id = notice.case_id)
    WHERE case_id IN (SELECT id FROM cases);
CREATE INDEX notice_unread ON notice (recipient) WHERE read_at = 0;

-- Where and in which language somebody wants notices besides the inbox.
CREATE TABLE notice_preference (
    recipient TEXT PRIMARY KEY, -- an enterprise's credit code or a person
    language  TEXT NOT NULL,
    mail      TEXT NOT NULL,
    phone     TEXT NOT NULL,
    channels  TEXT NOT NULL, -- JSON array
    kinds     TEXT NOT NULL, -- JSON object: channels by kind, where they are others
    revision  INTEGER NOT NULL
) STRICT;

-- Whom events are posted to. The secret is made from a key file, the id and the version, and stands nowhere.
CREATE TABLE webhook (
    id         TEXT PRIMARY KEY,
    url        TEXT NOT NULL,
    kinds      TEXT NOT NULL, -- JSON array; empty = every kind
    version    INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL
) STRICT;

-- One notice on one channel.
CREATE TABLE delivery (
    id         TEXT PRIMARY KEY, -- made of notice and target: the same at every try
    notice_id  TEXT NOT NULL,
    target     TEXT NOT NULL, -- mail, sms, webhook/ID
    status     TEXT NOT NULL, -- waiting, sent, dead
    planned_at INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    next_at    INTEGER NOT NULL, -- of one that waits
    settled_at INTEGER NOT NULL, -- of one that does not
    error      TEXT NOT NULL, -- of the last try
    address    TEXT NOT NULL, -- where it went, until that is on the trail
    owes_entry INTEGER NOT NULL -- 1 = what became of it has yet to go on the trail
) STRICT;
CREATE INDEX delivery_waiting ON delivery (next_at, id) WHERE status = 'waiting';
CREATE INDEX delivery_settled ON delivery (settled_at, id) WHERE owes_entry = 1 AND status <> 'waiting';
CREATE INDEX delivery_target ON delivery (target, planned_at, id);
CREATE INDEX delivery_status ON delivery (status, planned_at, id);
CREATE INDEX delivery_planned ON delivery (planned_at, id);
