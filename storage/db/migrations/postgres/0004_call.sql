-- +goose Up
-- Calls between cases: what the loop that carries between them works on. Each side sets its own marks, none is ever taken
-- back. The called case is filed under the id of child.
CREATE TABLE call (
    parent    text NOT NULL,
    visit     bigint NOT NULL,
    child     text NOT NULL,
    forward   boolean NOT NULL,
    form      bytea, -- personal data, gone once the called case is filed or not wanted any more
    salt      bytea,
    opened_at bigint NOT NULL,
    ready     boolean NOT NULL,
    dropped   boolean NOT NULL,
    answered  boolean NOT NULL,
    filed     boolean NOT NULL,
    ended     boolean NOT NULL,
    PRIMARY KEY (parent, visit)
);
CREATE UNIQUE INDEX call_child ON call (child);
CREATE INDEX call_owing ON call (opened_at, parent, visit) WHERE (dropped AND filed AND NOT ended)
    OR (NOT dropped AND NOT answered AND ((filed AND (ended OR forward)) OR (NOT filed AND ready)));
