-- +goose Up
-- Every calendar by which days were ever counted, by its hash: what moved is told by counting under the old one and the new.
CREATE TABLE calendar_version (
    hash text PRIMARY KEY,
    data bytea NOT NULL
);
