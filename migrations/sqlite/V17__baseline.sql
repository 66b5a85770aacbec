-- What both measurements said when two parties signed, or on the day somebody froze it later; numbered from
-- 1 without gaps. `body` is the JSON of the domain type, `fingerprint` that of its content.
CREATE TABLE agreement_baseline (
    agreement TEXT NOT NULL REFERENCES agreement (id),
    no INTEGER NOT NULL CHECK (no >= 1),
    at INTEGER NOT NULL,
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
    body TEXT NOT NULL,
    PRIMARY KEY (agreement, no)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER agreement_baseline_follows_the_last BEFORE INSERT ON agreement_baseline
WHEN NEW.no <> (SELECT count(*) + 1 FROM agreement_baseline WHERE agreement = NEW.agreement)
BEGIN
    SELECT RAISE(ABORT, 'the baselines of an agreement are numbered without gaps');
END;
CREATE TRIGGER agreement_baseline_is_never_changed BEFORE UPDATE ON agreement_baseline
BEGIN
    SELECT RAISE(ABORT, 'a baseline is never changed');
END;
CREATE TRIGGER agreement_baseline_is_never_removed BEFORE DELETE ON agreement_baseline
BEGIN
    SELECT RAISE(ABORT, 'a baseline is never removed');
END;
