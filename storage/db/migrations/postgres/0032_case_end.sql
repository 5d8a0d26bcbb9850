-- +goose Up
-- The end of the flow that a case came to, by which lists call it; of what ended before they know the outcome alone.
ALTER TABLE cases ADD COLUMN end_node TEXT NOT NULL DEFAULT '';
