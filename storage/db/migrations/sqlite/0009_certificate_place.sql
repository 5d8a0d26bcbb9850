-- +goose Up
-- Where the status of a certificate stands in the lists, and the lists as they were published last.
ALTER TABLE certificate ADD COLUMN place INTEGER NOT NULL DEFAULT 0 CHECK (place BETWEEN 0 AND 4294967295);
CREATE UNIQUE INDEX certificate_place ON certificate (place) WHERE place > 0;
CREATE TABLE status_list (
    list   INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    note   BLOB NOT NULL
) STRICT;
