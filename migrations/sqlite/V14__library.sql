-- What the parties of an agreement have done with an entry of the library of measures, numbered from 1
-- without gaps. What is shipped is not here. `body` is the JSON of the domain type.
CREATE TABLE library_step (
    agreement TEXT NOT NULL,
    entry TEXT NOT NULL,
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('put', 'restored', 'retired')),
    party TEXT NOT NULL REFERENCES party (id),
    body TEXT NOT NULL,
    PRIMARY KEY (agreement, entry, no)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER library_step_follows_the_last BEFORE INSERT ON library_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM library_step
                WHERE agreement = NEW.agreement AND entry = NEW.entry)
BEGIN
    SELECT RAISE(ABORT, 'the steps of an entry are numbered without gaps');
END;
CREATE TRIGGER library_step_is_never_changed BEFORE UPDATE ON library_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of an entry are append-only');
END;
CREATE TRIGGER library_step_is_never_removed BEFORE DELETE ON library_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of an entry are append-only');
END;
