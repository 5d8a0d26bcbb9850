-- +goose Up
-- A file on its way to a draft, in parts. Each part is an object of its own, swept like any other once the upload is gone.
CREATE TABLE upload (
    draft_id   TEXT NOT NULL,
    material   TEXT NOT NULL,
    sha256     TEXT NOT NULL, -- of the whole file, as its sender says
    name       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (draft_id, material, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_updated ON upload (updated_at);

CREATE TABLE upload_part (
    draft_id TEXT NOT NULL,
    material TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    start    INTEGER NOT NULL, -- its first byte in the file
    part     TEXT NOT NULL,    -- the object
    size     INTEGER NOT NULL,
    PRIMARY KEY (draft_id, material, sha256, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_part_object ON upload_part (part);
