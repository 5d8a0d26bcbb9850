-- +goose Up
-- The times in which everybody may object to what is proposed in a case: a row for each visit of a wait. closed_at 0 = it runs.
CREATE TABLE public_notice (
    case_id   TEXT NOT NULL,
    visit     INTEGER NOT NULL,
    number    TEXT NOT NULL, -- of the case
    item      TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, visit)
) STRICT;
CREATE INDEX public_notice_opened ON public_notice (opened_at, case_id, visit);
CREATE INDEX public_notice_running ON public_notice (opened_at, case_id, visit) WHERE closed_at = 0;

-- Those of before: visits that nobody has a seat in and that end with their time.
INSERT INTO public_notice (case_id, visit, number, item, opened_at, closed_at)
SELECT c.id, json_extract(v.value, '$.id'), c.number, c.item,
       CAST(strftime('%s', json_extract(t.value, '$.opened_at')) AS INTEGER) * 1000000,
       coalesce(CAST(strftime('%s', json_extract(t.value, '$.closed_at')) AS INTEGER) * 1000000, 0)
FROM cases c, json_each(CAST(c.state AS TEXT), '$.position.visits') v, json_each(CAST(c.state AS TEXT), '$.visit_times') t
WHERE t.key = v.key AND json_extract(v.value, '$.seats') IS NULL AND json_extract(t.value, '$.limit.limit') > 0;

-- What was granted, the newest first, is public.
CREATE INDEX certificate_granted ON certificate (granted_on, number);
