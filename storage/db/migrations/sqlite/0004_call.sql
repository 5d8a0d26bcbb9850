-- +goose Up
-- Calls between cases: what the loop that carries between them works on. Each side sets its own marks, none is ever taken
-- back. The called case is filed under the id of child.
CREATE TABLE call (
    parent    TEXT NOT NULL,
    visit     INTEGER NOT NULL,
    child     TEXT NOT NULL,
    forward   INTEGER NOT NULL,
    form      BLOB, -- personal data, gone once the called case is filed or not wanted any more
    salt      BLOB,
    opened_at INTEGER NOT NULL,
    ready     INTEGER NOT NULL,
    dropped   INTEGER NOT NULL,
    answered  INTEGER NOT NULL,
    filed     INTEGER NOT NULL,
    ended     INTEGER NOT NULL,
    PRIMARY KEY (parent, visit)
) STRICT;
CREATE UNIQUE INDEX call_child ON call (child);
CREATE INDEX call_owing ON call (opened_at, parent, visit) WHERE (dropped AND filed AND NOT ended)
    OR (NOT dropped AND NOT answered AND ((filed AND (ended OR forward)) OR (NOT filed AND ready)));
