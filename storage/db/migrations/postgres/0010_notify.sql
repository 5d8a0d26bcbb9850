-- +goose Up
-- What whoever delivers a notice needs of its case, the duty it fulfils, and when somebody read it.
ALTER TABLE notice ADD COLUMN case_number text NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN item text NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN duty text NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN read_at bigint NOT NULL DEFAULT 0;
UPDATE notice SET (case_number, item) = (SELECT number, item FROM cases WHERE cases.id = notice.case_id)
    WHERE case_id IN (SELECT id FROM cases);
CREATE INDEX notice_unread ON notice (recipient) WHERE read_at = 0;

-- Where and in which language somebody wants notices besides the inbox.
CREATE TABLE notice_preference (
    recipient text PRIMARY KEY, -- an enterprise's credit code or a person
    language  text NOT NULL,
    mail      text NOT NULL,
    phone     text NOT NULL,
    channels  text NOT NULL, -- JSON array
    kinds     text NOT NULL, -- JSON object: channels by kind, where they are others
    revision  bigint NOT NULL
);

-- Whom events are posted to. The secret is made from a key file, the id and the version, and stands nowhere.
CREATE TABLE webhook (
    id         text PRIMARY KEY,
    url        text NOT NULL,
    kinds      text NOT NULL, -- JSON array; empty = every kind
    version    bigint NOT NULL,
    rotated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL
);

-- One notice on one channel.
CREATE TABLE delivery (
    id         text PRIMARY KEY, -- made of notice and target: the same at every try
    notice_id  text NOT NULL,
    target     text NOT NULL, -- mail, sms, webhook/ID
    status     text NOT NULL, -- waiting, sent, dead
    planned_at bigint NOT NULL,
    tries      bigint NOT NULL,
    next_at    bigint NOT NULL, -- of one that waits
    settled_at bigint NOT NULL, -- of one that does not
    error      text NOT NULL, -- of the last try
    address    text NOT NULL, -- where it went, until that is on the trail
    owes_entry bigint NOT NULL -- 1 = what became of it has yet to go on the trail
);
CREATE INDEX delivery_waiting ON delivery (next_at, id) WHERE status = 'waiting';
CREATE INDEX delivery_settled ON delivery (settled_at, id) WHERE owes_entry = 1 AND status <> 'waiting';
CREATE INDEX delivery_target ON delivery (target, planned_at, id);
CREATE INDEX delivery_status ON delivery (status, planned_at, id);
CREATE INDEX delivery_planned ON delivery (planned_at, id);
