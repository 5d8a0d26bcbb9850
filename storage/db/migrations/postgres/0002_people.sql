-- +goose Up
-- Who prepares a task for whom: a JSON array of {"of","to"}.
ALTER TABLE task ADD COLUMN delegated text NOT NULL DEFAULT '[]';

-- The unit whose window types the papers in that somebody brought; '' = the enterprise writes itself.
ALTER TABLE draft ADD COLUMN desk text NOT NULL DEFAULT '';
CREATE INDEX draft_desk ON draft (desk, updated_at) WHERE desk <> '';

-- Who stands in for whom, ended ones too. Lists are JSON arrays of ids.
CREATE TABLE substitution (
    id         text PRIMARY KEY,
    of_person  text NOT NULL,
    by_person  text NOT NULL,
    roles      text NOT NULL,
    units      text NOT NULL,
    items      text NOT NULL,
    from_day   text NOT NULL,
    until_day  text NOT NULL,
    ended      boolean NOT NULL
);
CREATE INDEX substitution_of ON substitution (of_person);
CREATE INDEX substitution_by ON substitution (by_person);

-- What enterprises let their agents do, ended ones too.
CREATE TABLE mandate (
    id         text PRIMARY KEY,
    enterprise text NOT NULL,
    agent      text NOT NULL,
    acts       text NOT NULL,
    items      text NOT NULL,
    case_id    text NOT NULL,
    from_day   text NOT NULL,
    until_day  text NOT NULL,
    proof      text NOT NULL, -- SHA-256 of the letter of authority
    ended      boolean NOT NULL
);
CREATE INDEX mandate_enterprise ON mandate (enterprise, id);
CREATE INDEX mandate_agent ON mandate (agent);
