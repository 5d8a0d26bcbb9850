-- +goose Up
-- Who may see a case besides the unit that decides it and the applicant: those who were sent a copy.
CREATE TABLE case_reader (
    case_id TEXT NOT NULL,
    person  TEXT NOT NULL, -- '' = whoever holds the role in the unit
    role    TEXT NOT NULL,
    unit    TEXT NOT NULL,
    PRIMARY KEY (case_id, role, unit, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_reader_role ON case_reader (role, unit, person, case_id);
