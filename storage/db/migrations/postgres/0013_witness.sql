-- +goose Up
-- The word of witnesses for checkpoints: lines that stand under the signed note.
CREATE TABLE cosignature (
    size        bigint NOT NULL, -- of the checkpoint
    recorded_at bigint NOT NULL, -- of the checkpoint
    witness     text NOT NULL,   -- its name and the hash of its key
    cosigned_at bigint NOT NULL, -- by its clock
    line        text NOT NULL,
    PRIMARY KEY (size, recorded_at, witness)
);
CREATE INDEX cosignature_witness ON cosignature (witness, size);
CREATE INDEX checkpoint_size ON checkpoint (size);

-- What is recorded stays: everything of the trail is inserted only, tiles and tree only grow, and a payload goes only with
-- its erasure, which follows an entry that says so.
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER cosignature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER erasure_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON erasure
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER entry_payload_append_only BEFORE UPDATE OR TRUNCATE ON entry_payload
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER log_tile_append_only BEFORE DELETE OR TRUNCATE ON log_tile
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER log_tile_only_grows BEFORE UPDATE ON log_tile FOR EACH ROW
    WHEN (NEW.level <> OLD.level OR NEW.idx <> OLD.idx OR NEW.width < OLD.width OR substring(NEW.data FROM 1 FOR length(OLD.data)) <> OLD.data)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER log_tree_append_only BEFORE DELETE OR TRUNCATE ON log_tree
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER log_tree_only_grows BEFORE UPDATE ON log_tree FOR EACH ROW
    WHEN (NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root))
    EXECUTE FUNCTION append_only();

-- +goose StatementBegin
CREATE FUNCTION only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM erasure WHERE stream = OLD.stream AND number = OLD.number) THEN
        RAISE EXCEPTION 'a payload goes only with its erasure';
    END IF;
    RETURN OLD;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER entry_payload_only_erased BEFORE DELETE ON entry_payload FOR EACH ROW EXECUTE FUNCTION only_erased();

-- +goose StatementBegin
CREATE FUNCTION only_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM entry WHERE stream = NEW.stream AND number > NEW.number AND kind = 'erased') THEN
        RAISE EXCEPTION 'an erasure follows the entry that says so';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER erasure_only_recorded BEFORE INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION only_recorded();
