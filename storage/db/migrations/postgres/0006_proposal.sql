-- +goose Up
-- A version of an item that waits, or waited, for a second person. What it says never changes; what became of it does.
CREATE TABLE proposal (
    item        text NOT NULL,
    number      bigint NOT NULL, -- of its entry on the item's stream
    version     bigint NOT NULL,
    hash        text NOT NULL,
    authority   text NOT NULL,
    source      bytea NOT NULL,
    files       bytea NOT NULL,
    report      bytea NOT NULL,
    proposed_at bigint NOT NULL,
    proposed_by text NOT NULL,
    status      text NOT NULL, -- proposed, published, rejected, withdrawn
    decided_at  bigint NOT NULL,
    decided_by  text NOT NULL,
    PRIMARY KEY (item, number)
);
CREATE UNIQUE INDEX proposal_open ON proposal (item) WHERE status = 'proposed';
