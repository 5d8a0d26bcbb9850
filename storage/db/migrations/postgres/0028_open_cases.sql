-- +goose Up
-- Before a calendar year is loaded the open cases are counted by it, the newest first; most cases have long ended.
CREATE INDEX cases_open ON cases (created_at, id) WHERE status <> 'ended';
