-- +goose Up
-- People are found by their whole name.
CREATE INDEX person_name ON person (name);
