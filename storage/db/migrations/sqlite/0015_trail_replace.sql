-- +goose Up
-- Where REPLACE takes a row away, SQLite runs the triggers of its deletion only on connections that ask for that
-- (recursive_triggers). Those of the service do; a hand at the prompt does not. What may not be deleted may therefore not be
-- inserted over either, and what grows may only be inserted over by what it has grown to.
-- +goose StatementBegin
CREATE TRIGGER erasure_no_replace BEFORE INSERT ON erasure
WHEN EXISTS (SELECT 1 FROM erasure WHERE stream = NEW.stream AND number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'erasures are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tile_no_replace BEFORE INSERT ON log_tile
WHEN EXISTS (SELECT 1 FROM log_tile t WHERE t.level = NEW.level AND t.idx = NEW.idx
    AND (NEW.width < t.width OR substr(NEW.data, 1, length(t.data)) <> t.data)) BEGIN
    SELECT RAISE(ABORT, 'tiles only grow');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tree_no_replace BEFORE INSERT ON log_tree
WHEN EXISTS (SELECT 1 FROM log_tree t WHERE t.id = NEW.id AND (NEW.size < t.size OR (NEW.size = t.size AND NEW.root <> t.root))) BEGIN
    SELECT RAISE(ABORT, 'the log only grows');
END;
-- +goose StatementEnd
