-- +goose Up
-- How its applicant rated a case: the grade, open while it may be rated, else empty. Of what ended before nobody is asked.
ALTER TABLE cases ADD COLUMN rating TEXT NOT NULL DEFAULT '';
CREATE INDEX cases_to_rate ON cases (applicant, created_at, id) WHERE rating = 'open';
