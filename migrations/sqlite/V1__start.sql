-- Times are nanoseconds since 1970-01-01T00:00Z, days are days since then, hours are UTC hours since
-- then; the rest is as in the domain types. `body` is their JSON.

PRAGMA application_id = 1347179347; -- "PLSS"

CREATE TABLE data_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO data_version (one, value) VALUES (1, 0);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- People --------------------------------------------------------------------------------------

CREATE TABLE party (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    side TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    function TEXT NOT NULL,
    party TEXT NOT NULL REFERENCES party (id),
    role TEXT NOT NULL,
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    password_hash TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    user TEXT NOT NULL REFERENCES user (id),
    created_at INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Deliveries ----------------------------------------------------------------------------------

-- What one owner delivers from one source system: row keys and replaced periods belong to it.
CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES party (id),
    source TEXT NOT NULL,
    UNIQUE (owner, source)
) STRICT;

-- An import that was never published and is no longer wanted is 'dropped' at once and swept away
-- with its rows when there is time.
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('staging', 'previewed', 'published', 'undone', 'dropped')),
    stream INTEGER NOT NULL REFERENCES stream (id),
    file_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    published_at INTEGER,
    published_version INTEGER,
    undone_at INTEGER,
    undone_version INTEGER,
    n_staged INTEGER NOT NULL DEFAULT 0,
    options TEXT NOT NULL,
    totals TEXT NOT NULL,
    CHECK ((state IN ('published', 'undone')) = (published_version IS NOT NULL)),
    CHECK ((state = 'undone') = (undone_version IS NOT NULL))
) STRICT;
CREATE INDEX import_by_stream ON import (stream);

CREATE TABLE rejection (
    import INTEGER NOT NULL REFERENCES import (id),
    no INTEGER NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    record INTEGER NOT NULL,
    field TEXT,
    value TEXT,
    code TEXT NOT NULL,
    PRIMARY KEY (import, no)
) STRICT, WITHOUT ROWID;

-- Counts --------------------------------------------------------------------------------------

CREATE TABLE category (
    dense INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE area_name (
    dense INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT;

-- One content under one key, or one row without key. It counts at a data version when an import
-- that delivered it is in force at that version and none that supersedes it is.
CREATE TABLE count_row (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    import INTEGER NOT NULL REFERENCES import (id),
    key BLOB CHECK (length(key) = 16),
    from_hour INTEGER NOT NULL,
    to_hour INTEGER NOT NULL CHECK (to_hour >= from_hour),
    cell INTEGER,
    area INTEGER REFERENCES area_name (dense),
    category INTEGER NOT NULL REFERENCES category (dense),
    precision INTEGER NOT NULL CHECK (precision BETWEEN 0 AND 3),
    n INTEGER NOT NULL CHECK (n BETWEEN 0 AND 4294967295),
    reported_on INTEGER,
    CHECK (cell IS NOT NULL OR area IS NOT NULL)
) STRICT;
CREATE INDEX count_row_by_key ON count_row (stream, key) WHERE key IS NOT NULL;
CREATE INDEX count_row_by_import ON count_row (import);

-- Later imports that delivered the same content under the same key.
CREATE TABLE also_delivered (
    row INTEGER NOT NULL REFERENCES count_row (id),
    import INTEGER NOT NULL REFERENCES import (id),
    PRIMARY KEY (row, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX also_delivered_by_import ON also_delivered (import);

-- Imports in whose presence the row does not count: they delivered other content under its key,
-- or replaced the period in which it lies.
CREATE TABLE superseded (
    row INTEGER NOT NULL REFERENCES count_row (id),
    import INTEGER NOT NULL REFERENCES import (id),
    PRIMARY KEY (row, import)
) STRICT, WITHOUT ROWID;
CREATE INDEX superseded_by_import ON superseded (import);

-- Areas ---------------------------------------------------------------------------------------

-- Of the rows with the same id and first day the latest one holds whose import, if any, is
-- published. The geometry is WKB.
CREATE TABLE area (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    kind TEXT NOT NULL,
    import INTEGER REFERENCES import (id),
    body TEXT NOT NULL,
    geometry BLOB
) STRICT;
CREATE INDEX area_by_id ON area (id, valid_from);
CREATE INDEX area_by_import ON area (import);

CREATE TABLE relation (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL UNIQUE
) STRICT;

-- Work ----------------------------------------------------------------------------------------

-- `result` is gzip of the JSON of the result, `result_hash` its SHA-256 before compression.
CREATE TABLE run (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL,
    party TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    input TEXT NOT NULL,
    n_places INTEGER NOT NULL,
    n_used INTEGER NOT NULL,
    result_fingerprint TEXT NOT NULL,
    result_hash TEXT NOT NULL,
    result BLOB NOT NULL
) STRICT;

CREATE TABLE opening (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE pls_case (
    year INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
    version INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (year, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX log_by_object ON log (object_kind, object_id, seq);

-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER log_is_never_overwritten BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
