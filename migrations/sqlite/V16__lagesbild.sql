-- Lägesbilder: what each is about, and what happened to it. Both only grow. `body` is the JSON of the domain
-- type; those of steps hold the drafts of both parties and are for no reader as they are.
CREATE TABLE lagesbild (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    agreement TEXT NOT NULL REFERENCES agreement (id),
    party TEXT NOT NULL REFERENCES party (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE lagesbild_step (
    lagesbild TEXT NOT NULL REFERENCES lagesbild (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    party TEXT NOT NULL REFERENCES party (id),
    body TEXT NOT NULL,
    PRIMARY KEY (lagesbild, no)
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER lagesbild_is_never_overwritten BEFORE INSERT ON lagesbild
WHEN EXISTS (SELECT 1 FROM lagesbild WHERE id = NEW.id OR seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'what a lagesbild is about is never changed');
END;
CREATE TRIGGER lagesbild_is_never_changed BEFORE UPDATE ON lagesbild
BEGIN
    SELECT RAISE(ABORT, 'what a lagesbild is about is never changed');
END;
CREATE TRIGGER lagesbild_is_never_removed BEFORE DELETE ON lagesbild
BEGIN
    SELECT RAISE(ABORT, 'a lagesbild is never removed');
END;
CREATE TRIGGER lagesbild_step_follows_the_last BEFORE INSERT ON lagesbild_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM lagesbild_step WHERE lagesbild = NEW.lagesbild)
BEGIN
    SELECT RAISE(ABORT, 'the steps of a lagesbild are numbered without gaps');
END;
CREATE TRIGGER lagesbild_step_is_never_changed BEFORE UPDATE ON lagesbild_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a lagesbild are append-only');
END;
CREATE TRIGGER lagesbild_step_is_never_removed BEFORE DELETE ON lagesbild_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a lagesbild are append-only');
END;
