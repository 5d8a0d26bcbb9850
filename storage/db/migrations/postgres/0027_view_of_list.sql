-- +goose Up
-- Each list has names of its own for the views that people keep of it.
UPDATE kept SET kind = 'view/' || (content::jsonb ->> 'list'), content = (content::jsonb ->> 'query') WHERE kind = 'view';
