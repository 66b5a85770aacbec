-- Samverkansforum: each as its agreement set it up, from its first step on, and the steps of what is done
-- in it, numbered from 1 without gaps. `body` is the JSON of the domain type; nothing here ever changes.
CREATE TABLE forum (
    agreement TEXT NOT NULL,
    forum TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (agreement, forum)
) STRICT, WITHOUT ROWID;

CREATE TABLE forum_step (
    agreement TEXT NOT NULL,
    forum TEXT NOT NULL,
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (agreement, forum, no),
    FOREIGN KEY (agreement, forum) REFERENCES forum (agreement, forum)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER forum_step_follows_the_last BEFORE INSERT ON forum_step
WHEN NEW.no <> (SELECT count(*) + 1 FROM forum_step
                WHERE agreement = NEW.agreement AND forum = NEW.forum)
BEGIN
    SELECT RAISE(ABORT, 'the steps of a forum are numbered without gaps');
END;
CREATE TRIGGER forum_step_is_never_changed BEFORE UPDATE ON forum_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a forum are append-only');
END;
CREATE TRIGGER forum_step_is_never_removed BEFORE DELETE ON forum_step
BEGIN
    SELECT RAISE(ABORT, 'the steps of a forum are append-only');
END;
-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER forum_is_never_overwritten BEFORE INSERT ON forum
WHEN EXISTS (SELECT 1 FROM forum WHERE agreement = NEW.agreement AND forum = NEW.forum)
BEGIN
    SELECT RAISE(ABORT, 'a forum as it was set up is never changed');
END;
CREATE TRIGGER forum_is_never_changed BEFORE UPDATE ON forum
BEGIN
    SELECT RAISE(ABORT, 'a forum as it was set up is never changed');
END;
CREATE TRIGGER forum_is_never_removed BEFORE DELETE ON forum
BEGIN
    SELECT RAISE(ABORT, 'a forum as it was set up is never removed');
END;
