-- +goose Up
-- How many cases stand on each version is asked whenever the versions are listed; most cases have long ended.
CREATE INDEX cases_live ON cases (item, version) WHERE status <> 'ended';
