-- +goose Up
-- Instants are microseconds since 1970 in UTC, 0 = none; civil dates are YYYY-MM-DD, '' = none.

CREATE TABLE cases (
    id          TEXT PRIMARY KEY,
    number      TEXT NOT NULL,
    item        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    authority   TEXT NOT NULL,
    applicant   TEXT NOT NULL,
    status      TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    received_on TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    next_due    INTEGER NOT NULL,
    revision    INTEGER NOT NULL, -- number of the last entry
    head_hash   BLOB NOT NULL, -- its hash
    head_at     INTEGER NOT NULL, -- when it was recorded
    state       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX cases_number ON cases (number) WHERE number <> '';
CREATE INDEX cases_created ON cases (created_at, id);
CREATE INDEX cases_applicant ON cases (applicant, created_at, id);
CREATE INDEX cases_authority ON cases (authority, created_at, id);
CREATE INDEX cases_due ON cases (next_due, id) WHERE next_due > 0;

-- The current form of a case: personal data, apart from the state so that it is written only when it changes.
CREATE TABLE case_form (
    case_id TEXT PRIMARY KEY,
    form    BLOB NOT NULL
) STRICT;

CREATE TABLE entry (
    stream       TEXT NOT NULL,
    number       INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    bytes        BLOB NOT NULL, -- hashed as they are, never written anew
    case_id      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    person       TEXT NOT NULL,
    recorded_at  INTEGER NOT NULL,
    effective_at INTEGER NOT NULL,
    payload      INTEGER NOT NULL, -- 1 = it has one, perhaps erased
    PRIMARY KEY (stream, number)
) STRICT;
CREATE INDEX entry_recorded ON entry (recorded_at, stream, number);
CREATE INDEX entry_person ON entry (person, recorded_at) WHERE person <> '';

-- +goose StatementBegin
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN
    SELECT RAISE(ABORT, 'entries are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN
    SELECT RAISE(ABORT, 'entries are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entry_no_replace BEFORE INSERT ON entry
WHEN EXISTS (SELECT 1 FROM entry WHERE stream = NEW.stream AND number = NEW.number) BEGIN
    SELECT RAISE(ABORT, 'entries are append-only');
END;
-- +goose StatementEnd

-- Opinions, names, form values: erased by moving the row to erasure.
CREATE TABLE entry_payload (
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    salt   BLOB NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY (stream, number)
) STRICT;
CREATE TABLE erasure (
    stream    TEXT NOT NULL,
    number    INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    PRIMARY KEY (stream, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE unmerged (
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (stream, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_position (
    position INTEGER PRIMARY KEY,
    stream   TEXT NOT NULL,
    number   INTEGER NOT NULL,
    UNIQUE (stream, number)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER log_position_no_update BEFORE UPDATE ON log_position BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_position_no_delete BEFORE DELETE ON log_position BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
-- +goose StatementEnd

CREATE TABLE log_tile (
    level INTEGER NOT NULL,
    idx   INTEGER NOT NULL,
    width INTEGER NOT NULL,
    data  BLOB NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT;
CREATE TABLE log_tree (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL,
    root BLOB NOT NULL
) STRICT;

CREATE TABLE checkpoint (
    id          INTEGER PRIMARY KEY,
    size        INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    note        BLOB NOT NULL
) STRICT;

CREATE TABLE stream_head (
    stream      TEXT PRIMARY KEY,
    number      INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;

CREATE TABLE task (
    case_id     TEXT NOT NULL,
    visit       INTEGER NOT NULL,
    node        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    role        TEXT NOT NULL,
    authority   TEXT NOT NULL,
    item        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    case_number TEXT NOT NULL,
    applicant   TEXT NOT NULL,
    opened_at   INTEGER NOT NULL,
    due_on      TEXT NOT NULL, -- 9999-12-31 = none, so that it sorts last
    case_due_on TEXT NOT NULL,
    claimed     TEXT NOT NULL,
    open_seats  INTEGER NOT NULL,
    parked      INTEGER NOT NULL,
    named       TEXT NOT NULL, -- JSON arrays of person ids
    voted       TEXT NOT NULL,
    barred      TEXT NOT NULL,
    PRIMARY KEY (case_id, visit)
) STRICT;
CREATE INDEX task_inbox ON task (role, authority, due_on, case_id, visit);
CREATE INDEX task_claimed ON task (claimed, due_on, case_id, visit) WHERE claimed <> '';

CREATE TABLE document (
    case_id   TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    type      TEXT NOT NULL,
    number    TEXT NOT NULL,
    visit     INTEGER NOT NULL,
    data      BLOB,
    data_hash BLOB NOT NULL,
    owed_at   INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    file      TEXT NOT NULL,
    size      INTEGER NOT NULL,
    tries     INTEGER NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT;
CREATE INDEX document_owed ON document (tries, owed_at, case_id, seq) WHERE issued_at = 0;
CREATE UNIQUE INDEX document_number ON document (number) WHERE number <> '';
CREATE INDEX document_file ON document (file) WHERE file <> '';

-- What only one may have; every case that wants it has a claim, and the last claim to go frees it.
CREATE TABLE holding (
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;
CREATE TABLE holding_claim (
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    kept        INTEGER NOT NULL,
    certificate TEXT NOT NULL,
    PRIMARY KEY (kind, key, case_id)
) STRICT;
CREATE INDEX holding_claim_case ON holding_claim (case_id);
CREATE INDEX holding_claim_certificate ON holding_claim (certificate) WHERE certificate <> '';

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency (
    actor      TEXT NOT NULL,
    route      TEXT NOT NULL,
    key        TEXT NOT NULL,
    body       BLOB NOT NULL,
    stream     TEXT NOT NULL,
    number     INTEGER NOT NULL,
    receipt    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor, route, key)
) STRICT;
CREATE INDEX idempotency_created ON idempotency (created_at);

CREATE TABLE notice (
    id        TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    case_id   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    zh        TEXT NOT NULL,
    en        TEXT NOT NULL,
    at        INTEGER NOT NULL,
    document  INTEGER NOT NULL,
    sent_at   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX notice_recipient ON notice (recipient, at, id);
CREATE INDEX notice_unsent ON notice (at, id) WHERE sent_at = 0;

CREATE TABLE certificate (
    number      TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    holder      TEXT NOT NULL,
    holder_id   TEXT NOT NULL,
    owner       TEXT NOT NULL,
    grade       TEXT NOT NULL,
    scope       TEXT NOT NULL,
    granted_on  TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    status      TEXT NOT NULL,
    case_id     TEXT NOT NULL,
    replaces    TEXT NOT NULL,
    authority   TEXT NOT NULL,
    succeeded_by TEXT NOT NULL,
    details     TEXT NOT NULL
) STRICT;
CREATE INDEX certificate_owner ON certificate (owner, number);
CREATE INDEX certificate_case ON certificate (case_id) WHERE case_id <> '';

CREATE TABLE item_version (
    item         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    hash         TEXT NOT NULL,
    source       BLOB NOT NULL,
    files        BLOB NOT NULL,
    published_at INTEGER NOT NULL,
    published_by TEXT NOT NULL,
    open         TEXT NOT NULL,
    PRIMARY KEY (item, version)
) STRICT;

CREATE TABLE unit (
    id     TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    zh     TEXT NOT NULL,
    en     TEXT NOT NULL,
    code   TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    unit            TEXT NOT NULL,
    post            TEXT NOT NULL,
    enterprise      TEXT NOT NULL,
    enterprise_name TEXT NOT NULL,
    disabled        INTEGER NOT NULL,
    revision        INTEGER NOT NULL
) STRICT;

CREATE TABLE appointment (
    person TEXT NOT NULL,
    role   TEXT NOT NULL,
    unit   TEXT NOT NULL,
    PRIMARY KEY (person, role, unit)
) STRICT;
CREATE INDEX appointment_role ON appointment (role, unit);

CREATE TABLE calendar_year (
    year INTEGER PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE draft (
    id         TEXT PRIMARY KEY,
    item       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    case_id    TEXT NOT NULL,
    owner      TEXT NOT NULL,
    by_person  TEXT NOT NULL,
    form       BLOB NOT NULL,
    revision   INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    filed      TEXT NOT NULL
) STRICT;
CREATE INDEX draft_owner ON draft (owner, updated_at);

CREATE TABLE draft_file (
    draft_id   TEXT NOT NULL,
    material   TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    name       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    added_at   INTEGER NOT NULL,
    by_person  TEXT NOT NULL,
    PRIMARY KEY (draft_id, material, sha256)
) STRICT;
CREATE INDEX draft_file_object ON draft_file (sha256);

CREATE TABLE object (
    sha256       TEXT PRIMARY KEY,
    size         INTEGER NOT NULL,
    media_type   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX object_used ON object (last_used_at);

-- Which case names which object; written with the entry that names it.
CREATE TABLE case_object (
    sha256  TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (sha256, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id            TEXT PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    kind          TEXT NOT NULL,
    enterprise    TEXT NOT NULL,
    unit          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled      INTEGER NOT NULL,
    epoch         INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    revision      INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    id           TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL,
    epoch        INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    user_agent   TEXT NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- Tokens are never deleted: who had access when stays known.
CREATE TABLE token (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX token_account ON token (account_id, created_at);

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO setting (key, value) VALUES ('policy_revision', '0');
