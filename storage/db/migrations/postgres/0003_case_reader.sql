-- +goose Up
-- Who may see a case besides the unit that decides it and the applicant: those who were sent a copy.
CREATE TABLE case_reader (
    case_id text NOT NULL,
    person  text NOT NULL, -- '' = whoever holds the role in the unit
    role    text NOT NULL,
    unit    text NOT NULL,
    PRIMARY KEY (case_id, role, unit, person)
);
CREATE INDEX case_reader_role ON case_reader (role, unit, person, case_id);
