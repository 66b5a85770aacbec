-- Agreements with everything that happened to them; what holds follows from it. `body` is the JSON of
-- the domain type.
CREATE TABLE agreement (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Until now they were a setting that only the program wrote: the installation begins with them.
INSERT INTO agreement (id, version, updated, body)
    SELECT
        json_extract(one.value, '$.id'),
        1,
        CAST(strftime('%s', 'now') AS INTEGER) * 1000000000,
        json_object(
            'id', json_extract(one.value, '$.id'),
            'parties', json_extract(one.value, '$.parties'),
            'founded', json_object(
                'name', json_extract(one.value, '$.name'),
                'areas', json_extract(one.value, '$.areas'),
                'valid_from', json_extract(one.value, '$.valid_from'),
                'valid_to', json_extract(one.value, '$.valid_to')
            ),
            'steps', json('[]')
        )
    FROM setting
    JOIN json_each(setting.value) AS one
    WHERE setting.key = 'agreements';
DELETE FROM setting WHERE key = 'agreements';
