-- The ground a user answers for. Days are ISO dates; an open end is empty.
CREATE TABLE responsibility (
    user TEXT NOT NULL REFERENCES user (id),
    area TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    PRIMARY KEY (user, area, valid_from)
) STRICT, WITHOUT ROWID;

-- Until now nobody was held to an area: whoever signed for a party's agreement goes on doing so.
INSERT OR IGNORE INTO responsibility (user, area, valid_from, valid_to)
    SELECT user.id, area.value, '', ''
    FROM setting
    JOIN json_each(setting.value) AS agreement
    JOIN json_each(agreement.value, '$.areas') AS area
    JOIN user ON user.party IN (
        json_extract(agreement.value, '$.parties.polis'),
        json_extract(agreement.value, '$.parties.stad')
    )
    WHERE setting.key = 'agreements' AND user.role IN ('kommunpolis', 'trygghetssamordnare');

-- `shared` shows a delivery to every party that has an agreement with its owner; this is a JSON list of
-- single ones it was shown to.
ALTER TABLE import ADD COLUMN shared_with TEXT NOT NULL DEFAULT '[]';

-- `body` is the JSON of the domain type; what is looked for stands beside it.
CREATE TABLE delegation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    taker TEXT NOT NULL REFERENCES user (id),
    body TEXT NOT NULL
) STRICT;
CREATE INDEX delegation_by_taker ON delegation (taker);

CREATE TABLE api_key (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    body TEXT NOT NULL
) STRICT;

CREATE TABLE participant_link (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    body TEXT NOT NULL
) STRICT;
