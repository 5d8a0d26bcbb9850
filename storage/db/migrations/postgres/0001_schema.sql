-- +goose Up
-- Instants are microseconds since 1970 in UTC, 0 = none; civil dates are YYYY-MM-DD, '' = none.

CREATE TABLE cases (
    id          text PRIMARY KEY,
    number      text NOT NULL,
    item        text NOT NULL,
    version     bigint NOT NULL,
    authority   text NOT NULL,
    applicant   text NOT NULL,
    status      text NOT NULL,
    outcome     text NOT NULL,
    received_on text NOT NULL,
    created_at  bigint NOT NULL,
    next_due    bigint NOT NULL,
    revision    bigint NOT NULL, -- number of the last entry
    head_hash   bytea NOT NULL, -- its hash
    head_at     bigint NOT NULL, -- when it was recorded
    state       bytea NOT NULL
);
CREATE UNIQUE INDEX cases_number ON cases (number) WHERE number <> '';
CREATE INDEX cases_created ON cases (created_at, id);
CREATE INDEX cases_applicant ON cases (applicant, created_at, id);
CREATE INDEX cases_authority ON cases (authority, created_at, id);
CREATE INDEX cases_due ON cases (next_due, id) WHERE next_due > 0;

-- The current form of a case: personal data, apart from the state so that it is written only when it changes.
CREATE TABLE case_form (
    case_id text PRIMARY KEY,
    form    bytea NOT NULL
);

CREATE TABLE entry (
    stream       text NOT NULL,
    number       bigint NOT NULL,
    hash         bytea NOT NULL,
    bytes        bytea NOT NULL, -- hashed as they are, never written anew
    case_id      text NOT NULL,
    kind         text NOT NULL,
    person       text NOT NULL,
    recorded_at  bigint NOT NULL,
    effective_at bigint NOT NULL,
    payload      boolean NOT NULL, -- has one, perhaps erased
    PRIMARY KEY (stream, number)
);
CREATE INDEX entry_recorded ON entry (recorded_at, stream, number);
CREATE INDEX entry_person ON entry (person, recorded_at) WHERE person <> '';

-- +goose StatementBegin
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Opinions, names, form values: erased by moving the row to erasure.
CREATE TABLE entry_payload (
    stream text NOT NULL,
    number bigint NOT NULL,
    salt   bytea NOT NULL,
    body   bytea NOT NULL,
    PRIMARY KEY (stream, number)
);
CREATE TABLE erasure (
    stream    text NOT NULL,
    number    bigint NOT NULL,
    erased_at bigint NOT NULL,
    PRIMARY KEY (stream, number)
);

CREATE TABLE unmerged (
    stream text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (stream, number)
);

CREATE TABLE log_position (
    position bigint PRIMARY KEY,
    stream   text NOT NULL,
    number   bigint NOT NULL,
    UNIQUE (stream, number)
);
CREATE TRIGGER log_position_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_position
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TABLE log_tile (
    level bigint NOT NULL,
    idx   bigint NOT NULL,
    width bigint NOT NULL,
    data  bytea NOT NULL,
    PRIMARY KEY (level, idx)
);
CREATE TABLE log_tree (
    id   bigint PRIMARY KEY CHECK (id = 1),
    size bigint NOT NULL,
    root bytea NOT NULL
);

CREATE TABLE checkpoint (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size        bigint NOT NULL,
    recorded_at bigint NOT NULL,
    note        bytea NOT NULL
);

CREATE TABLE stream_head (
    stream      text PRIMARY KEY,
    number      bigint NOT NULL,
    hash        bytea NOT NULL,
    recorded_at bigint NOT NULL
);

CREATE TABLE task (
    case_id     text NOT NULL,
    visit       bigint NOT NULL,
    node        text NOT NULL,
    kind        text NOT NULL,
    role        text NOT NULL,
    authority   text NOT NULL,
    item        text NOT NULL,
    version     bigint NOT NULL,
    case_number text NOT NULL,
    applicant   text NOT NULL,
    opened_at   bigint NOT NULL,
    due_on      text NOT NULL, -- 9999-12-31 = none, so that it sorts last
    case_due_on text NOT NULL,
    claimed     text NOT NULL,
    open_seats  bigint NOT NULL,
    parked      boolean NOT NULL,
    named       text NOT NULL, -- JSON arrays of person ids
    voted       text NOT NULL,
    barred      text NOT NULL,
    PRIMARY KEY (case_id, visit)
);
CREATE INDEX task_inbox ON task (role, authority, due_on, case_id, visit);
CREATE INDEX task_claimed ON task (claimed, due_on, case_id, visit) WHERE claimed <> '';

CREATE TABLE document (
    case_id   text NOT NULL,
    seq       bigint NOT NULL,
    type      text NOT NULL,
    number    text NOT NULL,
    visit     bigint NOT NULL,
    data      bytea,
    data_hash bytea NOT NULL,
    owed_at   bigint NOT NULL,
    issued_at bigint NOT NULL,
    file      text NOT NULL,
    size      bigint NOT NULL,
    tries     bigint NOT NULL,
    PRIMARY KEY (case_id, seq)
);
CREATE INDEX document_owed ON document (tries, owed_at, case_id, seq) WHERE issued_at = 0;
CREATE UNIQUE INDEX document_number ON document (number) WHERE number <> '';
CREATE INDEX document_file ON document (file) WHERE file <> '';

