-- Whom the providers of the two sides have let in: an issuer and a subject, never a name or an
-- address. An identity waits until an administrator of its side, or a group of the provider, has
-- assigned it to a user.
CREATE TABLE identity (
    id TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('polis', 'stad')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'assigned', 'refused')),
    user TEXT REFERENCES user (id),
    decided_by TEXT,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    UNIQUE (issuer, subject),
    CHECK ((state = 'assigned') = (user IS NOT NULL)),
    CHECK ((state = 'waiting') = (decided_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_side ON identity (side, state);

-- The way in for the first administrator of a party; used once.
CREATE TABLE admin_link (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    party TEXT NOT NULL REFERENCES party (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_user ON session (user);
