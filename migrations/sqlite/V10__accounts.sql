-- Where a session was begun and in which kind of browser, so that its user can tell one from another.
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';

-- The way in for the user of a local account who has forgotten its password: one at a time, gone when
-- it is used.
CREATE TABLE password_link (
    user TEXT PRIMARY KEY REFERENCES user (id),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