-- What only one may have; every case that wants it has a claim, and the last claim to go frees it.
CREATE TABLE holding (
    kind   text NOT NULL,
    key    text NOT NULL,
    holder text NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE TABLE holding_claim (
    kind        text NOT NULL,
    key         text NOT NULL,
    case_id     text NOT NULL,
    kept        boolean NOT NULL,
    certificate text NOT NULL,
    PRIMARY KEY (kind, key, case_id)
);
CREATE INDEX holding_claim_case ON holding_claim (case_id);
CREATE INDEX holding_claim_certificate ON holding_claim (certificate) WHERE certificate <> '';

CREATE TABLE counter (
    name  text PRIMARY KEY,
    value bigint NOT NULL
);

CREATE TABLE idempotency (
    actor      text NOT NULL,
    route      text NOT NULL,
    key        text NOT NULL,
    body       bytea NOT NULL,
    stream     text NOT NULL,
    number     bigint NOT NULL,
    receipt    bytea NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (actor, route, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

CREATE TABLE notice (
    id        text PRIMARY KEY,
    recipient text NOT NULL,
    case_id   text NOT NULL,
    kind      text NOT NULL,
    zh        text NOT NULL,
    en        text NOT NULL,
    at        bigint NOT NULL,
    document  bigint NOT NULL,
    sent_at   bigint NOT NULL DEFAULT 0
);
CREATE INDEX notice_recipient ON notice (recipient, at, id);
CREATE INDEX notice_unsent ON notice (at, id) WHERE sent_at = 0;

CREATE TABLE certificate (
    number      text PRIMARY KEY,
    kind        text NOT NULL,
    holder      text NOT NULL,
    holder_id   text NOT NULL,
    owner       text NOT NULL,
    grade       text NOT NULL,
    scope       text NOT NULL,
    granted_on  text NOT NULL,
    valid_from  text NOT NULL,
    valid_until text NOT NULL,
    status      text NOT NULL,
    case_id     text NOT NULL,
    replaces    text NOT NULL,
    authority   text NOT NULL,
    succeeded_by text NOT NULL,
    details     text NOT NULL
);
CREATE INDEX certificate_owner ON certificate (owner, number);
CREATE INDEX certificate_case ON certificate (case_id) WHERE case_id <> '';

CREATE TABLE item_version (
    item         text NOT NULL,
    version      bigint NOT NULL,
    hash         text NOT NULL,
    source       bytea NOT NULL,
    files        bytea NOT NULL,
    published_at bigint NOT NULL,
    published_by text NOT NULL,
    open         text NOT NULL,
    PRIMARY KEY (item, version)
);

CREATE TABLE unit (
    id     text PRIMARY KEY,
    parent text NOT NULL,
    zh     text NOT NULL,
    en     text NOT NULL,
    code   text NOT NULL
);

CREATE TABLE person (
    id              text PRIMARY KEY,
    name            text NOT NULL,
    unit            text NOT NULL,
    post            text NOT NULL,
    enterprise      text NOT NULL,
    enterprise_name text NOT NULL,
    disabled        boolean NOT NULL,
    revision        bigint NOT NULL
);

CREATE TABLE appointment (
    person text NOT NULL,
    role   text NOT NULL,
    unit   text NOT NULL,
    PRIMARY KEY (person, role, unit)
);
CREATE INDEX appointment_role ON appointment (role, unit);

CREATE TABLE calendar_year (
    year bigint PRIMARY KEY,
    data bytea NOT NULL
);

CREATE TABLE draft (
    id         text PRIMARY KEY,
    item       text NOT NULL,
    version    bigint NOT NULL,
    case_id    text NOT NULL,
    owner      text NOT NULL,
    by_person  text NOT NULL,
    form       bytea NOT NULL,
    revision   bigint NOT NULL,
    updated_at bigint NOT NULL,
    filed      text NOT NULL
);
CREATE INDEX draft_owner ON draft (owner, updated_at);

CREATE TABLE draft_file (
    draft_id   text NOT NULL,
    material   text NOT NULL,
    sha256     text NOT NULL,
    name       text NOT NULL,
    size       bigint NOT NULL,
    media_type text NOT NULL,
    added_at   bigint NOT NULL,
    by_person  text NOT NULL,
    PRIMARY KEY (draft_id, material, sha256)
);
CREATE INDEX draft_file_object ON draft_file (sha256);

CREATE TABLE object (
    sha256       text PRIMARY KEY,
    size         bigint NOT NULL,
    media_type   text NOT NULL,
    created_at   bigint NOT NULL,
    last_used_at bigint NOT NULL
);
CREATE INDEX object_used ON object (last_used_at);

-- Which case names which object; written with the entry that names it.
CREATE TABLE case_object (
    sha256  text NOT NULL,
    case_id text NOT NULL,
    PRIMARY KEY (sha256, case_id)
);

CREATE TABLE account (
    id            text PRIMARY KEY,
    login         text NOT NULL UNIQUE,
    name          text NOT NULL,
    kind          text NOT NULL,
    enterprise    text NOT NULL,
    unit          text NOT NULL,
    password_hash text NOT NULL,
    disabled      boolean NOT NULL,
    epoch         bigint NOT NULL,
    created_at    bigint NOT NULL,
    revision      bigint NOT NULL
);

CREATE TABLE session (
    id           text PRIMARY KEY,
    account_id   text NOT NULL,
    epoch        bigint NOT NULL,
    created_at   bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at   bigint NOT NULL,
    user_agent   text NOT NULL
);
CREATE INDEX session_account ON session (account_id, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- Tokens are never deleted: who had access when stays known.
CREATE TABLE token (
    id         text PRIMARY KEY,
    account_id text NOT NULL,
    name       text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint NOT NULL
);
CREATE INDEX token_account ON token (account_id, created_at);

CREATE TABLE setting (
    key   text PRIMARY KEY,
    value text NOT NULL
);
INSERT INTO setting (key, value) VALUES ('policy_revision', '0');
