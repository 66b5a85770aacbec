-- What is done in a case: steps that only grow, numbered from 1 without gaps. `body` is the JSON of the
-- domain type. The case as it was opened stands in pls_case and is never changed.
CREATE TABLE case_step (
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (year, number, no),
    FOREIGN KEY (year, number) REFERENCES pls_case (year, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER case_step_follows_the_last BEFORE INSERT ON case_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM case_step
                WHERE year = NEW.year AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'the steps of a case are numbered without gaps');
END;
CREATE TRIGGER case_step_is_never_changed BEFORE UPDATE ON case_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a case are append-only');
END;
CREATE TRIGGER case_step_is_never_removed BEFORE DELETE ON case_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a case are append-only');
END;
-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER pls_case_is_never_overwritten BEFORE INSERT ON pls_case
WHEN EXISTS (SELECT 1 FROM pls_case WHERE year = NEW.year AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a case as it was opened is never changed');
END;
CREATE TRIGGER pls_case_is_never_changed BEFORE UPDATE ON pls_case
BEGIN
    SELECT RAISE(ABORT, 'a case as it was opened is never changed');
END;
CREATE TRIGGER pls_case_is_never_removed BEFORE DELETE ON pls_case
BEGIN
    SELECT RAISE(ABORT, 'a case as it was opened is never removed');
END;
