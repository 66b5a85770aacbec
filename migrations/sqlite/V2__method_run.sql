-- Answers of the methods beside hotspots: question and origin as they were, the answer packed.
CREATE TABLE method_run (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    method TEXT NOT NULL,
    created_by TEXT NOT NULL,
    party TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    question TEXT NOT NULL,
    origin TEXT NOT NULL,
    n_used INTEGER NOT NULL,
    result_fingerprint TEXT NOT NULL,
    found BLOB NOT NULL
) STRICT;
CREATE INDEX method_run_by_party ON method_run (party, method);
