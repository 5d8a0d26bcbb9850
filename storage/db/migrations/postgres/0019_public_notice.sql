-- +goose Up
-- The times in which everybody may object to what is proposed in a case: a row for each visit of a wait. closed_at 0 = it runs.
CREATE TABLE public_notice (
    case_id   text NOT NULL,
    visit     bigint NOT NULL,
    number    text NOT NULL, -- of the case
    item      text NOT NULL,
    opened_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    PRIMARY KEY (case_id, visit)
);
CREATE INDEX public_notice_opened ON public_notice (opened_at, case_id, visit);
CREATE INDEX public_notice_running ON public_notice (opened_at, case_id, visit) WHERE closed_at = 0;

-- Those of before: visits that nobody has a seat in and that end with their time.
INSERT INTO public_notice (case_id, visit, number, item, opened_at, closed_at)
SELECT c.id, (v.value->>'id')::bigint, c.number, c.item,
       (extract(epoch FROM (t.value->>'opened_at')::timestamptz) * 1000000)::bigint,
       coalesce((extract(epoch FROM (t.value->>'closed_at')::timestamptz) * 1000000)::bigint, 0)
FROM (SELECT id, number, item, convert_from(state, 'UTF8')::jsonb AS state FROM cases) c,
     jsonb_path_query(c.state, '$.position.visits[*]') WITH ORDINALITY v (value, n),
     jsonb_path_query(c.state, '$.visit_times[*]') WITH ORDINALITY t (value, n)
WHERE t.n = v.n AND v.value->'seats' IS NULL AND (t.value->'limit'->>'limit')::bigint > 0;

-- What was granted, the newest first, is public.
CREATE INDEX certificate_granted ON certificate (granted_on, number);
