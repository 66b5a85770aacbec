-- Surveys of participants. Who has answered and what was answered have nothing in common but the survey: no
-- key, no time, no order. Of the answers there are sums alone, and the texts by alphabet.
CREATE TABLE enkat_answered (
    joined TEXT NOT NULL,
    no INTEGER NOT NULL,
    function TEXT NOT NULL,
    PRIMARY KEY (joined, no, function)
) STRICT, WITHOUT ROWID;

CREATE TABLE enkat_grade (
    joined TEXT NOT NULL,
    no INTEGER NOT NULL,
    question TEXT NOT NULL,
    grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 5),
    n INTEGER NOT NULL CHECK (n >= 1),
    PRIMARY KEY (joined, no, question, grade)
) STRICT, WITHOUT ROWID;

CREATE TABLE enkat_text (
    joined TEXT NOT NULL,
    no INTEGER NOT NULL,
    text TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 1),
    PRIMARY KEY (joined, no, text)
) STRICT, WITHOUT ROWID;

-- INSERT OR REPLACE would delete without firing the trigger on DELETE.
CREATE TRIGGER enkat_answered_is_once BEFORE INSERT ON enkat_answered
WHEN EXISTS (SELECT 1 FROM enkat_answered
             WHERE joined = NEW.joined AND no = NEW.no AND function = NEW.function)
BEGIN
    SELECT RAISE(ABORT, 'a function answers a survey once');
END;
CREATE TRIGGER enkat_answered_is_never_changed BEFORE UPDATE ON enkat_answered
BEGIN
    SELECT RAISE(ABORT, 'who has answered is never changed');
END;
CREATE TRIGGER enkat_answered_is_never_removed BEFORE DELETE ON enkat_answered
BEGIN
    SELECT RAISE(ABORT, 'who has answered is never removed');
END;
CREATE TRIGGER enkat_grade_is_never_overwritten BEFORE INSERT ON enkat_grade
WHEN EXISTS (SELECT 1 FROM enkat_grade
             WHERE joined = NEW.joined AND no = NEW.no AND question = NEW.question
               AND grade = NEW.grade)
BEGIN
    SELECT RAISE(ABORT, 'the sums of a survey only grow');
END;
CREATE TRIGGER enkat_grade_only_grows BEFORE UPDATE ON enkat_grade
WHEN NEW.joined <> OLD.joined OR NEW.no <> OLD.no OR NEW.question <> OLD.question
    OR NEW.grade <> OLD.grade OR NEW.n <> OLD.n + 1
BEGIN
    SELECT RAISE(ABORT, 'the sums of a survey only grow');
END;
CREATE TRIGGER enkat_grade_is_never_removed BEFORE DELETE ON enkat_grade
BEGIN
    SELECT RAISE(ABORT, 'the sums of a survey only grow');
END;
CREATE TRIGGER enkat_text_is_never_overwritten BEFORE INSERT ON enkat_text
WHEN EXISTS (SELECT 1 FROM enkat_text
             WHERE joined = NEW.joined AND no = NEW.no AND text = NEW.text)
BEGIN
    SELECT RAISE(ABORT, 'the texts of a survey only grow');
END;
CREATE TRIGGER enkat_text_only_grows BEFORE UPDATE ON enkat_text
WHEN NEW.joined <> OLD.joined OR NEW.no <> OLD.no OR NEW.text <> OLD.text OR NEW.n <> OLD.n + 1
BEGIN
    SELECT RAISE(ABORT, 'the texts of a survey only grow');
END;
CREATE TRIGGER enkat_text_is_never_removed BEFORE DELETE ON enkat_text
BEGIN
    SELECT RAISE(ABORT, 'the texts of a survey only grow');
END;
