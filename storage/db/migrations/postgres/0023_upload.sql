-- +goose Up
-- A file on its way to a draft, in parts. Each part is an object of its own, swept like any other once the upload is gone.
CREATE TABLE upload (
    draft_id   text NOT NULL,
    material   text NOT NULL,
    sha256     text NOT NULL, -- of the whole file, as its sender says
    name       text NOT NULL,
    size       bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (draft_id, material, sha256)
);
CREATE INDEX upload_updated ON upload (updated_at);

CREATE TABLE upload_part (
    draft_id text NOT NULL,
    material text NOT NULL,
    sha256   text NOT NULL,
    start    bigint NOT NULL, -- its first byte in the file
    part     text NOT NULL,    -- the object
    size     bigint NOT NULL,
    PRIMARY KEY (draft_id, material, sha256, start)
);
CREATE INDEX upload_part_object ON upload_part (part);
