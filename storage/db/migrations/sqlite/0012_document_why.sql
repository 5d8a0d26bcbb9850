-- +goose Up
-- Why a document could not be made the last time, as JSON of the place in its template, zh and en; empty while nothing stands
-- against it. It may name what somebody wrote and goes with the data.
ALTER TABLE document ADD COLUMN why TEXT NOT NULL DEFAULT '';
UPDATE document SET why = '{"zh":"原因未留存，请重试。","en":"The reason was not kept; retry it."}' WHERE issued_at = 0 AND tries < 0;
CREATE INDEX document_failed ON document (owed_at, case_id, seq) WHERE issued_at = 0 AND why <> '';
