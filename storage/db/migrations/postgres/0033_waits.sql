-- +goose Up
-- Whether a case waits for its applicant, of which there are few among many that are open.
ALTER TABLE cases ADD COLUMN waits boolean NOT NULL DEFAULT false;
UPDATE cases SET waits = true WHERE id IN (SELECT case_id FROM task WHERE parked);
CREATE INDEX cases_waiting ON cases (applicant, created_at, id) WHERE waits;
CREATE INDEX cases_waiting_unit ON cases (authority, created_at, id) WHERE waits;
