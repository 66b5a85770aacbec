-- Release acts: what was computed, and what happened to it. Both only grow. `body` is the JSON of the
-- domain type; `tables` is gzip of the bytes of the released tables, `fingerprint` their SHA-256 before
-- compression.
CREATE TABLE release_act (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    party TEXT NOT NULL REFERENCES party (id),
    prepared_by TEXT NOT NULL,
    prepared_at INTEGER NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('stad', 'publik')),
    k INTEGER NOT NULL CHECK (k BETWEEN 3 AND 10),
    data_version INTEGER NOT NULL,
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
    body TEXT NOT NULL,
    tables BLOB NOT NULL
) STRICT;

-- Proposed, approved by a party, withdrawn: numbered from 1 without gaps.
CREATE TABLE release_step (
    act TEXT NOT NULL REFERENCES release_act (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('proposed', 'approved', 'withdrawn')),
    party TEXT NOT NULL REFERENCES party (id),
    body TEXT NOT NULL,
    PRIMARY KEY (act, no)
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER release_act_is_never_overwritten BEFORE INSERT ON release_act
WHEN EXISTS (SELECT 1 FROM release_act WHERE id = NEW.id OR seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'a release act is never changed');
END;
CREATE TRIGGER release_act_is_never_changed BEFORE UPDATE ON release_act
BEGIN
    SELECT RAISE(ABORT, 'a release act is never changed');
END;
CREATE TRIGGER release_act_is_never_removed BEFORE DELETE ON release_act
BEGIN
    SELECT RAISE(ABORT, 'a release act is never removed');
END;
CREATE TRIGGER release_step_follows_the_last BEFORE INSERT ON release_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM release_step WHERE act = NEW.act)
BEGIN
    SELECT RAISE(ABORT, 'the steps of a release act are numbered without gaps');
END;
CREATE TRIGGER release_step_is_never_changed BEFORE UPDATE ON release_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a release act are append-only');
END;
CREATE TRIGGER release_step_is_never_removed BEFORE DELETE ON release_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a release act are append-only');
END;
