-- +goose Up
-- Whether a case waits for its applicant, of which there are few among many that are open.
ALTER TABLE cases ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
UPDATE cases SET waits = 1 WHERE id IN (SELECT case_id FROM task WHERE parked);
CREATE INDEX cases_waiting ON cases (applicant, created_at, id) WHERE waits;
CREATE INDEX cases_waiting_unit ON cases (authority, created_at, id) WHERE waits;
