-- +goose Up
-- Each list has names of its own for the views that people keep of it.
UPDATE kept SET kind = 'view/' || json_extract(content, '$.list'), content = json_extract(content, '$.query') WHERE kind = 'view';
