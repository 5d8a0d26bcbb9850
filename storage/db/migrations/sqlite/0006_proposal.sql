-- +goose Up
-- A version of an item that waits, or waited, for a second person. What it says never changes; what became of it does.
CREATE TABLE proposal (
    item        TEXT NOT NULL,
    number      INTEGER NOT NULL, -- of its entry on the item's stream
    version     INTEGER NOT NULL,
    hash        TEXT NOT NULL,
    authority   TEXT NOT NULL,
    source      BLOB NOT NULL,
    files       BLOB NOT NULL,
    report      BLOB NOT NULL,
    proposed_at INTEGER NOT NULL,
    proposed_by TEXT NOT NULL,
    status      TEXT NOT NULL, -- proposed, published, rejected, withdrawn
    decided_at  INTEGER NOT NULL,
    decided_by  TEXT NOT NULL,
    PRIMARY KEY (item, number)
) STRICT;
CREATE UNIQUE INDEX proposal_open ON proposal (item) WHERE status = 'proposed';
