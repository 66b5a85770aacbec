-- Information under §10: what one party told the other, and what happened to it. Both only grow. `body`
-- is the JSON of the domain type.
CREATE TABLE information (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    party TEXT NOT NULL REFERENCES party (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Received, corrected, withdrawn: numbered from 1 without gaps.
CREATE TABLE information_step (
    information TEXT NOT NULL REFERENCES information (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('received', 'corrected', 'withdrawn')),
    party TEXT NOT NULL REFERENCES party (id),
    body TEXT NOT NULL,
    PRIMARY KEY (information, no)
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER information_is_never_overwritten BEFORE INSERT ON information
WHEN EXISTS (SELECT 1 FROM information WHERE id = NEW.id OR seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'information that was sent is never changed');
END;
CREATE TRIGGER information_is_never_changed BEFORE UPDATE ON information
BEGIN
    SELECT RAISE(ABORT, 'information that was sent is never changed');
END;
CREATE TRIGGER information_is_never_removed BEFORE DELETE ON information
BEGIN
    SELECT RAISE(ABORT, 'information that was sent is never removed');
END;
CREATE TRIGGER information_step_follows_the_last BEFORE INSERT ON information_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM information_step WHERE information = NEW.information)
BEGIN
    SELECT RAISE(ABORT, 'the steps of information are numbered without gaps');
END;
CREATE TRIGGER information_step_is_never_changed BEFORE UPDATE ON information_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of information are append-only');
END;
CREATE TRIGGER information_step_is_never_removed BEFORE DELETE ON information_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of information are append-only');
END;
