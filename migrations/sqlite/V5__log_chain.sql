-- Every entry of the log bears a hash of itself and of all before it: case::log::chain says of which
-- bytes. Entries that are there are chained as they stand; `log_hash` is the program's.
CREATE TABLE chained_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL,
    -- For questions; they are no more than what the body says.
    party TEXT GENERATED ALWAYS AS
        (CASE WHEN json_valid(body) THEN json_extract(body, '$.party') END) VIRTUAL,
    act TEXT GENERATED ALWAYS AS
        (CASE WHEN json_valid(body) THEN json_extract(body, '$.act') END) VIRTUAL
) STRICT;

INSERT INTO chained_log (seq, at, object_kind, object_id, body, hash)
WITH RECURSIVE chain (seq, hash) AS (
    SELECT seq, log_hash(zeroblob(32), seq, at, object_kind, object_id, body)
    FROM log WHERE seq = (SELECT min(seq) FROM log)
    UNION ALL
    SELECT log.seq, log_hash(chain.hash, log.seq, at, object_kind, object_id, body)
    FROM chain JOIN log ON log.seq = (SELECT min(seq) FROM log WHERE seq > chain.seq)
)
SELECT log.seq, at, object_kind, object_id, body, hash FROM chain JOIN log USING (seq);

DROP TABLE log;
ALTER TABLE chained_log RENAME TO log;
CREATE INDEX log_by_object ON log (object_kind, object_id, seq);
CREATE INDEX log_by_party ON log (party, seq);

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
