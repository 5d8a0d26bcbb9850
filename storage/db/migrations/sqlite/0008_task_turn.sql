-- +goose Up
-- Whose turn it is at a step: the role that names or draws people for its free seats, whether anybody with its role may take
-- one now, and who has a seat and waits for others. named lists those with a seat whose turn it is.
ALTER TABLE task ADD COLUMN picks TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN takable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN waiting TEXT NOT NULL DEFAULT '[]'; -- JSON array of person ids
UPDATE task SET takable = 1 WHERE named = '[]';
CREATE INDEX task_picks ON task (picks, authority, due_on, case_id, visit) WHERE picks <> '';
