-- +goose Up
-- Whose turn it is at a step: the role that names or draws people for its free seats, whether anybody with its role may take
-- one now, and who has a seat and waits for others. named lists those with a seat whose turn it is.
ALTER TABLE task ADD COLUMN picks text NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN takable boolean NOT NULL DEFAULT false;
ALTER TABLE task ADD COLUMN waiting text NOT NULL DEFAULT '[]'; -- JSON array of person ids
UPDATE task SET takable = true WHERE named = '[]';
CREATE INDEX task_picks ON task (picks, authority, due_on, case_id, visit) WHERE picks <> '';
