-- +goose Up
-- Lists are looked up unit by unit in their order: of an item, of what is open, of what somebody has taken, of what has a card. What an
-- index holds of a case never changes, or changes once when the case ends.
CREATE INDEX cases_item_unit ON cases (item, authority, created_at, id);
CREATE INDEX cases_open_unit ON cases (authority, created_at, id) WHERE status <> 'ended';
DROP INDEX task_claimed;
CREATE INDEX task_claimed ON task (claimed, role, authority, urgent_on, case_id, visit) WHERE claimed <> '';
CREATE INDEX task_card ON task (role, authority, urgent_on, case_id, visit) WHERE card <> '';

-- Certificates of a kind and public notices of an item, in the order of their lists.
CREATE INDEX certificate_kind ON certificate (kind, number);
CREATE INDEX certificate_kind_granted ON certificate (kind, granted_on, number);
CREATE INDEX public_notice_item ON public_notice (item, opened_at, case_id, visit);
CREATE INDEX public_notice_item_running ON public_notice (item, opened_at, case_id, visit) WHERE closed_at = 0;
