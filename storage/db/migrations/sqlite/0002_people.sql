-- +goose Up
-- Who prepares a task for whom: a JSON array of {"of","to"}.
ALTER TABLE task ADD COLUMN delegated TEXT NOT NULL DEFAULT '[]';

-- The unit whose window types the papers in that somebody brought; '' = the enterprise writes itself.
ALTER TABLE draft ADD COLUMN desk TEXT NOT NULL DEFAULT '';
CREATE INDEX draft_desk ON draft (desk, updated_at) WHERE desk <> '';

-- Who stands in for whom, ended ones too. Lists are JSON arrays of ids.
CREATE TABLE substitution (
    id         TEXT PRIMARY KEY,
    of_person  TEXT NOT NULL,
    by_person  TEXT NOT NULL,
    roles      TEXT NOT NULL,
    units      TEXT NOT NULL,
    items      TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    ended      INTEGER NOT NULL
) STRICT;
CREATE INDEX substitution_of ON substitution (of_person);
CREATE INDEX substitution_by ON substitution (by_person);

-- What enterprises let their agents do, ended ones too.
CREATE TABLE mandate (
    id         TEXT PRIMARY KEY,
    enterprise TEXT NOT NULL,
    agent      TEXT NOT NULL,
    acts       TEXT NOT NULL,
    items      TEXT NOT NULL,
    case_id    TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    proof      TEXT NOT NULL, -- SHA-256 of the letter of authority
    ended      INTEGER NOT NULL
) STRICT;
CREATE INDEX mandate_enterprise ON mandate (enterprise, id);
CREATE INDEX mandate_agent ON mandate (agent);
