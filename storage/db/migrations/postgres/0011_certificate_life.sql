-- +goose Up
-- What cases did to a certificate, which duties of its holder were done, and the terms it was granted on: JSON, '' = none.
ALTER TABLE certificate ADD COLUMN changes text NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN done text NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN terms text NOT NULL DEFAULT '';

-- The day up to which its holder was told what falls due by time, the day of the next such thing, and the last day of the
-- earliest duty that is to be done still.
ALTER TABLE certificate ADD COLUMN caught_up text NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN next_due text NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN duty_due text NOT NULL DEFAULT '';
CREATE INDEX certificate_due ON certificate (next_due, number) WHERE next_due <> '';

-- A case that the office opens itself is being written; else the papers of an application.
ALTER TABLE draft ADD COLUMN opens boolean NOT NULL DEFAULT false;
