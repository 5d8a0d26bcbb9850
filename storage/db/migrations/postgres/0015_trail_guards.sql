-- +goose Up
-- The guards of payloads and erasures look into the schema of the table they guard: whoever serves may have a temporary table of
-- the same name, or another search path.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION only_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    recorded boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.erasure WHERE stream = $1 AND number = $2)', TG_TABLE_SCHEMA)
        INTO recorded USING OLD.stream, OLD.number;
    IF NOT recorded THEN
        RAISE EXCEPTION 'a payload goes only with its erasure';
    END IF;
    RETURN OLD;
END;
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION only_recorded() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    recorded boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.entry WHERE stream = $1 AND number > $2 AND kind = ''erased'')', TG_TABLE_SCHEMA)
        INTO recorded USING NEW.stream, NEW.number;
    IF NOT recorded THEN
        RAISE EXCEPTION 'an erasure follows the entry that says so';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
