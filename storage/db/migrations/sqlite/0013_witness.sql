-- +goose Up
-- The word of witnesses for checkpoints: lines that stand under the signed note.
CREATE TABLE cosignature (
    size        INTEGER NOT NULL, -- of the checkpoint
    recorded_at INTEGER NOT NULL, -- of the checkpoint
    witness     TEXT NOT NULL,    -- its name and the hash of its key
    cosigned_at INTEGER NOT NULL, -- by its clock
    line        TEXT NOT NULL,
    PRIMARY KEY (size, recorded_at, witness)
) STRICT, WITHOUT ROWID;
CREATE INDEX cosignature_witness ON cosignature (witness, size);
CREATE INDEX checkpoint_size ON checkpoint (size);

-- What is recorded stays: everything of the trail is inserted only, tiles and tree only grow, and a payload goes only with
-- its erasure, which follows an entry that says so.
-- +goose StatementBegin
CREATE TRIGGER log_position_no_replace BEFORE INSERT ON log_position
WHEN EXISTS (SELECT 1 FROM log_position WHERE position = NEW.position OR (stream = NEW.stream AND number = NEW.number)) BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checkpoint_no_replace BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'checkpoints are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature BEGIN
    SELECT RAISE(ABORT, 'cosignatures are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cosignature_no_delete BEFORE DELETE ON cosignature BEGIN
    SELECT RAISE(ABORT, 'cosignatures are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER cosignature_no_replace BEFORE INSERT ON cosignature
WHEN EXISTS (SELECT 1 FROM cosignature WHERE size = NEW.size AND recorded_at = NEW.recorded_at AND witness = NEW.witness) BEGIN
    SELECT RAISE(ABORT, 'cosignatures are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tile_only_grows BEFORE UPDATE ON log_tile
WHEN NEW.level <> OLD.level OR NEW.idx <> OLD.idx OR NEW.width < OLD.width OR substr(NEW.data, 1, length(OLD.data)) <> OLD.data BEGIN
    SELECT RAISE(ABORT, 'tiles only grow');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tile_no_delete BEFORE DELETE ON log_tile BEGIN
    SELECT RAISE(ABORT, 'tiles only grow');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tree_only_grows BEFORE UPDATE ON log_tree
WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) BEGIN
    SELECT RAISE(ABORT, 'the log only grows');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_tree_no_delete BEFORE DELETE ON log_tree BEGIN
    SELECT RAISE(ABORT, 'the log only grows');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_payload_no_update BEFORE UPDATE ON entry_payload BEGIN
    SELECT RAISE(ABORT, 'payloads are not altered');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_payload_no_replace BEFORE INSERT ON entry_payload
WHEN EXISTS (SELECT 1 FROM entry_payload WHERE stream = NEW.stream AND number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'payloads are not altered');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_payload_only_erased BEFORE DELETE ON entry_payload
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE stream = OLD.stream AND number = OLD.number) BEGIN
    SELECT RAISE(ABORT, 'a payload goes only with its erasure');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasure_only_recorded BEFORE INSERT ON erasure
WHEN NOT EXISTS (SELECT 1 FROM entry WHERE stream = NEW.stream AND number > NEW.number AND kind = 'erased') BEGIN
    SELECT RAISE(ABORT, 'an erasure follows the entry that says so');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasure_no_update BEFORE UPDATE ON erasure BEGIN
    SELECT RAISE(ABORT, 'erasures are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasure_no_delete BEFORE DELETE ON erasure BEGIN
    SELECT RAISE(ABORT, 'erasures are append-only');
END;
-- +goose StatementEnd
