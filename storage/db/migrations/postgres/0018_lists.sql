-- +goose Up
-- What lists of an office are ordered and bounded by: the earlier of the last days of the step and of the case, until when the applicant
-- may answer, and the worst card. Of tasks that are open already the last two come with the next command on their case.
ALTER TABLE task ADD COLUMN urgent_on text NOT NULL DEFAULT '9999-12-31';
ALTER TABLE task ADD COLUMN answer_by text NOT NULL DEFAULT '9999-12-31';
ALTER TABLE task ADD COLUMN card text NOT NULL DEFAULT '';
UPDATE task SET urgent_on = LEAST(due_on, case_due_on);
DROP INDEX task_inbox;
DROP INDEX task_claimed;
DROP INDEX task_picks;
CREATE INDEX task_inbox ON task (role, authority, urgent_on, case_id, visit);
CREATE INDEX task_claimed ON task (claimed, urgent_on, case_id, visit) WHERE claimed <> '';
CREATE INDEX task_picks ON task (picks, authority, urgent_on, case_id, visit) WHERE picks <> '';
CREATE INDEX person_enterprise ON person (enterprise) WHERE enterprise <> '';

-- What people keep for themselves: their views of lists, and words that they use again in opinions.
CREATE TABLE kept (
    person     text NOT NULL,
    kind       text NOT NULL, -- view, opinion
    name       text NOT NULL,
    content    text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (person, kind, name)
);

-- Opinions that somebody has begun to write on a task: personal data, gone with the erasure of the case.
CREATE TABLE opinion_draft (
    case_id    text NOT NULL,
    visit      integer NOT NULL,
    person     text NOT NULL,
    opinion    text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (case_id, person, visit)
);
