-- +goose Up
-- A search of the trail finds its cases by what people know of them, and then their streams; what never changes of a case is
-- enough, so that no index is written again when the case moves.
CREATE INDEX cases_search ON cases (item, number, applicant, id);
CREATE INDEX entry_kind ON entry (kind, recorded_at, stream, number);
-- Few entries are of no case.
CREATE INDEX entry_office ON entry (recorded_at, stream, number) WHERE case_id = '';
