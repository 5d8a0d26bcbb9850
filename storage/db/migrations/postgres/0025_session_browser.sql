-- +goose Up
-- Of what somebody signed in with its family and system are kept, in words: what a browser sends whole is not.
ALTER TABLE session RENAME COLUMN user_agent TO browser;
UPDATE session SET browser = '';
