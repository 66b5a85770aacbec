-- What was said of the year of an agreement: duties that were done, explanations, consultations. It only
-- grows. `body` is the JSON of the domain type.
CREATE TABLE agreement_year_step (
    agreement TEXT NOT NULL REFERENCES agreement (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    party TEXT NOT NULL REFERENCES party (id),
    body TEXT NOT NULL,
    PRIMARY KEY (agreement, no)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER agreement_year_step_follows_the_last BEFORE INSERT ON agreement_year_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM agreement_year_step WHERE agreement = NEW.agreement)
BEGIN
    SELECT RAISE(ABORT, 'the steps of a year are numbered without gaps');
END;
CREATE TRIGGER agreement_year_step_is_never_changed BEFORE UPDATE ON agreement_year_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a year are append-only');
END;
CREATE TRIGGER agreement_year_step_is_never_removed BEFORE DELETE ON agreement_year_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a year are append-only');
END;

-- Calendars that somebody subscribes to. Of the secret in the address only its hash is kept.
CREATE TABLE calendar_feed (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    body TEXT NOT NULL
) STRICT;
